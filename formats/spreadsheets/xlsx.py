"""Sheets of an .xlsx file.

Read here and not by openpyxl, because a list from outside must be bounded by
what one cell holds: openpyxl keeps a whole row as a tree (500 MB for a wide one
of 5 MB), steps through absent rows one by one, and gives up on a sheet whose
styles or validations some office program wrote in its own way.
"""

import posixpath
import zipfile
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from formats.refused import N_
from formats.spreadsheets.archive import DAMAGED, check_xml, damaged
from formats.spreadsheets.faults import refuse
from formats.spreadsheets.grids import Grid, gather
from formats.spreadsheets.xlsx_cells import CellReader, local_name, read_rows, read_strings

WORKBOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
STYLES: Final = "xl/styles.xml"
STRINGS: Final = "xl/sharedStrings.xml"
CHINESE_DATES: Final = {
    *range(27, 37),
    *range(50, 59),
}  # as 2026年3月8日; each language has its own under these numbers
UNREADABLE: Final = (*DAMAGED, ElementTree.ParseError, KeyError, IndexError)


class XlsxWorkbook:
    """The worksheets of an archive. Raises `FileRefused` for one that is something else, or damaged."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        _check_parts(set(archive.namelist()))
        check_xml(archive)
        self._archive = archive
        try:
            book = _tree(archive, WORKBOOK)
            self._sheets = _sheets(book, _tree(archive, RELATIONS))
            self._reader = CellReader(_strings(archive), _date_styles(archive), _epoch(book))
        except UNREADABLE as fault:
            raise damaged() from fault

    @property
    def titles(self) -> list[str]:
        return [title for title, _ in self._sheets]

    def grid(self, index: int, *, most: int) -> Grid:
        title, part = self._sheets[index]
        try:
            with self._archive.open(part) as stream:
                return gather(title, read_rows(stream, self._reader), most=most)
        except UNREADABLE as fault:
            raise damaged() from fault


def _check_parts(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise refuse("file.xlsb", N_("The file is a binary workbook (.xlsb). Save it as .xlsx."))
    if "content.xml" in names and "mimetype" in names:
        raise refuse("file.opendocument", N_("The file is an OpenDocument sheet. Save it as .xlsx."))
    if WORKBOOK not in names:
        raise refuse(
            "file.archive", N_("The file is an archive, not a spreadsheet. Give the .xlsx or .csv file itself.")
        )


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - as above


def _elements(tree: ElementTree.Element, name: str) -> Iterable[ElementTree.Element]:
    """Elements by their local name: the standard has two namespaces for the same sheet."""
    return (element for element in tree.iter() if local_name(element) == name)


def _sheets(book: ElementTree.Element, relations: ElementTree.Element) -> list[tuple[str, str]]:
    """Title and part of each worksheet, in the order of the tabs."""
    parts = {
        relation.attrib["Id"]: posixpath.normpath(posixpath.join("/xl", relation.attrib["Target"])).lstrip("/")
        for relation in _elements(relations, "Relationship")
        if relation.attrib["Type"].endswith("/worksheet")
    }
    ids = [(sheet.attrib["name"], _relation_id(sheet)) for sheet in _elements(book, "sheet")]
    return [(title, parts[relation]) for title, relation in ids if relation in parts]


def _relation_id(sheet: ElementTree.Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _epoch(book: ElementTree.Element) -> object:
    """The day from which dates count; old files of a Mac count from 1904."""
    is_mac = any(properties.get("date1904") in {"1", "true"} for properties in _elements(book, "workbookPr"))
    return MAC_EPOCH if is_mac else WINDOWS_EPOCH


def _strings(archive: zipfile.ZipFile) -> list[str]:
    if STRINGS not in archive.namelist():
        return []
    with archive.open(STRINGS) as stream:
        return read_strings(stream)


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The styles that show a number as a date."""
    if STYLES not in archive.namelist():
        return frozenset()
    tree = _tree(archive, STYLES)
    formats = dict(BUILTIN_FORMATS) | {
        int(custom.attrib["numFmtId"]): custom.attrib["formatCode"] for custom in _elements(tree, "numFmt")
    }
    styles = [style for group in _elements(tree, "cellXfs") for style in group]
    ids = [int(style.get("numFmtId", 0)) for style in styles]
    return frozenset(index for index, number in enumerate(ids) if _is_date(number, formats.get(number, "General")))


def _is_date(number: int, code: str) -> bool:
    return number in CHINESE_DATES or is_date_format(code)
