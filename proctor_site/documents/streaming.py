"""Files that are sent while they are read."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from rooms.live.database import in_database

LINES_AT_ONCE: Final = 200
PIECE: Final = 64 * 1024


def streamed(request: HttpRequest, lines: Iterator[bytes], *, name: str, kind: str) -> StreamingHttpResponse:
    """The lines as a file to save; under ASGI a part at a time, for Django would gather a plain iterator whole."""
    parts = in_parts(lines) if isinstance(request, ASGIRequest) else lines
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type=kind, headers=headers)


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


async def in_parts(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Some lines at a time, read in a thread that may use the database."""
    while part := await in_database(lambda: b"".join(islice(lines, LINES_AT_ONCE))):
        yield part
