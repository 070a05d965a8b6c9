"""The good samples, read whole (B5, B10, F11, F14)."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from formats import paper, plan, spreadsheets
from formats.paper import Question
from formats.plan import MACHINE, THRESHOLDS, MachineRequirement, PlanFile, PlanRules, Program, SessionRow, Threshold
from formats.spreadsheets import CandidateRow, Kind, SeatRow
from formats.spreadsheets.workbooks import open_workbook

SAMPLES = Path(__file__).parents[2] / "samples"
SUBJECT = "Web前端开发(初级)"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def opened(name: str) -> io.BytesIO:
    return io.BytesIO((SAMPLES / name).read_bytes())


def the_plan() -> PlanFile:
    value = spreadsheets.plan(opened("exam_plan_001.xlsx"), "exam_plan_001.xlsx").value
    assert value is not None
    return value


def test_five_seats_of_the_manual():
    found = spreadsheets.seats(opened("seats_5.csv"), "seats_5.csv", proctor_ip="192.168.0.2")

    assert found.faults == []
    assert found.rows == [
        SeatRow(row=number + 1, number=number, ip=f"192.168.0.{14 + number}", hostname=f"PC{14 + number}")
        for number in range(1, 6)
    ]


def test_forty_seats_with_notes():
    found = spreadsheets.seats(opened("seats_40.xlsx"), "seats_40.xlsx")

    assert found.faults == []
    assert [row.number for row in found.rows] == list(range(1, 41))
    assert found.rows[0] == SeatRow(row=2, number=1, ip="192.168.0.15", hostname="PC15", note="靠门第一排")


def test_eighty_candidates_under_their_plan():
    found = spreadsheets.candidates(opened("candidates_001.xlsx"), "candidates_001.xlsx", plan=the_plan())

    assert found.faults == []
    assert [(row.session, row.sequence) for row in found.rows] == [(s, q) for s in (1, 2) for q in range(1, 41)]
    assert found.rows[0] == CandidateRow(
        row=2,
        session=1,
        session_name="第一场次",
        ticket="190119999990011001",
        name="王丽娜",
        id_number="999999199805092555",
        id_complete=True,
        sequence=1,
        subject=SUBJECT,
    )


def test_unusual_names_are_left_as_they_are():
    found = spreadsheets.candidates(opened("candidates_001.xlsx"), "candidates_001.xlsx")

    names = [row.name for row in found.rows]
    assert names[35:40] == ["李𠮷", "王䶮", "买买提江·阿不都热依木", "阿卜杜热合曼·麦麦提图尔荪江", "欧阳㛃"]
    assert names[78:] == ["刘𣲗", "O'Neil 安娜"]
    assert names[4] == names[11]


def test_accommodations_and_seats_by_list():
    found = spreadsheets.candidates(opened("candidates_001_care.xlsx"), "candidates_001_care.xlsx")

    cared_for = [row for row in found.rows if row.session == 1 and row.sequence in (7, 20, 31)]
    assert [(row.factor, row.extra_minutes, row.large_type, row.seat_number) for row in cared_for] == [
        (1.25, 0.0, True, 34),
        (1.0, 15.0, False, 21),
        (1.0, 0.0, True, 10),
    ]
    assert found.faults == []


def test_rules_of_the_plan():
    assert the_plan().rules == PlanRules(
        exam_name="测试任务",
        centre_name="测试考点",
        centre_code="1999999",
        room_code="1999999001",
        mode="formal",
        subject=SUBJECT,
        timezone="Asia/Shanghai",
        auth_before_min=30.0,
        login_before_min=20.0,
        start_before_min=5.0,
        start_after_min=15.0,
        countdown_sec=60.0,
        late_limit_min=30.0,
        earliest_submit_min=30.0,
        allow_extra_time=True,
        free_extra_minutes=10.0,
        max_extra_minutes=30.0,
        allow_reset=True,
        code_policy="centre",
        code_valid_min=60.0,
        require_backup=True,
        login_by="ticket",
        login_after_check=False,
        other_seat="warn",
        seating="sequence",
        credit_needs_code=False,
    )


def test_sessions_of_the_plan_are_in_its_time_zone():
    first, second = the_plan().sessions

    assert first == SessionRow(
        number=1,
        name="第一场次",
        subject=SUBJECT,
        starts_at=datetime(2019, 12, 21, 9, 0, tzinfo=SHANGHAI),
        ends_at=datetime(2019, 12, 21, 10, 30, tzinfo=SHANGHAI),
        duration_min=90.0,
        candidates=40,
    )
    assert second.starts_at.utcoffset() == timedelta(hours=8)


def test_optional_sheets_of_the_plan():
    read = the_plan()

    assert read.machine[0] == MachineRequirement(
        item="操作系统", minimum="Windows 10 64位 或 Debian 12", recommended="Windows 10 专业版"
    )
    assert (read.machine, read.thresholds) == (MACHINE, THRESHOLDS)
    assert read.software[0] == Program(name="网页编辑器", executables=("Code.exe", "code"), note="必装,缺少时提醒")
    assert read.tools[2] == Program(name="浏览器", executables=("chrome.exe", "chromium"))
    assert read.forbidden[2] == Program(name="虚拟机", executables=("vmware.exe", "VirtualBoxVM"))
    assert read.thresholds[4] == Threshold(item="电量(%)", warn=30.0, alarm=10.0)
    assert (len(read.rules_text), len(read.guide_text)) == (5, 6)


def without(name: str, sheets: Iterable[str]) -> io.BytesIO:
    book = openpyxl.load_workbook(opened(name))
    for sheet in sheets:
        del book[sheet]
    changed = io.BytesIO()
    book.save(changed)
    return changed


def test_a_plan_of_the_two_needed_sheets_has_defaults():
    optional = ["环境要求", "必装软件", "作答工具", "禁用进程", "阈值", "考场规则", "操作指南"]

    found = spreadsheets.plan(without("exam_plan_001.xlsx", optional), "plan.xlsx")

    assert found.faults == []
    assert found.value == PlanFile(rules=the_plan().rules, sessions=the_plan().sessions)


def test_a_plan_comes_back_from_json():
    assert plan.from_json(plan.to_json(the_plan())) == the_plan()


def test_a_paper_and_apart_from_it_its_answers():
    found = spreadsheets.papers(opened("papers_001.xlsx"), "papers_001.xlsx")

    assert found.faults == []
    assert found.value is not None
    read, answers = found.value
    assert (read.number, read.subject, read.duration_min, read.total) == ("WEB-CJ-2019-A", SUBJECT, 90.0, 100.0)
    assert [question.key for question in read.questions] == [
        *(f"single/{number}" for number in range(1, 11)),
        *(f"multiple/{number}" for number in range(1, 6)),
        *(f"judge/{number}" for number in range(1, 6)),
        "task/1",
    ]
    assert read.question("single/1") == Question(
        kind="single",
        number=1,
        stem="声明一个 HTML5 文档,第一行应写",
        marks=3.0,
        options=("<!DOCTYPE html>", "<DOCTYPE HTML5>", '<!DOCTYPE html "5.0">', "<html doctype=5>"),
    )
    assert (answers["single/10"], answers["multiple/1"], answers["judge/2"]) == ("B", "ABD", "错")
    assert "task/1" not in answers


def test_a_practical_task_keeps_its_lines_and_names_its_files():
    found = spreadsheets.papers(opened("papers_001.xlsx"), "papers_001.xlsx")

    assert found.value is not None
    task = found.value.paper.questions[-1]
    assert (task.title, task.marks, task.stem.count("\n")) == ("制作“校园社团报名”页面", 40.0, 6)
    assert task.files == ("web01/index.html", "web01/css/style.css", "web01/js/check.js")


def test_a_paper_has_one_byte_form_without_answers():
    found = spreadsheets.papers(opened("papers_001.xlsx"), "papers_001.xlsx")

    assert found.value is not None
    encoded = paper.to_json(found.value.paper)
    assert paper.from_json(encoded) == found.value.paper
    assert paper.to_json(paper.from_json(encoded)) == encoded
    assert encoded.startswith(b'{"duration_min":90.0,"number":"WEB-CJ-2019-A","questions":[{"files":[],')
    assert b"answer" not in encoded


KINDS = {
    "seats_5.csv": Kind.SEATS,
    "seats_40.xlsx": Kind.SEATS,
    "candidates_001.xlsx": Kind.CANDIDATES,
    "candidates_001_care.xlsx": Kind.CANDIDATES,
    "exam_plan_001.xlsx": Kind.PLAN,
    "papers_001.xlsx": Kind.PAPERS,
    "centre_info_sheet.html": Kind.INFORMATION_SHEET,
    "violation_types.csv": Kind.UNKNOWN,
    "malformed/seats_missing_column.csv": Kind.SEATS,
    "malformed/seats_empty.xlsx": Kind.SEATS,
    "malformed/seats_old.xls": Kind.SEATS,
    "malformed/candidates_wrong_header.xlsx": Kind.CANDIDATES,
    "malformed/candidates_merged_header.xlsx": Kind.CANDIDATES,
    "malformed/exam_plan_bad.xlsx": Kind.PLAN,
    "malformed/papers_bad.xlsx": Kind.PAPERS,
    "malformed/centre_info_sheet_bad.html": Kind.INFORMATION_SHEET,
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_file_is_known_by_what_is_in_it(name, kind):
    assert spreadsheets.kind_of(opened(name), "无题") is kind


@pytest.mark.parametrize("name", ["seats_40.xlsx", "candidates_001_care.xlsx", "exam_plan_001.xlsx", "papers_001.xlsx"])
def test_every_cell_is_read_as_openpyxl_reads_it(name):
    ours = open_workbook(opened(name), name)
    theirs = openpyxl.load_workbook(opened(name))

    assert ours.titles == theirs.sheetnames
    for index, sheet in enumerate(theirs):
        read = {
            (row.number, column): cell.value
            for row in ours.grid(index, most=1000).rows
            for column, cell in enumerate(row.cells, start=1)
            if cell.value is not None
        }
        assert read == {(cell.row, cell.column): cell.value for row in sheet for cell in row if cell.value is not None}
