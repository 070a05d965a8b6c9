"""Rows of cells, alike for every kind of file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from formats.spreadsheets.cells import BLANK, Cell

MOST_COLUMNS: Final = 40


class GridRow(NamedTuple):
    """A row that is not blank, with its physical number; the first is 1."""

    number: int
    cells: Sequence[Cell]

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else BLANK


@dataclass(frozen=True)
class Grid:
    """A sheet's rows; `more` if it went on. A CSV has no title."""

    title: str | None
    rows: list[GridRow]
    more: bool = False


class Workbook(Protocol):
    """A file of sheets. Reading one raises `FileRefused` if the file is damaged there."""

    @property
    def titles(self) -> Sequence[str | None]: ...

    def grid(self, index: int, *, most: int) -> Grid:
        """The first `most` rows of a sheet that are not blank."""


def gather(title: str | None, rows: Iterable[GridRow], *, most: int) -> Grid:
    """A grid of those of `rows` that are not blank."""
    kept: list[GridRow] = []
    for row in rows:
        if all(cell.is_blank for cell in row.cells):
            continue
        if len(kept) == most:
            return Grid(title, kept, more=True)
        kept.append(row)
    return Grid(title, kept)
