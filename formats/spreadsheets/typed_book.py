"""Cells that a person typed, sheet by sheet; as a file every reader of spreadsheets opens it like any other (T2)."""

from collections.abc import Sequence
from typing import Final

import msgspec

from formats.refused import N_
from formats.spreadsheets.cells import text_cell
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.grids import Grid, GridRow, gather

MARK: Final = b"jiankao typed cells 1\n"


class TypedSheet(msgspec.Struct, frozen=True):
    """A sheet; its columns stand in row 1, so `rows` begin with row 2."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


class TypedBook(msgspec.Struct, frozen=True):
    """The sheets of a plan, a list or a paper."""

    sheets: tuple[TypedSheet, ...]


def to_file(book: TypedBook) -> bytes:
    """Equal cells, equal bytes."""
    return MARK + msgspec.json.encode(book)


class TypedWorkbook:
    """What `to_file` wrote, as a `Workbook`. Raises `FileRefused` if it is damaged."""

    def __init__(self, content: bytes) -> None:
        try:
            self._book = msgspec.json.decode(content.removeprefix(MARK), type=TypedBook)
        except msgspec.DecodeError as fault:
            raise refuse("file.damaged", N_("The typed cells arrived damaged. Load the page again.")) from fault

    @property
    def titles(self) -> Sequence[str | None]:
        return [sheet.title for sheet in self._book.sheets]

    def grid(self, index: int, *, most: int) -> Grid:
        sheet = self._book.sheets[index]
        rows = enumerate((sheet.columns, *sheet.rows), start=1)
        cells = (GridRow(number, [text_cell(text) for text in texts]) for number, texts in rows)
        return gather(sheet.title, cells, most=most)
