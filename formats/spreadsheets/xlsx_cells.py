"""The cells of a worksheet's XML, one after the other, none kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final
from xml.etree import ElementTree

from openpyxl.utils.datetime import from_excel

from formats.spreadsheets.cells import BLANK, Cell, Kind, text_cell
from formats.spreadsheets.grids import MOST_COLUMNS, GridRow

ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
LETTERS: Final = re.compile(r"[A-Z]+")

LAST_ROW: Final = 1_048_576


@dataclass(frozen=True)
class CellReader:
    """What a cell's XML refers to: texts by number, styles that mean dates, the day from which these count."""

    strings: Sequence[str]
    date_styles: frozenset[int]
    epoch: Any

    def cell(self, element: ElementTree.Element) -> Cell:
        """The cell of a `c` element. A formula is one, whatever result is stored with it."""
        parts = {local_name(part): part for part in element}
        if "f" in parts:
            return Cell(Kind.FORMULA, parts["f"].text or "")
        typed = element.get("t", "n")
        if typed == "inlineStr":
            return text_cell(_text(parts["is"]) if "is" in parts else "")
        stored = parts["v"].text if "v" in parts else None
        return self._stored(typed, stored, element) if stored else BLANK

    def _stored(self, typed: str, stored: str, element: ElementTree.Element) -> Cell:
        match typed:
            case "s":
                return text_cell(self.strings[int(stored)])
            case "str":
                return text_cell(unescape(stored))
            case "b":
                return Cell(Kind.YES_OR_NO, stored == "1")
            case "e":
                return Cell(Kind.ERROR, stored)
            case "d":
                return Cell(Kind.DATE, datetime.fromisoformat(stored))
            case _:
                return self._number(float(stored), int(element.get("s", 0)))

    def _number(self, value: float, style: int) -> Cell:
        if style not in self.date_styles:
            return Cell(Kind.NUMBER, value)
        try:
            return Cell(Kind.DATE, from_excel(value, self.epoch))
        except (OverflowError, ValueError):
            return Cell(Kind.ERROR, "#####")


def read_rows(stream: IO[bytes], reader: CellReader) -> Iterator[GridRow]:
    """The rows that the sheet holds, each with its number; cells beyond the last column are passed over."""
    number = 0
    cells: list[Cell] = []
    row = sheet = None
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # noqa: S314 - as above
        name = local_name(element)
        if (event, name) == ("start", "sheetData"):
            sheet = element
        elif (event, name) == ("start", "row"):
            row, cells, number = element, [], _row_number(element, number)
        elif (event, name) == ("end", "c") and row is not None:
            _place(cells, element, reader)
            row.clear()
        elif (event, name) == ("end", "row") and sheet is not None:
            yield GridRow(number, cells)
            sheet.clear()
        elif (event, name) == ("end", "sheetData"):
            return


def read_strings(stream: IO[bytes]) -> list[str]:
    """The texts of a workbook, which cells name by number."""
    strings: list[str] = []
    table = None
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # noqa: S314 - as above
        name = local_name(element)
        if (event, name) == ("start", "sst"):
            table = element
        elif (event, name) == ("end", "si") and table is not None:
            strings.append(_text(element))
            table.clear()
    return strings


def local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def escape(text: str) -> str:
    """Text that looks like an escaped character, written so that it stays what it is."""
    return ESCAPED.sub(r"_x005F_x\1_", text)


def unescape(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _row_number(row: ElementTree.Element, previous: int) -> int:
    number = int(row.get("r", previous + 1))
    if not previous < number <= LAST_ROW:
        raise ValueError(f"row {number} after row {previous}")
    return number


def _place(cells: list[Cell], element: ElementTree.Element, reader: CellReader) -> None:
    """Put the cell where its reference says, else beside the last one."""
    reference = LETTERS.match(element.get("r", ""))
    index = _column(reference[0]) if reference else len(cells)
    if len(cells) <= index < MOST_COLUMNS:
        cells.extend([BLANK] * (index - len(cells)))
        cells.append(reader.cell(element))


def _column(letters: str) -> int:
    """The number of a column, the first is 0."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(element: ElementTree.Element) -> str:
    """Plain text, or runs of text put together; phonetic signs are left out."""
    texts = [element.findtext("./{*}t") or ""]
    texts += [run.findtext("./{*}t") or "" for run in element.iterfind("./{*}r")]
    return unescape("".join(texts))
