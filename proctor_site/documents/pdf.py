"""HTML to PDF: one function for all documents, which fetches nothing from outside."""

import ctypes
import gc
import logging
from collections.abc import Callable, Sequence
from typing import Any

from formats.refused import N_, Refused

log = logging.getLogger(__name__)
Contents = Callable[[Sequence[int]], str]


def to_pdf(html: str) -> bytes:
    """An A4 PDF with its fonts embedded. Raises `Refused` when the system's libraries for it are missing."""
    content = bytes(_rendered(html).write_pdf())
    _give_memory_back()
    return content


def bound(chapters: Sequence[str], contents: Contents, *, tell: Callable[[int], None] = lambda count: None) -> bytes:
    """Several documents as one PDF with bookmarks, each with its own page numbers.

    `contents` makes the first pages of how many pages each has; `tell` hears how many are laid out. Raises as `to_pdf`.
    """
    content = _bind(chapters, contents, tell)
    _give_memory_back()
    return content


def _bind(chapters: Sequence[str], contents: Contents, tell: Callable[[int], None]) -> bytes:
    documents = []
    for count, html in enumerate(chapters, 1):
        documents.append(_rendered(html))
        tell(count)
    front = _rendered(contents([len(each.pages) for each in documents]))
    pages = [page for each in (front, *documents) for page in each.pages]
    return bytes(front.copy(pages).write_pdf())


def _rendered(html: str) -> Any:
    try:
        from weasyprint import HTML  # slow to load, and its libraries may be missing: the page itself still works

        from proctor_site.documents.fetching import BASE, OnlyOurs
    except OSError as fault:
        log.exception("WeasyPrint cannot be loaded")
        told = N_("This machine cannot make PDF files: %(what)s. Print the page from the browser instead.")
        raise Refused("pdf.missing", told, what=str(fault).splitlines()[0]) from fault
    return HTML(string=html, base_url=BASE, url_fetcher=OnlyOurs()).render()


def _give_memory_back() -> None:
    """The C library would keep what a sheet took: 170 MB in a worker that may not make another one for hours."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim:
        trim(0)
