"""What the page needs to know of a book beside its cells: how columns behave, what may be chosen."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

from centre.models import Plan
from centre.typed.parts import Part, Typed
from formats.spreadsheets import accommodations, candidate_list, paper_book, plan_rules, plan_sessions, questions
from formats.spreadsheets.cells_of_lists import LARGE
from formats.spreadsheets.cells_of_plan import NO, RULE_CHOICES, YES
from formats.spreadsheets.materials import MATERIALS
from formats.spreadsheets.plan_extras import CONTENT
from formats.spreadsheets.typed_book import TypedBook, TypedSheet

Carry: TypeAlias = Literal["same", "next"]
Choices: TypeAlias = Mapping[str, Mapping[str, list[str]]]

LOCKED: Final[Mapping[str, tuple[str, ...]]] = {
    plan_rules.SHEET: (plan_rules.LABEL, plan_rules.KEY, "说明"),
    paper_book.SHEET: (paper_book.ITEM,),
}  # sheets whose rows are given: only the other columns are typed
HIDDEN: Final = {plan_rules.KEY}
NARROW: Final = {"场次", "序号", "题号", "分值", "机位号", "字号", "考生数", "时长(分钟)"}
LONG: Final = {questions.STEM, questions.DEMAND, CONTENT}
WRAPPED: Final = {*questions.OPTIONS.values(), questions.FILES, MATERIALS}
QUESTION_CARRY: Final[Mapping[str, Carry]] = {questions.NUMBER: "next", questions.MARKS: "same"}
CARRY: Final[Mapping[str, Mapping[str, Carry]]] = {
    plan_sessions.SHEET: {
        plan_sessions.NUMBER: "next",
        plan_sessions.SUBJECT: "same",
        plan_sessions.DURATION: "same",
        plan_sessions.CANDIDATES: "same",
    },
    candidate_list.LAYOUT.titles[0]: {
        candidate_list.SESSION: "same",
        candidate_list.SESSION_NAME: "same",
        candidate_list.TICKET: "next",
        candidate_list.SEQUENCE: "next",
        candidate_list.SUBJECT: "same",
    },
    "考场规则": {"序号": "next"},
    "操作指南": {"序号": "next"},
    **{section.title: QUESTION_CARRY for section in questions.SECTIONS},
}  # what a new row takes from the one above it


def described(typed: Typed, book: TypedBook) -> list[dict[str, Any]]:
    """Each sheet as the page draws it."""
    return [_sheet(typed, sheet) for sheet in book.sheets]


def _sheet(typed: Typed, sheet: TypedSheet) -> dict[str, Any]:
    locked = LOCKED.get(sheet.title, ())
    columns = [
        {
            "name": name,
            "size": _size(name),
            "locked": name in locked,
            "hidden": name in HIDDEN,
            "carry": CARRY.get(sheet.title, {}).get(name, ""),
        }
        for name in sheet.columns
    ]
    return {
        "title": sheet.title,
        "columns": columns,
        "fixed": bool(locked),
        "rows": sheet.rows,
        "choices": _choices(typed, sheet),
    }


def _size(column: str) -> str:
    if column in LONG:
        return "long"
    if column in WRAPPED:
        return "lines"
    return "narrow" if column in NARROW else "text"


def _choices(typed: Typed, sheet: TypedSheet) -> Choices:
    """For a column, what may be chosen in the rows that begin with a word, or, under "", in all rows."""
    if sheet.title == plan_rules.SHEET:
        return {plan_rules.VALUE: {row[0]: _rule_choices(row) for row in sheet.rows if _rule_choices(row)}}
    if sheet.title == "判断题":
        return {questions.ANSWER: {"": ["对", "错"]}}
    if typed.part == Part.CANDIDATES and typed.plan:
        return _of_roll(typed.plan)
    return {}


def _rule_choices(row: tuple[str, ...]) -> list[str]:
    key, value = row[1], row[2]
    if key in RULE_CHOICES:
        return list(RULE_CHOICES[key])
    return [YES, NO] if value in (YES, NO) else []


def _of_roll(plan: Plan) -> Choices:
    sessions = plan.file.sessions
    return {
        candidate_list.SESSION: {"": _once(str(row.number) for row in sessions)},
        candidate_list.SESSION_NAME: {"": _once(row.name for row in sessions)},
        candidate_list.SUBJECT: {"": _once(row.subject for row in sessions)},
        accommodations.TYPE_SIZE: {"": [LARGE]},
    }


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
