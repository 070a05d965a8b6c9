"""What a person is told about each broken or hostile file of samples/malformed (B5, B10, its README)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formats.refused import Fault
from formats.spreadsheets import candidates, papers, plan, seats

MALFORMED = Path(__file__).parents[2] / "samples" / "malformed"

TOLD = tuple[str, str | None, int | None, str | None]  # code, sheet, row, column


def told(faults: list[Fault], *, level: str = "error") -> list[TOLD]:
    return [(fault.code, fault.sheet, fault.row, fault.column) for fault in faults if fault.level == level]


def read(reader: Callable[..., Any], name: str, **context: Any) -> Any:
    with (MALFORMED / name).open("rb") as stream:
        return reader(stream, name, **context)


WHOLE_FILE_REFUSED = {
    "seats_zero_bytes.csv": ("file.empty", None),
    "seats_header_only.csv": ("sheet.no_rows", None),
    "seats_empty.xlsx": ("sheet.no_rows", "机位"),
    "seats_binary.csv": ("file.not_text", None),
    "seats_html_as.xls": ("file.html", None),
    "seats_text_as.xlsx": ("file.not_excel", None),
    "seats_truncated.xlsx": ("file.damaged", None),
    "bomb.xlsx": ("file.unpacked_too_large", None),
    "xlsx_entity_expansion.xlsx": ("file.document_type", None),
    "xlsx_external_entity.xlsx": ("file.document_type", None),
    "zip_slip.zip": ("file.unsafe_names", None),
}


@pytest.mark.parametrize(("name", "expected"), WHOLE_FILE_REFUSED.items())
def test_a_file_is_refused_whole_with_one_reason(name, expected):
    code, sheet = expected

    found = read(seats, name)

    assert told(found.faults) == [(code, sheet, None, None)]
    assert (found.rows, found.refused) == ([], True)


@pytest.mark.parametrize("name", WHOLE_FILE_REFUSED)
@pytest.mark.parametrize("reader", [candidates, plan, papers])
def test_such_a_file_is_nothing_else_either(name, reader):
    assert read(reader, name).refused


SEATS = {
    "seats_dup_seat.csv": [("seats.duplicate_number", None, 5, "机位号")],
    "seats_dup_ip.csv": [("seats.duplicate_ip", None, 6, "IP地址")],
    "seats_bad_ip.csv": [
        ("seats.ip_range", None, 2, "IP地址"),
        ("seats.ip_short", None, 3, "IP地址"),
        ("seats.ip_long", None, 4, "IP地址"),
        ("seats.ip_empty", None, 5, "IP地址"),
        ("seats.ip_unspecified", None, 6, "IP地址"),
        ("seats.ip_loopback", None, 7, "IP地址"),
        ("seats.ip_leading_zero", None, 8, "IP地址"),
        ("seats.ip_port", None, 9, "IP地址"),
        ("seats.ip_name", None, 10, "IP地址"),
        ("seats.ip_multicast", None, 11, "IP地址"),
    ],
    "seats_missing_column.csv": [("header.missing", None, 1, None)],
}


@pytest.mark.parametrize(("name", "expected"), SEATS.items())
def test_a_seat_list_is_refused_with_every_row_at_fault(name, expected):
    found = read(seats, name)

    assert told(found.faults) == expected
    assert found.refused


FIVE_SEATS = [(number, f"192.168.0.{14 + number}", f"PC{14 + number}") for number in range(1, 6)]


@pytest.mark.parametrize(
    "name",
    [
        "seats_bom.csv",
        "seats_utf16.csv",
        "seats_gb18030.csv",
        "seats_semicolon.csv",
        "seats_fullwidth.csv",
        "seats_unpadded.csv",
        "seats_blank_rows_cols.xlsx",
        "seats_old.xls",
    ],
)
def test_five_seats_are_read_from_an_unusual_file(name):
    found = read(seats, name)

    assert [(row.number, row.ip, row.hostname) for row in found.rows] == FIVE_SEATS
    assert found.faults == []


def test_rows_keep_their_physical_number_when_blank_ones_lie_between():
    found = read(seats, "seats_blank_rows_cols.xlsx")

    assert [row.row for row in found.rows] == [4, 6, 8, 10, 12]


def test_gb18030_keeps_rare_characters():
    found = read(seats, "seats_gb18030.csv")

    assert [row.note for row in found.rows] == ["讲台旁,𠮷位", "显示器偏暗", "", "", ""]


def test_a_seat_of_another_network_waits_for_a_confirmation():
    found = read(seats, "seats_other_subnet.csv", proctor_ip="192.168.0.2")

    assert told(found.faults, level="confirm") == [("seats.other_network", None, 6, "IP地址")]
    assert (found.refused, found.needs_confirmation) == (False, True)


def test_a_repeated_computer_name_is_a_warning():
    found = read(seats, "seats_same_hostname.csv")

    assert told(found.faults, level="warning") == [("seats.same_hostname", None, 4, "计算机名")]
    assert (len(found.rows), found.refused, found.needs_confirmation) == (5, False, False)


def test_what_looks_like_a_formula_or_a_script_stays_text():
    formulas = read(seats, "seats_formula_injection.csv")
    scripts = read(seats, "seats_html.csv")

    assert [row.note for row in formulas.rows] == ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)", "=1+1"]
    assert [row.note for row in scripts.rows] == ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
    assert formulas.faults == scripts.faults == []


def each(code: str, column: str, rows: range) -> list[TOLD]:
    return [(code, "考生", row, column) for row in rows]


CANDIDATES = {
    "candidates_30k.xlsx": [("sheet.too_many_rows", "考生", None, None)],
    "candidates_wrong_header.xlsx": [("header.missing", "考生", 1, None)],
    "candidates_dup_ticket.xlsx": [
        ("candidates.duplicate_ticket", "考生", 5, "准考证号"),
        ("candidates.duplicate_sequence", "考生", 6, "序号"),
    ],
    "candidates_wrong_room.xlsx": [
        ("candidates.wrong_room", "考生", 2, "准考证号"),
        ("candidates.wrong_session", "考生", 3, "准考证号"),
        ("candidates.ticket_length", "考生", 4, "准考证号"),
        ("candidates.ticket_length", "考生", 5, "准考证号"),
        ("candidates.wrong_centre", "考生", 6, "准考证号"),
    ],
    "candidates_bad_id.xlsx": [
        ("candidates.id_check_digit", "考生", 2, "身份证号"),
        ("candidates.id_length", "考生", 3, "身份证号"),
        ("candidates.id_birth", "考生", 4, "身份证号"),
    ],
    "candidates_bad_name.xlsx": [
        ("candidates.name_too_long", "考生", 4, "姓名"),
        ("candidates.name_empty", "考生", 5, "姓名"),
    ],
}


@pytest.mark.parametrize(("name", "expected"), CANDIDATES.items())
def test_a_candidate_list_is_refused_with_every_row_at_fault(name, expected):
    found = read(candidates, name, room_code="1999999001")

    assert told(found.faults) == expected
    assert found.refused


def test_formulas_are_refused_cell_by_cell():
    found = read(candidates, "candidates_formula.xlsx")

    columns = ("准考证号", "姓名", "序号")
    assert sorted(told(found.faults)) == sorted(
        fault for column in columns for fault in each("cell.formula", column, range(2, 7))
    )
    assert found.rows == []


def test_numbers_that_lost_digits_are_refused_cell_by_cell():
    found = read(candidates, "candidates_numeric_ticket.xlsx")

    assert sorted(told(found.faults)) == sorted(
        each("candidates.ticket_numeric", "准考证号", range(2, 7))
        + each("candidates.id_numeric", "身份证号", range(2, 7))
    )
    assert "text format" in str(found.faults[0])
    assert found.rows == []


def test_a_header_of_two_levels_is_found():
    found = read(candidates, "candidates_merged_header.xlsx")

    assert [row.row for row in found.rows] == list(range(4, 14))
    assert {row.subject for row in found.rows} == {"Web前端开发(初级)"}
    assert found.faults == []


def test_missing_columns_are_told_with_those_found():
    found = read(candidates, "candidates_wrong_header.xlsx")

    assert found.faults[0].values == {
        "missing": "场次、准考证号、姓名、身份证号、序号、科目",
        "found": "学生姓名、考号、证件号码、座号",
    }


def test_masked_and_empty_id_numbers_are_marked_incomplete():
    found = read(candidates, "candidates_bad_id.xlsx")

    assert told(found.faults, level="warning") == [
        ("candidates.id_masked", "考生", 5, "身份证号"),
        ("candidates.id_empty", "考生", 6, "身份证号"),
    ]
    assert [(row.row, row.id_complete) for row in found.rows] == [(5, False), (6, False)]


def test_names_are_cleaned_and_said_to_be():
    found = read(candidates, "candidates_bad_name.xlsx")

    assert told(found.faults, level="warning") == each("candidates.name_cleaned", "姓名", range(2, 4)) + each(
        "candidates.name_cleaned", "姓名", range(6, 7)
    )
    assert [row.name for row in found.rows] == ["张 三", "李四", "赵六"]


def test_every_fault_of_a_plan_is_told_with_sheet_and_row():
    found = read(plan, "exam_plan_bad.xlsx")

    assert told(found.faults) == [
        ("plan.timezone", "考务规则", 8, "值"),
        ("cell.range", "考务规则", 14, "值"),
        ("plan.earliest_submit_over_duration", "考务规则", 15, "值"),
        ("plan.free_extra_over_max", "考务规则", 17, "值"),
        ("plan.max_extra_over_duration", "考务规则", 18, "值"),
        ("cell.choice", "考务规则", 19, "值"),
        ("cell.choice", "考务规则", 20, "值"),
        ("cell.not_number", "场次", 2, "时长(分钟)"),
        ("plan.ends_before_start", "场次", 2, "结束时间"),
        ("plan.time_unreadable", "场次", 3, "结束时间"),
        ("plan.sessions_overlap", "场次", 3, "开始时间"),
    ]
    assert found.value is None


def test_every_fault_of_a_paper_is_told_with_sheet_and_question():
    found = read(papers, "papers_bad.xlsx")

    assert told(found.faults) == [
        ("papers.answer_no_option", "单选题", 2, "答案"),
        ("cell.empty", "单选题", 3, "答案"),
        ("papers.answer_not_single", "单选题", 4, "答案"),
        ("papers.duplicate_number", "单选题", 6, "题号"),
        ("papers.option_missing", "单选题", 7, "选项C"),
        ("papers.marks", "单选题", 8, "分值"),
        ("papers.answer_not_multiple", "多选题", 2, "答案"),
        ("papers.answer_no_judgement", "判断题", 2, "答案"),
        ("cell.empty", "操作题", 2, "要求"),
        ("papers.total", "试卷信息", 5, "值"),
    ]
    assert found.value is None


def test_a_fault_reads_as_a_sentence_with_its_place():
    in_csv = read(seats, "seats_dup_seat.csv").faults[0]
    in_sheet = read(papers, "papers_bad.xlsx").faults[0]
    chinese = {"Row %(row)d: %(reason)s": "第%(row)d行 %(reason)s", in_csv.text: "机位号%(number)s与第%(first)d行重复"}

    assert str(in_csv) == "Row 5: Seat number 002 is the same as in row 3."
    assert in_csv.say(chinese.__getitem__) == "第5行 机位号002与第3行重复"
    assert str(in_sheet) == "Sheet 单选题, row 2: 第1题答案 “E” is none of the options ABCD."
