"""What a file is, told by its sheets and headings, never by its name (B10)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import BinaryIO, Final

from formats import exam_package
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import candidate_list, paper_book, plan_rules, plan_sessions, questions, seat_list
from formats.spreadsheets.delimited import decode
from formats.spreadsheets.grids import Grid
from formats.spreadsheets.tables import HEADER_WITHIN, Layout, comparable, find_header
from formats.spreadsheets.workbooks import content_of, is_html, open_workbook

SIGNED_WITHIN: Final = 400  # bytes
INFORMATION_SHEET_HAS: Final = ("考场代码", "考场注册码")


class Kind(StrEnum):
    """The files that a room takes."""

    SEATS = "seats"
    CANDIDATES = "candidates"
    PLAN = "plan"
    PAPERS = "papers"
    MATERIAL = "material"
    INFORMATION_SHEET = "information_sheet"
    UNKNOWN = "unknown"


LISTS: Final = (
    (Kind.CANDIDATES, candidate_list.LAYOUT, candidate_list.TICKET),
    (Kind.SEATS, seat_list.LAYOUT, seat_list.NUMBER),
)
BOOKS: Final = (
    (Kind.PLAN, {plan_rules.SHEET, plan_sessions.SHEET}),
    (Kind.PAPERS, {paper_book.SHEET, *(section.title for section in questions.SECTIONS)}),
)


def kind_of(stream: BinaryIO, name: str) -> Kind:
    """The kind of a file, also of one with faults, so that these can be told.

    Raises `FileRefused` for a file that cannot be opened at all.
    """
    _refuse_what_the_centre_signed(stream)
    if _is_information_sheet(stream):
        return Kind.INFORMATION_SHEET
    workbook = open_workbook(stream, name)
    titles = {comparable(title) for title in workbook.titles if title}
    for kind, sheets in BOOKS:
        if titles & {comparable(title) for title in sheets}:
            return kind
    heads = [workbook.grid(index, most=HEADER_WITHIN) for index in range(len(workbook.titles))]
    return _kind_of_list(heads, titles)


def _refuse_what_the_centre_signed(stream: BinaryIO) -> None:
    """Packages and authorizations have pages of their own, which are worth more than the faults of a spreadsheet."""
    beginning = content_of(stream)[:SIGNED_WITHIN]
    if exam_package.begins_as_one(stream):
        told = N_("This is an exam package of the test centre. Load it alone in step 4, 载入考务, with 导入.")
        raise FileRefused([Fault(code="file.package", text=told)])
    if beginning.startswith(b"{") and b'"signature"' in content_of(stream)[-SIGNED_WITHIN:]:
        told = N_("This is a signed file of the test centre. An authorization is loaded in 考中管理 under 考试授权.")
        raise FileRefused([Fault(code="file.signed", text=told)])


def _is_information_sheet(stream: BinaryIO) -> bool:
    try:
        text = decode(content_of(stream))
    except FileRefused:
        return False
    return is_html(text) and all(word in text for word in INFORMATION_SHEET_HAS)


def _kind_of_list(heads: Sequence[Grid], titles: set[str]) -> Kind:
    """A list by the column that only it has; else by its sheet's title; else by most of its columns."""
    for kind, layout, column in LISTS:
        if any(column in find_header(head.rows, layout).columns for head in heads):
            return kind
    for kind, layout, _ in LISTS:
        if titles & {comparable(title) for title in layout.titles}:
            return kind
    return next((kind for kind, layout, _ in LISTS if any(_mostly(head, layout) for head in heads)), Kind.UNKNOWN)


def _mostly(head: Grid, layout: Layout) -> bool:
    found = set(find_header(head.rows, layout).columns) & set(layout.required)
    return 2 * len(found) > len(layout.required)
