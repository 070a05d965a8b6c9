"""What differs between two books of cells: rows that came, rows that went, cells that changed (T2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from formats.spreadsheets.typed_book import TypedBook, TypedSheet

How: TypeAlias = Literal["added", "removed", "changed"]
Rows: TypeAlias = Mapping[str, Mapping[str, str]]

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "考务规则": ("项目",),
    "场次": ("场次", "科目"),
    "考生": ("准考证号", "科目"),
    "试卷信息": ("项目",),
    "考场规则": ("序号",),
    "操作指南": ("序号",),
}  # the columns that name a row; on other sheets the first one does


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row that came or went, or a cell of it that changed; `row` is what the row is called."""

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
    if sheet is None:
        return {}
    named = [dict(zip(sheet.columns, row, strict=False)) for row in sheet.rows]
    names = NAMES.get(sheet.title, sheet.columns[:1])
    return {" · ".join(row.get(name, "") for name in names): row for row in named}


def _of_sheet(title: str, before: Rows, after: Rows) -> Iterator[Difference]:
    for name, row in after.items():
        if name in before:
            yield from _of_row(title, name, before[name], row)
        else:
            yield Difference(how="added", sheet=title, row=name)
    for name in before:
        if name not in after:
            yield Difference(how="removed", sheet=title, row=name)


def _of_row(title: str, name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for column, value in after.items():
        if before.get(column, "") != value:
            yield Difference(
                how="changed", sheet=title, row=name, column=column, before=before.get(column, ""), after=value
            )
