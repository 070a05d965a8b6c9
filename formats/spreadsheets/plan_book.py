"""A plan's workbook: rules, sessions, and the optional sheets (B10)."""

from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from formats.plan import PlanFile
from formats.refused import N_, FileRefused
from formats.spreadsheets import plan_rules, plan_sessions
from formats.spreadsheets.faults import NOWHERE, Faults, Reading
from formats.spreadsheets.grids import Workbook
from formats.spreadsheets.plan_extras import SECTIONS
from formats.spreadsheets.plan_rules import VALUE, RulesRead
from formats.spreadsheets.plan_sessions import durations
from formats.spreadsheets.tables import Layout, Table, read_sheet, tell_unknown_sheets
from formats.spreadsheets.workbooks import open_workbook

SHEETS: Final = (plan_rules.SHEET, plan_sessions.SHEET, *(section.title for section in SECTIONS))


def plan(stream: BinaryIO, name: str) -> Reading[PlanFile]:
    """The plan in a workbook, or every fault of it, sheet by sheet."""
    faults = Faults()
    try:
        value = _plan(open_workbook(stream, name), faults)
    except FileRefused as refused:
        faults.extend(refused.faults)
        value = None
    return Reading(None if faults.any_error() else value, faults.told())


def _plan(workbook: Workbook, faults: Faults) -> PlanFile | None:
    rules = plan_rules.read_rules(_needed(workbook, plan_rules.SHEET, plan_rules.LAYOUT, faults), faults)
    sessions = plan_sessions.read_sessions(_needed(workbook, plan_sessions.SHEET, plan_sessions.LAYOUT, faults))
    _check_limits(rules, durations(sessions))
    extras = _extras(workbook, faults)
    tell_unknown_sheets(workbook, SHEETS, faults)
    if faults.any_error():
        return None
    return PlanFile(
        rules=plan_rules.to_rules(rules),
        sessions=plan_sessions.to_sessions(sessions, rules.timezone),
        **extras,
    )


def _needed(workbook: Workbook, title: str, layout: Layout, faults: Faults) -> Table:
    table = read_sheet(workbook, title, layout, faults)
    if table is None:
        faults.error(NOWHERE, "file.sheet_missing", N_("The sheet %(title)s is missing."), title=title)
        return Table(title)
    return table


def _extras(workbook: Workbook, faults: Faults) -> dict[str, Any]:
    """What the optional sheets say, by field; a sheet that is missing or empty says nothing."""
    extras = {}
    for section in SECTIONS:
        table = read_sheet(workbook, section.title, section.layout, faults, may_be_empty=True)
        rows = tuple(section.read(record) for record in table.records) if table else ()
        if rows:
            extras[section.field] = rows
    return extras


def _check_limits(rules: RulesRead, minutes: Sequence[float]) -> None:
    """Rules against each other, and against the subjects' durations."""
    most, free = rules.minutes("max_extra_minutes"), rules.minutes("free_extra_minutes")
    if most is not None and minutes and most > max(minutes):
        told = N_("The most extra time, %(value)g minutes, is longer than the subject, %(duration)g minutes.")
        _fault(rules, "max_extra_minutes", "plan.max_extra_over_duration", told, value=most, duration=max(minutes))
    if most is not None and free is not None and free > most:
        told = N_("Extra time without a code, %(value)g minutes, is above the most, %(most)g minutes.")
        _fault(rules, "free_extra_minutes", "plan.free_extra_over_max", told, value=free, most=most)
    earliest = rules.minutes("earliest_submit_min")
    if earliest is not None and minutes and earliest > min(minutes):
        told = N_(
            "The earliest submission, %(value)g minutes, is later than the end of a subject of %(duration)g minutes."
        )
        values = {"value": earliest, "duration": min(minutes)}
        _fault(rules, "earliest_submit_min", "plan.earliest_submit_over_duration", told, **values)


def _fault(rules: RulesRead, key: str, code: str, told: str, **values: float) -> None:
    rules.record(key).fault(VALUE, code, told, **values)
