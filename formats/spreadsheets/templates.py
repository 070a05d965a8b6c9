"""Empty lists to fill in: columns in text format, so that Excel keeps every digit, and a sheet of notes."""

from collections.abc import Sequence
from typing import Any, BinaryIO, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from formats.spreadsheets.candidate_list import LAYOUT as CANDIDATES
from formats.spreadsheets.kinds import Kind
from formats.spreadsheets.seat_list import LAYOUT as SEATS
from formats.spreadsheets.tables import Layout
from formats.spreadsheets.writing import TEXT_FORMAT

NOTES: Final = "填写说明"
NOTES_HEAD: Final = ("列名", "必填", "填写要求", "示例")
YES_OR_NO: Final = {True: "是", False: "否"}
WIDTH: Final = 22
NOTE_WIDTHS: Final = (14, 8, 56, 24)


class Note(NamedTuple):
    """What belongs into a column, with an example."""

    demand: str
    example: str


COLUMNS: Final = {
    "机位号": Note("1 至 999,同一考场不得重复", "001"),
    "IP地址": Note("IPv4 地址,与监考机同一网段,不得重复", "192.168.0.15"),
    "计算机名": Note("可不填;不超过63个字", "PC15"),
    "备注": Note("可不填", "靠门第一排"),
    "场次": Note("场次编号,1 至 9", "1"),
    "场次名称": Note("可不填", "第一场次"),
    "准考证号": Note("18位数字,须为文本格式;场次位与“场次”列一致", "190119999990011001"),
    "姓名": Note("不超过60个字", "张三"),
    "身份证号": Note("18位,须为文本格式;打码或留空时标为“证件号不完整”", "999999199805092555"),
    "序号": Note("1 至 999,同一场次同一科目不得重复", "1"),
    "科目": Note("与考务中该场次的科目一致", "Web前端开发(初级)"),
    "照顾": Note("可不填;写“延长系数 1.25”或“延长 15 分钟”", "延长系数 1.25"),
    "字号": Note("可不填;需要大字的填“大”", "大"),
}
LAYOUTS: Final = {Kind.SEATS: SEATS, Kind.CANDIDATES: CANDIDATES}


def write_template(kind: Kind, stream: BinaryIO) -> None:
    """An .xlsx to fill in, of seats or candidates. Raises `KeyError` for any other kind."""
    layout = LAYOUTS[kind]
    book = Workbook(write_only=True)
    _add_list(book, layout)
    _add_notes(book, layout)
    book.save(stream)


def _add_list(book: Workbook, layout: Layout) -> None:
    sheet = book.create_sheet(layout.titles[0])
    columns = (*layout.required, *layout.optional)
    sheet.freeze_panes = "A2"
    for index, _ in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = WIDTH
        dimension.number_format = TEXT_FORMAT
    sheet.append(_bold(sheet, columns))


def _add_notes(book: Workbook, layout: Layout) -> None:
    sheet = book.create_sheet(NOTES)
    for index, width in enumerate(NOTE_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append(_bold(sheet, NOTES_HEAD))
    for column in (*layout.required, *layout.optional):
        sheet.append([column, YES_OR_NO[column in layout.required], *COLUMNS[column]])


def _bold(sheet: Any, texts: Sequence[str]) -> list[Cell]:
    cells = [WriteOnlyCell(sheet, value=text) for text in texts]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells
