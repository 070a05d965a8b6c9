"""A plan as the cells that would be typed for it: what `plan` reads from them is the same plan (T2)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from formats.plan import MachineRequirement, PlanFile, PlanRules, Program, SessionRow, Threshold
from formats.spreadsheets import plan_extras, plan_rules, plan_sessions
from formats.spreadsheets.moments import written_as
from formats.spreadsheets.rule_labels import RULE_LABELS
from formats.spreadsheets.tables import Layout
from formats.spreadsheets.typed_book import TypedBook, TypedSheet

RULE_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "mode": plan_rules.MODES,
    "code_policy": plan_rules.POLICIES,
    "login_by": plan_rules.LOGINS,
    "other_seat": plan_rules.OTHER_SEATS,
    "seating": plan_rules.SEATINGS,
}
YES: Final = "是"
NO: Final = "否"


def cells_of_plan(plan: PlanFile) -> TypedBook:
    """Every sheet of a plan; what is a default stands there, so that it can be seen."""
    rows = tuple(_session(row) for row in plan.sessions)
    sessions = TypedSheet(plan_sessions.SHEET, plan_sessions.LAYOUT.required, rows)
    return TypedBook((_rules(plan.rules), sessions, *(_extra(section, plan) for section in plan_extras.SECTIONS)))


def figure(number: float) -> str:
    """A number as Excel shows it."""
    return f"{number:.15g}"


def columns_of(layout: Layout) -> tuple[str, ...]:
    return (*layout.required, *layout.optional)


def _rules(rules: PlanRules) -> TypedSheet:
    columns = (plan_rules.LABEL, plan_rules.KEY, plan_rules.VALUE, "说明")
    rows = tuple((label, key, _rule(key, getattr(rules, key)), note) for key, (label, note) in RULE_LABELS.items())
    return TypedSheet(plan_rules.SHEET, columns, rows)


def _rule(key: str, value: Any) -> str:
    words = {meant: word for word, meant in RULE_CHOICES.get(key, {}).items()}
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case float():
            return figure(value)
        case _:
            return words.get(value, str(value))


def _session(row: SessionRow) -> tuple[str, ...]:
    times = written_as(row.starts_at), written_as(row.ends_at)
    return (str(row.number), row.name, row.subject, *times, figure(row.duration_min), str(row.candidates))


def _extra(section: plan_extras.Section, plan: PlanFile) -> TypedSheet:
    held: Iterable[Any] = getattr(plan, section.field)
    if section.layout is plan_extras.TEXTS:
        rows = tuple((str(number), text) for number, text in enumerate(held, start=1))
        return TypedSheet(section.title, ("序号", plan_extras.CONTENT), rows)
    return TypedSheet(section.title, columns_of(section.layout), tuple(CELLS[type(each)](each) for each in held))


def _requirement(held: MachineRequirement) -> tuple[str, ...]:
    return held.item, _either(held.minimum), "" if held.recommended is None else _either(held.recommended)


def _either(value: float | str) -> str:
    return value if isinstance(value, str) else figure(value)


def _program(held: Program) -> tuple[str, ...]:
    return held.name, ";".join(held.executables), held.note


def _threshold(held: Threshold) -> tuple[str, ...]:
    return held.item, figure(held.warn), figure(held.alarm)


CELLS: Final[Mapping[type, Callable[[Any], tuple[str, ...]]]] = {
    MachineRequirement: _requirement,
    Program: _program,
    Threshold: _threshold,
}
