"""A paper's workbook, read into the paper and, apart from it, its answers (B10)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isclose
from typing import Any, BinaryIO, Final, NamedTuple

from formats.paper import AnswerKey, Paper
from formats.refused import N_, FileRefused
from formats.spreadsheets.faults import NOWHERE, Faults, Place, Reading
from formats.spreadsheets.grids import Workbook
from formats.spreadsheets.materials import Beside, check_together
from formats.spreadsheets.questions import NUMBER, SECTIONS, QuestionRead, Section, read_question
from formats.spreadsheets.records import Record
from formats.spreadsheets.rows import repeats
from formats.spreadsheets.tables import Layout, comparable, read_sheet, tell_unknown_sheets
from formats.spreadsheets.workbooks import open_workbook

SHEET: Final = "试卷信息"
ITEM: Final = "项目"
VALUE: Final = "值"
LAYOUT: Final = Layout(required=(ITEM, VALUE))
CODE: Final = "试卷编号"
SUBJECT: Final = "科目"
DURATION: Final = "时长(分钟)"
TOTAL: Final = "总分"
NEEDED: Final = (CODE, SUBJECT, DURATION, TOTAL)
SHEETS: Final = (SHEET, *(section.title for section in SECTIONS))

DAY: Final = 24 * 60.0
MOST_TOTAL: Final = 10_000.0


class PaperFile(NamedTuple):
    """A paper and its answers, which part here: the key never leaves the program that read it."""

    paper: Paper
    answers: AnswerKey


def papers(stream: BinaryIO, name: str, beside: Beside | None = None) -> Reading[PaperFile]:
    """The paper in a workbook, or every fault of it, sheet by sheet and question by question.

    The materials of its tasks are among the files `beside` it.
    """
    faults = Faults()
    try:
        value = _paper_file(open_workbook(stream, name), beside or Beside(), faults)
    except FileRefused as refused:
        faults.extend(refused.faults)
        value = None
    return Reading(None if faults.any_error() else value, faults.told())


def _paper_file(workbook: Workbook, beside: Beside, faults: Faults) -> PaperFile | None:
    about = _about(workbook, faults)
    head = _head(about)
    questions = [question for section in SECTIONS for question in _section(workbook, section, beside, faults)]
    if not questions:
        faults.error(NOWHERE, "papers.no_questions", N_("There is no question in any sheet."))
    _check_total(about, head.get("total"), questions)
    tell_unknown_sheets(workbook, SHEETS, faults)
    check_together((row.question for row in questions if row.question), faults)
    if faults.any_error():
        return None
    read = tuple(row.question for row in questions if row.question)
    answers = {row.question.key: row.answer for row in questions if row.question and row.answer}
    return PaperFile(Paper(questions=read, **head), answers)


def _about(workbook: Workbook, faults: Faults) -> Mapping[str, Record]:
    """The rows of 试卷信息 by their item."""
    table = read_sheet(workbook, SHEET, LAYOUT, faults)
    if table is None:
        faults.error(NOWHERE, "file.sheet_missing", N_("The sheet %(title)s is missing."), title=SHEET)
        return {}
    rows = {item: _called_by_item(record, item) for record in table.records if (item := _item(record))}
    missing = [item for item in NEEDED if item not in rows]
    if missing and table.records:
        told = N_("Rows are missing: %(missing)s.")
        faults.error(Place(table.title), "papers.rows_missing", told, missing="、".join(missing))
    return rows


def _item(record: Record) -> str | None:
    """Which of the needed items the row is about, or None."""
    item = comparable(record.cell(ITEM).raw)
    return next((needed for needed in NEEDED if comparable(needed) == item), None)


def _called_by_item(record: Record, item: str) -> Record:
    return replace(record, called={VALUE: item})


def _head(about: Mapping[str, Record]) -> dict[str, Any]:
    """The paper's own fields; what is missing or at fault is None."""
    return {
        "number": about[CODE].text(VALUE, needed=True) if CODE in about else None,
        "subject": about[SUBJECT].text(VALUE, needed=True) if SUBJECT in about else None,
        "duration_min": about[DURATION].number(VALUE, least=1, most=DAY) if DURATION in about else None,
        "total": about[TOTAL].number(VALUE, least=1, most=MOST_TOTAL) if TOTAL in about else None,
    }


def _section(workbook: Workbook, section: Section, beside: Beside, faults: Faults) -> list[QuestionRead]:
    """The questions of one sheet; none if it is missing or empty."""
    table = read_sheet(workbook, section.title, section.layout, faults, may_be_empty=True)
    questions = [read_question(record, section, beside) for record in table.records] if table else []
    numbered = [question for question in questions if question.number is not None]
    for question, first in repeats(numbered, lambda question: question.number):
        told = N_("Question number %(number)d is the same as in row %(first)d.")
        values = {"number": question.number, "first": first.record.row}
        question.record.fault(NUMBER, "papers.duplicate_number", told, **values)
    return questions


def _check_total(about: Mapping[str, Record], total: float | None, questions: Sequence[QuestionRead]) -> None:
    marks = sum(question.marks for question in questions)
    if total is not None and questions and not isclose(marks, total, abs_tol=1e-6):
        told = N_("The marks of all questions sum up to %(marks)g, not to the total of %(total)g.")
        about[TOTAL].fault(VALUE, "papers.total", told, marks=marks, total=total)
