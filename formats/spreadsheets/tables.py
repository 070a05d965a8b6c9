"""A sheet's header, wherever it stands, and the rows under it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from formats.refused import N_, FileRefused
from formats.spreadsheets.cells import Cell, half_width
from formats.spreadsheets.faults import Faults, Place
from formats.spreadsheets.grids import Grid, GridRow, Workbook
from formats.spreadsheets.records import Record
from formats.spreadsheets.workbooks import open_workbook

HEADER_WITHIN: Final = 10
MOST_ROWS: Final = 20_000


@dataclass(frozen=True)
class Layout:
    """The columns of a list. `titles` are what its sheet is usually called."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Each column's name by its comparable form."""
        return {comparable(name): name for name in (*self.required, *self.optional)}


@dataclass(frozen=True)
class Header:
    """The header's row, and where each known column stands."""

    row: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a list, and the title of the sheet they stand in."""

    title: str | None
    records: Sequence[Record] = ()


def read_list(stream: BinaryIO, name: str, layout: Layout, faults: Faults, *, most: int = MOST_ROWS) -> Table:
    """The list in a file: on the first sheet that has its header, else on the first with anything.

    What keeps the whole list from being read goes to `faults`; the table is empty then.
    """
    try:
        workbook = open_workbook(stream, name)
        index = _choose(workbook, layout, faults)
        return read_table(workbook.grid(index, most=most + HEADER_WITHIN), layout, faults, most=most)
    except FileRefused as refused:
        faults.extend(refused.faults)
        return Table(None)


def read_sheet(
    workbook: Workbook, title: str, layout: Layout, faults: Faults, *, may_be_empty: bool = False
) -> Table | None:
    """The list on the sheet of that title; None without such a sheet. Raises `FileRefused` if it is damaged."""
    titles = [comparable(str(found)) for found in workbook.titles]
    if comparable(title) not in titles:
        return None
    grid = workbook.grid(titles.index(comparable(title)), most=MOST_ROWS)
    return read_table(grid, layout, faults, most=MOST_ROWS, may_be_empty=may_be_empty)


def read_table(grid: Grid, layout: Layout, faults: Faults, *, most: int, may_be_empty: bool = False) -> Table:
    """The records of one sheet; none if the header lacks a column or there are too many."""
    header = find_header(grid.rows, layout)
    if grid.rows and not _is_usable(header, grid, layout, faults):
        return Table(grid.title)
    records = [_record(grid.title, header, row, faults) for row in grid.rows if row.number > header.row]
    if not records and not may_be_empty:
        faults.error(Place(grid.title), "sheet.no_rows", N_("There are no data rows."))
    if grid.more or len(records) > most:
        text = N_("The list has more than %(most)d rows, far more than a room can hold. Nothing of it was read.")
        faults.error(Place(grid.title), "sheet.too_many_rows", text, most=most)
        return Table(grid.title)
    return Table(grid.title, records)


def tell_unknown_sheets(workbook: Workbook, known: Sequence[str], faults: Faults) -> None:
    """A warning for each sheet whose title is none of `known`: perhaps it is mistyped."""
    names = {comparable(title) for title in known}
    for title in workbook.titles:
        if title is not None and comparable(title) not in names:
            faults.warn(Place(title), "file.unknown_sheet", N_("This sheet is not known and was not read."))


def find_header(rows: Sequence[GridRow], layout: Layout) -> Header:
    """The row among the first ten that names most columns; row 0 if none names any.

    A column whose cell is blank there takes its name from above, where two
    levels of headings were merged into one cell.
    """
    looked_at = rows[:HEADER_WITHIN]
    columns = layout.columns
    best = max(looked_at, key=lambda row: len(_known(row, columns)), default=None)
    if best is None or not _known(best, columns):
        return Header(0, {}, (), ())
    above = [row for row in looked_at if row.number < best.number]
    return _header(best, above, columns)


def headings(row: GridRow) -> list[str]:
    return [heading for cell in row.cells if (heading := _heading(cell))]


def comparable(name: str) -> str:
    """A column's name without blanks, case, full-width forms or a mark for "required"."""
    return re.sub(r"\s", "", half_width(name)).casefold().strip("*:")


def _choose(workbook: Workbook, layout: Layout, faults: Faults) -> int:
    heads = [workbook.grid(index, most=HEADER_WITHIN + 1) for index in range(len(workbook.titles))]
    fitting = [index for index, head in enumerate(heads) if _fits(head, layout)]
    if len(fitting) > 1:
        text = N_("Only this sheet is read. There are more lists, in: %(others)s.")
        others = "、".join(str(heads[index].title) for index in fitting[1:])
        faults.confirm(Place(heads[fitting[0]].title), "file.more_sheets", text, others=others)
    filled = [index for index, head in enumerate(heads) if head.rows]
    return next(iter(fitting or filled), 0)


def _fits(head: Grid, layout: Layout) -> bool:
    return set(layout.required) <= set(find_header(head.rows, layout).columns)


def _heading(cell: Cell) -> str:
    return re.sub(r"\s", "", cell.raw)


def _known(row: GridRow, columns: Mapping[str, str]) -> set[str]:
    return {columns[name] for heading in headings(row) if (name := comparable(heading)) in columns}


def _header(best: GridRow, above: Sequence[GridRow], columns: Mapping[str, str]) -> Header:
    found: dict[str, int] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    for index, cell in enumerate(best.cells):
        heading = _heading(cell)
        name = columns.get(comparable(heading))
        if name in found:
            repeated.append(heading)
        elif name:
            found[name] = index
        elif heading:
            unknown.append(heading)
    for name, index in _merged(best, above, columns):
        found.setdefault(name, index)
    return Header(best.number, found, tuple(unknown), tuple(repeated))


def _merged(best: GridRow, above: Sequence[GridRow], columns: Mapping[str, str]) -> list[tuple[str, int]]:
    return [
        (columns[name], index)
        for row in above
        for index, cell in enumerate(row.cells)
        if best.cell(index).is_blank and (name := comparable(_heading(cell))) in columns
    ]


def _is_usable(header: Header, grid: Grid, layout: Layout, faults: Faults) -> bool:
    missing = [name for name in layout.required if name not in header.columns]
    place = Place(grid.title, header.row or grid.rows[0].number)
    if missing:
        found = next(headings(row) for row in grid.rows if row.number == place.row)
        text = N_("Columns are missing: %(missing)s. The columns found are: %(found)s.")
        faults.error(place, "header.missing", text, missing="、".join(missing), found=_listed(found))
    if header.repeated:
        text = N_("A column stands there twice: %(repeated)s.")
        faults.error(place, "header.repeated", text, repeated="、".join(header.repeated))
    if header.unknown and not missing:
        text = N_("These columns are not known and were not read: %(unknown)s.")
        faults.warn(place, "header.unknown", text, unknown=_listed(header.unknown))
    return not missing and not header.repeated


def _listed(names: Sequence[str]) -> str:
    return "、".join(name[:20] for name in islice(names, 20))


def _record(title: str | None, header: Header, row: GridRow, faults: Faults) -> Record:
    cells = {name: row.cell(index) for name, index in header.columns.items()}
    return Record(Place(title, row.number), cells, faults)
