"""A file's true kind, told by its first bytes, and its sheets."""

import re
from typing import BinaryIO, Final

from formats.refused import N_, FileRefused
from formats.spreadsheets.archive import open_archive
from formats.spreadsheets.delimited import DelimitedText, decode
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.grids import Workbook
from formats.spreadsheets.typed_book import MARK, TypedWorkbook
from formats.spreadsheets.xls import XlsWorkbook
from formats.spreadsheets.xlsx import XlsxWorkbook

MOST_BYTES: Final = 20 * 1024 * 1024

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML: Final = re.compile(r"\s*<(?:!doctype html|html|head|meta|body|table|div)\b", re.IGNORECASE)
XML: Final = re.compile(r"\s*<\?xml\b")


def content_of(stream: BinaryIO) -> bytes:
    """All of the file. Raises `FileRefused` if it is empty or larger than 20 MB."""
    if stream.seekable():
        stream.seek(0)
    content = stream.read(MOST_BYTES + 1)
    if not content:
        raise refuse("file.empty", N_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise refuse("file.too_large", N_("The file is larger than %(most)d MB."), most=MOST_BYTES // 2**20)
    return content


def open_workbook(stream: BinaryIO, name: str) -> Workbook:
    """The sheets of a file, whatever its name says it is.

    `name` only serves to say that a text named .xlsx is none. Raises `FileRefused`.
    """
    workbook = _open(content_of(stream), name)
    if not workbook.titles:
        raise refuse("file.no_sheets", N_("There is no worksheet in the file."))
    return workbook


def _open(content: bytes, name: str) -> Workbook:
    if content.startswith(ZIP):
        return XlsxWorkbook(open_archive(content))
    if content.startswith(OLE):
        return XlsWorkbook(content)
    if content.startswith(MARK):
        return TypedWorkbook(content)
    return DelimitedText(_text(content, name))


def is_html(text: str) -> bool:
    return HTML.match(text) is not None


def _text(content: bytes, name: str) -> str:
    claims_excel = name.lower().endswith((".xlsx", ".xlsm", ".xls"))
    try:
        text = decode(content)
    except FileRefused as fault:
        raise _not_excel() if claims_excel else fault from None
    if is_html(text):
        raise refuse(
            "file.html",
            N_("The file is in truth an HTML page, not a spreadsheet. Open it in Excel and save it as .xlsx."),
        )
    if XML.match(text):
        raise refuse("file.xml", N_("The file is in truth an XML file. Open it in Excel and save it as .xlsx."))
    if claims_excel:
        raise _not_excel()
    if not text.strip():
        raise refuse("file.empty", N_("The file is empty."))
    return text


def _not_excel() -> FileRefused:
    return refuse(
        "file.not_excel",
        N_("The file is no valid Excel file, though its name says so. Save it anew as .xlsx, or name it .csv."),
    )
