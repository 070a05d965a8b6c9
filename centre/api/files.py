"""The bytes of a package, from where the room has them already."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from centre.models import Package
from centre.operations.publishing import package_file, seal_for_room
from formats.refused import N_, Refused

PIECE: Final = 64 * 1024
RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-")


def package_answer(request: HttpRequest, package: Package) -> HttpResponse:
    """200 with all of it, or 206 with what follows the `Range`. Raises `Refused` for a range behind its end."""
    package = seal_for_room(package)  # makes a lost file anew; then the hash is another one, and If-Range says so
    start = _start(request, package)
    if start and start >= package.size:
        raise Refused("request.range", N_("The package has %(size)d bytes."), size=package.size)
    pieces = _pieces(package_file(package), start or 0)
    body = _in_turn(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(
        body, status=200 if start is None else 206, content_type="application/octet-stream"
    )
    for name, value in _headers(package, start).items():
        response.headers[name] = value
    return _typed(response)


def _headers(package: Package, start: int | None) -> dict[str, str]:
    headers = {
        "ETag": f'"{package.sha256}"',
        "Accept-Ranges": "bytes",
        "Content-Length": str(package.size - (start or 0)),
        "Cache-Control": "no-store",
    }
    if start is not None:
        headers["Content-Range"] = f"bytes {start}-{package.size - 1}/{package.size}"
    return headers


def _start(request: HttpRequest, package: Package) -> int | None:
    """Where to go on; None for all of it: no range, one we do not know, or of another file."""
    condition = request.headers.get("If-Range", "").strip('"')
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    return int(asked[1]) if asked and condition in ("", package.sha256) else None


def _pieces(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(PIECE):
            yield piece


async def _in_turn(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Under ASGI Django would gather a plain iterator whole."""
    following = sync_to_async(lambda: next(pieces, b""), thread_sensitive=False)
    while piece := await following():
        yield piece


def _typed(response: HttpResponseBase) -> HttpResponse:
    return response  # type: ignore[return-value]  # ninja passes on every HttpResponseBase; its types name HttpResponse
