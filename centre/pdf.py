"""HTML to PDF; nothing is fetched, from nowhere."""

import logging
from typing import Any

from formats.refused import N_, Refused

log = logging.getLogger(__name__)


def to_pdf(html: str) -> bytes:
    """An A4 PDF with its fonts embedded. Raises `Refused` when the system's libraries for it are missing."""
    try:
        from weasyprint import HTML  # slow to load, and its libraries may be missing: the page itself still works
        from weasyprint.urls import FatalURLFetchingError
    except OSError as fault:
        log.exception("WeasyPrint cannot be loaded")
        told = N_("This machine cannot make PDF files: %(what)s. Print the page from the browser instead.")
        raise Refused("pdf.missing", told, what=str(fault).splitlines()[0]) from fault

    def nothing(url: str, *_: Any, **__: Any) -> Any:
        raise FatalURLFetchingError(f"{url}: documents fetch nothing")

    return bytes(HTML(string=html, url_fetcher=nothing).write_pdf())
