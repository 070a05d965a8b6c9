"""What differs between two books of cells: rows that came, went, or stand elsewhere, cells that changed (T2)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from formats.spreadsheets.typed_book import TypedBook, TypedSheet

How: TypeAlias = Literal["added", "removed", "changed", "moved"]
RowKey: TypeAlias = tuple[str, int]  # what a row is called, and the how manieth of that name it is
Rows: TypeAlias = Mapping[RowKey, Mapping[str, str]]

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "考务规则": ("项目",),
    "场次": ("场次", "科目"),
    "考生": ("准考证号", "科目"),
    "试卷信息": ("项目",),
    "考场规则": ("序号",),
    "操作指南": ("序号",),
}  # the columns that name a row; on other sheets the first one does
FIRST_ROW: Final = 2


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row that came, went or moved, or a cell of it that changed; `row` is what the row is called.

    Of a row that moved, `before` and `after` are its places, counted as a sheet counts them: the first row is 2.
    """

    how: How
    sheet: str
    row: str
    column: str = ""
    before: str = ""
    after: str = ""


def differences(before: TypedBook, after: TypedBook) -> list[Difference]:
    """Sheet by sheet, in the order of `after`."""
    old = {sheet.title: sheet for sheet in before.sheets}
    return [
        difference
        for sheet in after.sheets
        for difference in _of_sheet(sheet.title, _rows(old.get(sheet.title)), _rows(sheet))
    ]


def _rows(sheet: TypedSheet | None) -> Rows:
    """In their order; two rows of one name are two."""
    if sheet is None:
        return {}
    names = NAMES.get(sheet.title, sheet.columns[:1])
    seen: Counter[str] = Counter()
    found: dict[RowKey, Mapping[str, str]] = {}
    for cells in sheet.rows:
        row = dict(zip(sheet.columns, cells, strict=False))
        name = " · ".join(row.get(each, "") for each in names)
        seen[name] += 1
        found[name, seen[name]] = row
    return found


def _of_sheet(title: str, before: Rows, after: Rows) -> Iterator[Difference]:
    moved = _moved(before, after)
    for key, row in after.items():
        if key not in before:
            yield Difference(how="added", sheet=title, row=key[0])
            continue
        if key in moved:
            was, now = moved[key]
            yield Difference(how="moved", sheet=title, row=key[0], before=str(was), after=str(now))
        yield from _of_row(title, key[0], before[key], row)
    for key in before:
        if key not in after:
            yield Difference(how="removed", sheet=title, row=key[0])


def _moved(before: Rows, after: Rows) -> Mapping[RowKey, tuple[int, int]]:
    """The fewest rows whose moving explains another order, with their places before and now."""
    was = {key: place for place, key in enumerate(before, FIRST_ROW)}
    now = {key: place for place, key in enumerate(after, FIRST_ROW)}
    common = [key for key in after if key in was]
    stayed = _longest_rise([was[key] for key in common])
    return {key: (was[key], now[key]) for key in common if was[key] not in stayed}


def _longest_rise(places: Sequence[int]) -> set[int]:
    """The members of a longest rising subsequence; all `places` differ."""
    ends: list[int] = []  # the smallest place on which a rise of each length can end
    before: dict[int, int | None] = {}
    for place in places:
        length = bisect_left(ends, place)
        before[place] = ends[length - 1] if length else None
        ends[length : length + 1] = [place]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _of_row(title: str, name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for column, value in after.items():
        if before.get(column, "") != value:
            yield Difference(
                how="changed", sheet=title, row=name, column=column, before=before.get(column, ""), after=value
            )
