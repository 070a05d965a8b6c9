"""Lists for Excel that keep text text (D5)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from formats.spreadsheets.xlsx_cells import escape

Value: TypeAlias = str | int | float | None

PREFIX: Final = "'"
RISKY: Final = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r])")
NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")
TEXT_FORMAT: Final = "@"
NARROWEST: Final = 8
WIDEST: Final = 60


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet program takes it for a formula; `plain` gives it back."""
    return PREFIX + text if RISKY.match(text) else text


def plain(text: str) -> str:
    """What `safe_cell` was given."""
    return text[1:] if text.startswith(PREFIX) and RISKY.match(text[1:]) else text


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Value]], stream: BinaryIO) -> None:
    """UTF-8 with its mark, so that Excel shows Chinese; every cell quoted, so that no cell makes two."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (headers, *rows):
        writer.writerow([_csv_value(value) for value in row])
    text.detach()


def write_xlsx(
    headers: Sequence[str], rows: Iterable[Sequence[Value]], stream: BinaryIO, *, title: str = "Sheet1"
) -> None:
    """One sheet; text stands in typed text cells of text format, which stay text when somebody edits them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    written = [list(row) for row in rows]
    sheet.freeze_panes = "A2"
    for index, header in enumerate(headers):
        sheet.column_dimensions[get_column_letter(index + 1)].width = _width(header, written, index)
    sheet.append([_heading(sheet, header) for header in headers])
    for row in written:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    book.save(stream)


def _csv_value(value: Value) -> Value:
    return safe_cell(NOT_IN_XML.sub("", value)) if isinstance(value, str) else value


def _heading(sheet: Any, header: str) -> Cell:
    cell = _text_cell(sheet, header)
    cell.font = Font(bold=True)
    return cell


def _xlsx_cell(sheet: Any, value: Value) -> Cell | Value:
    return _text_cell(sheet, value) if isinstance(value, str) else value


def _text_cell(sheet: Any, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, value=escape(NOT_IN_XML.sub("", text)))
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    return cell


def _width(header: str, rows: Sequence[Sequence[Value]], index: int) -> int:
    """In characters; a Chinese one counts double."""
    texts = [header, *(str(row[index]) for row in rows[:100] if index < len(row) and row[index] is not None)]
    widest = max(sum(2 if ord(character) > 0x2E80 else 1 for character in text) for text in texts)
    return min(max(widest + 2, NARROWEST), WIDEST)
