"""What WeasyPrint may read: our own static files, and data in the address itself (the QR code)."""

import mimetypes
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE: Final = "https://static.invalid"  # where relative addresses lead: to no host


class OnlyOurs(URLFetcher):
    """Fetches nothing from outside; an address that is not ours ends the document."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"])

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        found = _static_file(url)
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": f"{kind}; charset=utf-8"})


def _static_file(url: str) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path)
    if f"{parts.scheme}://{parts.netloc}" != BASE or not path.startswith(settings.STATIC_URL) or ".." in path:
        raise FatalURLFetchingError(f"{url} is not one of our static files; documents fetch nothing else")
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    if not isinstance(found, str):
        raise FatalURLFetchingError(f"{url}: there is no such static file")
    return Path(found)
