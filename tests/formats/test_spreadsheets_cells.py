"""Small readings: text, ID numbers, moments, headers, refusals (B5, B10)."""

import io
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.refused import Fault, FileRefused, Refused
from formats.spreadsheets import seats, write_xlsx
from formats.spreadsheets.addresses import fault_of
from formats.spreadsheets.cells import Cell, Kind, half_width, many_lines, one_line
from formats.spreadsheets.delimited import decode, delimiter_of
from formats.spreadsheets.faults import Faults, Place
from formats.spreadsheets.identity import Completeness, check_digit, read_id
from formats.spreadsheets.moments import moment
from formats.spreadsheets.records import Record, to_number
from formats.spreadsheets.seat_list import HEADERS


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  张 三\u3000", "张 三"),
        ("李\u200b四", "李四"),
        ("赵\n六", "赵六"),
        ("Anna\nMaria", "Anna Maria"),
        ("欧阳㛃\ufeff", "欧阳㛃"),
        ("王\u202e五", "王五"),
        ("O'Neil  安娜", "O'Neil 安娜"),
        ("买买提江·阿不都热依木", "买买提江·阿不都热依木"),
    ],
)
def test_one_line_keeps_what_belongs_to_a_name(typed, cleaned):
    assert one_line(typed) == cleaned


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)


def test_full_width_signs_become_ascii_and_no_character_else():
    assert half_width("１９２．１６８　（ＩＰ）机位㎡①") == "192.168 (IP)机位㎡①"


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (0.1 + 0.2, "0.3"), (90.5, "90.5"), (1.9e17, "1.9e+17"), (True, "True"), (None, "")]
)
def test_a_number_reads_as_excel_shows_it(value, text):
    assert Cell(Kind.NUMBER, value).raw == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12.0),
        ("１２．５", 12.5),
        ("-3", -3.0),
        ("1_000", None),
        ("九十", None),
        ("nan", None),
        ("inf", None),
        ("٣", None),
    ],
)
def test_a_number_is_what_people_write_as_one(typed, number):
    assert to_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "completeness"),
    [
        ("999999199805092555", Completeness.COMPLETE),
        ("99999919980509 2555", Completeness.COMPLETE),
        ("999999199805092556", Completeness.WRONG),
        ("99999919980509255", Completeness.WRONG),
        ("999999199813322555", Completeness.WRONG),
        ("999999********2555", Completeness.INCOMPLETE),
        ("9999991998＊＊＊＊2555", Completeness.INCOMPLETE),
        ("", Completeness.INCOMPLETE),
        ("H12345678", Completeness.UNCHECKED),
    ],
)
def test_an_id_number_is_judged(typed, completeness):
    assert read_id(typed).completeness is completeness


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_every_slip_of_one_digit_is_noticed(body):
    number = body + check_digit(body)

    assert read_id(number).completeness is Completeness.COMPLETE
    for place in range(17):
        slip = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert read_id(slip).completeness is Completeness.WRONG


def test_a_small_x_is_the_check_digit_x():
    body = next(body for n in range(1000) if check_digit(body := f"99999919980509{n:03d}") == "X")

    assert read_id(f"{body}x") == read_id(f"{body}X")
    assert read_id(f"{body}x").number == f"{body}X"


@settings(deadline=None)
@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_every_address_of_a_private_network_can_be_a_seat(a, b, c):
    assert fault_of(f"10.{a}.{b}.{c}") is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-3-8 9:00", datetime(2026, 3, 8, 9, 0)),
        ("2026/3/8 9:05", datetime(2026, 3, 8, 9, 5)),
        ("2026年3月8日 上午9点半", datetime(2026, 3, 8, 9, 30)),
        ("2026.3.8 下午2时", datetime(2026, 3, 8, 14, 0)),
        ("２０２６－０３－０８　１４：００", datetime(2026, 3, 8, 14, 0)),
        ("2026-03-08T14:00:00", datetime(2026, 3, 8, 14, 0)),
    ],
)
def test_a_moment_is_read_from_text_that_has_one_meaning(typed, read):
    faults = Faults()

    assert moment(Record(Place("场次", 2), {"开始时间": Cell(Kind.TEXT, typed)}, faults), "开始时间") == read
    assert [(fault.code, fault.level) for fault in faults.told()] == [("plan.time_read", "warning")]


