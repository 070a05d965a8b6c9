"""Candidates and papers as the cells that would be typed for them (T2)."""

from collections.abc import Iterable
from typing import Final

from formats.paper import AnswerKey, Paper, Question
from formats.spreadsheets import candidate_list, paper_book, questions
from formats.spreadsheets.cells_of_plan import columns_of, figure
from formats.spreadsheets.materials import MATERIALS
from formats.spreadsheets.questions import Section
from formats.spreadsheets.rows import CandidateRow
from formats.spreadsheets.typed_book import TypedBook, TypedSheet

ROLL: Final = candidate_list.LAYOUT.titles[0]
ROLL_COLUMNS: Final = (
    candidate_list.SESSION,
    candidate_list.SESSION_NAME,
    candidate_list.TICKET,
    candidate_list.NAME,
    candidate_list.ID_NUMBER,
    candidate_list.SEQUENCE,
    candidate_list.SUBJECT,
    candidate_list.CARE,
    candidate_list.TYPE_SIZE,
    candidate_list.SEAT,
)
LARGE: Final = "大"
FIRST_OPTIONS: Final = tuple(questions.OPTIONS.values())[:4]
OTHER_OPTIONS: Final = tuple(questions.OPTIONS.values())[4:]
CHOICE_COLUMNS: Final = (
    questions.NUMBER,
    questions.STEM,
    *FIRST_OPTIONS,
    questions.ANSWER,
    questions.MARKS,
    *OTHER_OPTIONS,
)
TASK_COLUMNS: Final = (
    questions.NUMBER,
    questions.TITLE,
    questions.DEMAND,
    questions.FILES,
    questions.MARKS,
    MATERIALS,
)


def cells_of_candidates(rows: Iterable[CandidateRow]) -> TypedBook:
    """A list of candidates on one sheet."""
    return TypedBook((TypedSheet(ROLL, ROLL_COLUMNS, tuple(_candidate(row) for row in rows)),))


def cells_of_paper(paper: Paper, answers: AnswerKey) -> TypedBook:
    """A paper with its answers, a sheet for each kind of question, also for kinds it does not have."""
    about = {
        paper_book.CODE: paper.number,
        paper_book.SUBJECT: paper.subject,
        paper_book.DURATION: figure(paper.duration_min),
        paper_book.TOTAL: figure(paper.total) if paper.total else "",
    }
    head = TypedSheet(paper_book.SHEET, (paper_book.ITEM, paper_book.VALUE), tuple(about.items()))
    return TypedBook((head, *(_section(section, paper, answers) for section in questions.SECTIONS)))


def _candidate(row: CandidateRow) -> tuple[str, ...]:
    return (
        str(row.session),
        row.session_name,
        row.ticket,
        row.name,
        row.id_number,
        str(row.sequence),
        row.subject,
        _care(row),
        LARGE if row.large_type else "",
        f"{row.seat_number:03d}" if row.seat_number else "",
    )


def _care(row: CandidateRow) -> str:
    factor = f"延长系数 {figure(row.factor)}" if row.factor > 1 else ""
    minutes = f"延长 {figure(row.extra_minutes)} 分钟" if row.extra_minutes else ""
    return "、".join(filter(None, (factor, minutes)))


def _section(section: Section, paper: Paper, answers: AnswerKey) -> TypedSheet:
    columns = _columns(section)
    held = [question for question in paper.questions if question.kind == section.kind]
    rows = tuple(_question(question, answers.get(question.key, ""), columns) for question in held)
    return TypedSheet(section.title, columns, rows)


def _columns(section: Section) -> tuple[str, ...]:
    """In the order of the usual workbook, so that what is copied from one fits."""
    if section.kind == "task":
        return TASK_COLUMNS
    return CHOICE_COLUMNS if section.has_options else columns_of(section.layout)


def _question(question: Question, answer: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    cells = {
        questions.NUMBER: str(question.number),
        questions.STEM: question.stem,
        questions.TITLE: question.title,
        questions.DEMAND: question.stem,
        questions.FILES: ";".join(question.files),
        MATERIALS: ";".join(material.name for material in question.materials),
        questions.ANSWER: answer,
        questions.MARKS: figure(question.marks),
        **dict(zip(questions.OPTIONS.values(), question.options, strict=False)),
    }
    return tuple(cells.get(column, "") for column in columns)
