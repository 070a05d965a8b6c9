"""Lists go out as text that stays text, and come back as they were (D5, B5)."""

import csv
import io
import string

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.spreadsheets import (
    Kind,
    SeatRow,
    candidates,
    kind_of,
    plain,
    safe_cell,
    seats,
    write_csv,
    write_template,
    write_xlsx,
)
from formats.spreadsheets.cells import one_line
from formats.spreadsheets.seat_list import HEADERS

FORMULA_SIGNS = "=+-@＝＋－＠\t\r"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
risky = st.builds("".join, st.lists(st.sampled_from([*FORMULA_SIGNS, "'", " ", "\u3000", "1", "A("]), max_size=6))
notes = (texts | risky).map(one_line)
hostnames = st.text(string.ascii_letters + string.digits + "-=+@'", max_size=15).map(one_line)


@st.composite
def seat_lists(draw: st.DrawFn) -> list[SeatRow]:
    numbers = draw(st.lists(st.integers(1, 254), min_size=1, max_size=20, unique=True))
    return [
        SeatRow(row=row, number=number, ip=f"10.0.0.{number}", hostname=draw(hostnames), note=draw(notes))
        for row, number in enumerate(numbers, start=2)
    ]


def as_cells(rows: list[SeatRow]) -> list[list[str]]:
    return [[f"{row.number:03d}", row.ip, row.hostname, row.note] for row in rows]


@settings(deadline=None)
@given(texts | risky)
def test_a_safe_cell_gives_its_text_back(text):
    assert plain(safe_cell(text)) == text


@settings(deadline=None)
@given(texts | risky)
def test_a_safe_cell_never_begins_as_a_formula(text):
    assert not safe_cell(text).lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not safe_cell(text).startswith(("\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "  =1", "\u3000=1", "'=1"])
def test_what_a_candidate_may_type_gets_a_prefix(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "靠窗", "O'Neil 安娜", "'quoted'", "1=1", "190119999990011001", "a-b"])
def test_harmless_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@settings(deadline=None, max_examples=40)
@given(seat_lists())
def test_seats_come_back_from_csv(rows):
    stream = io.BytesIO()

    write_csv(HEADERS, as_cells(rows), stream)

    found = seats(stream, "seats.csv")
    assert found.rows == rows
    assert not found.refused


@settings(deadline=None, max_examples=40)
@given(seat_lists())
def test_seats_come_back_from_xlsx(rows):
    stream = io.BytesIO()

    write_xlsx(HEADERS, as_cells(rows), stream, title="机位")

    found = seats(stream, "seats.xlsx")
    assert found.rows == rows
    assert not found.refused


def test_csv_opens_in_excel_with_chinese_and_one_cell_a_value():
    stream = io.BytesIO()

    write_csv(["姓名", "备注"], [["李𠮷", '=1+1;"a",\tb'], ["O'Neil 安娜", 3]], stream)

    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert rows == [["姓名", "备注"], ["李𠮷", '\'=1+1;"a",\tb'], ["O'Neil 安娜", "3"]]


def test_xlsx_holds_typed_text_and_no_formula():
    stream = io.BytesIO()

    write_xlsx(["准考证号", "备注", "分值"], [["190119999990011001", "=1+1", 2.5], ["_x0041_", "a\x00b", None]], stream)

    sheet = openpyxl.load_workbook(stream).active
    assert sheet is not None
    assert [[cell.data_type for cell in row] for row in sheet.iter_rows(min_row=2, max_row=2)] == [["s", "s", "n"]]
    assert sheet["A2"].number_format == sheet["B2"].number_format == "@"
    assert sheet["B2"].value == "=1+1"
    assert sheet["B3"].value == "ab"
    assert sheet.freeze_panes == "A2"


def test_a_stream_stays_open_after_writing():
    stream = io.BytesIO()

    write_csv(["a"], [], stream)
    write_xlsx(["a"], [], stream)

    assert not stream.closed


@pytest.mark.parametrize(("kind", "reader"), [(Kind.SEATS, seats), (Kind.CANDIDATES, candidates)])
def test_a_template_is_an_empty_list_of_its_kind(kind, reader):
    stream = io.BytesIO()

    write_template(kind, stream)

    assert kind_of(stream, "template.xlsx") is kind
    assert [fault.code for fault in reader(stream, "template.xlsx").faults] == ["sheet.no_rows"]


def test_a_template_keeps_digits_that_are_typed_into_it():
    stream = io.BytesIO()

    write_template(Kind.CANDIDATES, stream)

    sheet = openpyxl.load_workbook(stream)["考生"]
    assert sheet["B1"].value == "准考证号"
    assert sheet.column_dimensions["B"].number_format == "@"
