"""What the centre puts on paper, on its way to a browser: as a file, and as PDF."""

from collections.abc import Callable
from pathlib import Path

from asgiref.sync import sync_to_async
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpResponse

from centre.pdf import to_pdf


async def as_pdf(prepared: Callable[[], HttpResponse | FileResponse]) -> HttpResponse | FileResponse:
    """The page that `prepared` answers as PDF, laid out in a thread of its own: rooms are answered meanwhile.

    The page says under which name it is saved. What is answered instead (a login, a refusal) goes through as it is.
    """
    found = await sync_to_async(prepared)()
    if not isinstance(found, HttpResponse) or found.status_code != HttpResponse.status_code:
        return found
    content = await sync_to_async(to_pdf, thread_sensitive=False)(found.content.decode())
    return _saved(content, "application/pdf", found["Content-Disposition"])


def saved(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file that the browser saves under `name` and keeps no copy of."""
    return _saved(content, kind, attached(name))


def attached(name: str) -> str:
    """The header that names a file to be saved."""
    return f'attachment; filename="{name}"'


def styles(*names: str) -> str:
    """Style sheets of ours as text, for a page that fetches nothing."""
    found = [finders.find(name) for name in names]
    return "\n".join(Path(path).read_text("utf-8") for path in found if isinstance(path, str))


def _saved(content: bytes, kind: str, disposition: str) -> HttpResponse:
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
