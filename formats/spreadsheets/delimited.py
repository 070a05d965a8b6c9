"""Text files of rows: their encoding, delimiter and cells."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from formats.refused import N_, FileRefused
from formats.spreadsheets.cells import text_cell
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.grids import MOST_COLUMNS, Grid, GridRow, gather
from formats.spreadsheets.writing import plain

DELIMITERS: Final = (",", ";", "\t")
LINES_LOOKED_AT: Final = 10
NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class DelimitedText:
    """A CSV: one sheet without a title."""

    titles: Final = (None,)

    def __init__(self, text: str) -> None:
        self._text = text

    def grid(self, index: int, *, most: int) -> Grid:
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter_of(self._text), strict=True)
        try:
            return gather(None, _rows(reader), most=most)
        except csv.Error as fault:
            raise refuse(
                "file.quotes",
                N_('A quotation mark near line %(line)d is not closed, or a cell is far too long. Look for a lone ".'),
                line=reader.line_num,
            ) from fault


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030 (what Excel writes in China).

    Raises `FileRefused` for what is no text, or breaks off within a character.
    """
    try:
        text = _decoded(content)
    except UnicodeError as fault:
        raise not_text() from fault
    if NOT_TEXT.search(text):
        raise not_text()
    return text


def not_text() -> FileRefused:
    return refuse("file.not_text", N_("The file is neither a valid CSV nor a spreadsheet."))


def _decoded(content: bytes) -> str:
    if content.startswith(WIDE_MARKS):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.reason == "unexpected end of data":
            raise
    return content.decode("gb18030")


def delimiter_of(text: str) -> str:
    """The one that the first lines hold most of; a comma if they hold none."""
    lines = text.split("\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT]
    return max(DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in lines))


def _rows(reader: Iterable[list[str]]) -> Iterator[GridRow]:
    for number, row in enumerate(reader, start=1):
        yield GridRow(number, [text_cell(plain(field)) for field in row[:MOST_COLUMNS]])
