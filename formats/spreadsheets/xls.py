"""Sheets of an old .xls file, by xlrd. It tells the result of a formula, never that there is one."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import xlrd

from formats.refused import N_, FileRefused
from formats.spreadsheets.cells import BLANK, Cell, Kind, text_cell
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.grids import MOST_COLUMNS, Grid, GridRow, gather

MOST_BYTES: Final = 8 * 1024 * 1024  # xlrd holds a whole sheet: 12 times its size


class XlsWorkbook:
    """The sheets of a BIFF file. Raises `FileRefused` for a locked, large or damaged one."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise refuse(
                "file.xls_too_large", N_("The .xls file is larger than %(most)d MB. Save it as .xlsx."), most=8
            )
        try:
            self._book = xlrd.open_workbook(
                file_contents=content, on_demand=True, ragged_rows=True, logfile=io.StringIO()
            )
        except Exception as fault:  # a parser before a foreign file: whatever it raises means unreadable
            raise _unreadable() from fault

    @property
    def titles(self) -> list[str]:
        return list(self._book.sheet_names())

    def grid(self, index: int, *, most: int) -> Grid:
        try:
            sheet = self._book.sheet_by_index(index)
            return gather(sheet.name, self._rows(sheet), most=most)
        except Exception as fault:  # as above
            raise _unreadable() from fault

    def _rows(self, sheet: Any) -> Iterator[GridRow]:
        for index in range(sheet.nrows):
            yield GridRow(index + 1, [self._cell(cell) for cell in sheet.row(index)[:MOST_COLUMNS]])

    def _cell(self, cell: Any) -> Cell:
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                return text_cell(cell.value)
            case xlrd.XL_CELL_NUMBER:
                return Cell(Kind.NUMBER, cell.value)
            case xlrd.XL_CELL_DATE:
                return Cell(Kind.DATE, self._moment(cell.value))
            case xlrd.XL_CELL_BOOLEAN:
                return Cell(Kind.YES_OR_NO, bool(cell.value))
            case xlrd.XL_CELL_ERROR:
                return Cell(Kind.ERROR, xlrd.error_text_from_code.get(cell.value, "#?"))
            case _:
                return BLANK

    def _moment(self, serial: float) -> datetime:
        moment: datetime = xlrd.xldate_as_datetime(serial, self._book.datemode)
        return moment


def _unreadable() -> FileRefused:
    told = N_("No list can be read in this file: it is damaged, or protected by a password. Save it as .xlsx.")
    return refuse("file.not_a_workbook", told)
