"""HTML to PDF: one function for all documents, which fetches nothing from outside."""

import ctypes
import gc
import logging

from formats.refused import N_, Refused

log = logging.getLogger(__name__)


def to_pdf(html: str) -> bytes:
    """An A4 PDF with its fonts embedded. Raises `Refused` when the system's libraries for it are missing."""
    try:
        from weasyprint import HTML  # slow to load, and its libraries may be missing: the page itself still works

        from proctor_site.documents.fetching import BASE, OnlyOurs
    except OSError as fault:
        log.exception("WeasyPrint cannot be loaded")
        told = N_("This machine cannot make PDF files: %(what)s. Print the page from the browser instead.")
        raise Refused("pdf.missing", told, what=str(fault).splitlines()[0]) from fault
    content = bytes(HTML(string=html, base_url=BASE, url_fetcher=OnlyOurs()).write_pdf())
    _give_memory_back()
    return content


def _give_memory_back() -> None:
    """The C library would keep what a sheet took: 170 MB in a worker that may not make another one for hours."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim:
        trim(0)