def test_a_moment_that_is_written_as_asked_needs_no_word():
    faults = Faults()

    read = moment(Record(Place("场次", 2), {"开始时间": Cell(Kind.TEXT, "2026-03-08 09:00")}, faults), "开始时间")

    assert (read, faults.told()) == (datetime(2026, 3, 8, 9, 0), [])


@pytest.mark.parametrize("typed", ["", "2026-03-08", "25:70", "2026-02-30 09:00", "3/8/2026 9:00", "明天9点"])
def test_other_text_is_no_moment(typed):
    faults = Faults()

    assert moment(Record(Place("场次", 2), {"开始时间": Cell(Kind.TEXT, typed)}, faults), "开始时间") is None
    assert [fault.level for fault in faults.told()] == ["error"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_each_encoding_of_excel(encoding):
    assert decode("机位号,备注\r\n001,讲台旁\r\n".encode(encoding)) == "机位号,备注\r\n001,讲台旁\r\n"


@pytest.mark.parametrize(("text", "delimiter"), [("a,b;c,d", ","), ("a;b", ";"), ("a\tb,c\td", "\t"), ("a", ",")])
def test_the_delimiter_is_the_most_frequent_one(text, delimiter):
    assert delimiter_of(text) == delimiter


def xlsx(headers: list[str], *rows: list[str]) -> io.BytesIO:
    stream = io.BytesIO()
    write_xlsx(headers, rows, stream)
    return stream


def test_columns_are_found_in_any_order_and_spelling():
    found = seats(xlsx(["备 注", "ｉｐ地址", "*机位号"], ["靠窗", "10.0.0.1", "7"]), "a.xlsx")

    assert [(row.number, row.ip, row.note) for row in found.rows] == [(7, "10.0.0.1", "靠窗")]
    assert found.faults == []


def test_a_column_that_stands_there_twice_is_refused():
    found = seats(xlsx(["机位号", "IP地址", "IP 地址"], ["1", "10.0.0.1", "10.0.0.2"]), "a.xlsx")

    assert [fault.code for fault in found.faults] == ["header.repeated"]
    assert found.rows == []


def test_a_column_that_is_not_known_is_told():
    found = seats(xlsx(["机位号", "IP地址", "MAC"], ["1", "10.0.0.1", "aa"]), "a.xlsx")

    assert [(fault.code, fault.level, fault.values["unknown"]) for fault in found.faults] == [
        ("header.unknown", "warning", "MAC")
    ]


def test_a_second_list_in_a_file_waits_for_a_confirmation():
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("机位2")):
        sheet.append(HEADERS)
        sheet.append(["1", "10.0.0.1", "", ""])
    stream = io.BytesIO()
    book.save(stream)

    found = seats(stream, "a.xlsx")

    assert [(fault.code, fault.level, fault.sheet) for fault in found.faults] == [
        ("file.more_sheets", "confirm", "Sheet")
    ]
    assert len(found.rows) == 1


def test_a_list_on_the_second_sheet_is_found():
    book = openpyxl.Workbook()
    book.worksheets[0].append(["说明：请勿改动表头"])
    sheet = book.create_sheet("机位")
    sheet.append(HEADERS)
    sheet.append(["1", "10.0.0.1", "", ""])
    stream = io.BytesIO()
    book.save(stream)

    found = seats(stream, "a.xlsx")

    assert ([row.number for row in found.rows], found.faults) == ([1], [])


def test_a_date_that_excel_made_of_a_text_is_refused():
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEADERS)
    book.worksheets[0].append(["1", "10.0.0.1", "", datetime(2026, 3, 8)])
    stream = io.BytesIO()
    book.save(stream)

    found = seats(stream, "a.xlsx")

    assert [(fault.code, fault.row, fault.column) for fault in found.faults] == [("cell.date", 2, "备注")]


def test_a_refusal_says_its_values_in_any_language():
    refused = Refused("extra_time.range", "Extra time is 1 to %(most)d minutes.", most=120)

    assert str(refused) == "Extra time is 1 to 120 minutes."
    assert refused.say(lambda text: "补时为 1 至 %(most)d 分钟。") == "补时为 1 至 120 分钟。"
    assert (refused.code, refused.values) == ("extra_time.range", {"most": 120})


def test_a_refused_file_says_its_only_fault_or_counts_them():
    empty = Fault(code="file.empty", text="The file is empty.")

    assert str(FileRefused([empty])) == "The file is empty."
    assert str(FileRefused([empty] * 2)).startswith("The file has faults (2).")
