"""Several documents as one PDF: contents first, then each with a bookmark of its own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from django.utils.functional import Promise

from exams.models import Session
from incidents.headings import heading
from proctor_site.documents.pdf import bound
from proctor_site.documents.rendering import laid_out, qr_code

Words = str | Promise
Drawn = tuple[Words, str]


def bind(
    session: Session,
    now: datetime,
    title: Words,
    drawn: Sequence[Drawn],
    *,
    beside: Words = "",
    tell: Callable[[int], None] = lambda count: None,
) -> bytes:
    """`drawn` are the chapters, each with its title and its page; `beside` says what lies in other files.

    In the language that is active. `tell` hears how many chapters are laid out. Raises as `to_pdf`.
    """

    def contents(pages: Sequence[int]) -> str:
        head = heading(session, now)
        values = {
            "title": title,
            "heading": head,
            "qr": qr_code(head.number, head.proof),
            "chapters": zip((words for words, _html in drawn), pages, strict=True),
            "beside": beside,
        }
        return laid_out("documents/contents.html", values, zone=session.plan.zone)

    return bound([_marked(n, *chapter) for n, chapter in enumerate(drawn, 1)], contents, tell=tell)


def _marked(number: int, words: Words, html: str) -> str:
    """The contents lead to its beginning; its bookmark is called as it is called there."""
    html = html.replace("<body>", f'<body id="chapter-{number}">', 1)
    return html.replace("<h1>", f'<h1 data-mark="{escape(str(words))}">', 1)
