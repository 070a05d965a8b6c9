"""Dates with a time, from date cells or as people write them."""

import re
from datetime import datetime
from typing import Final

from formats.refused import N_
from formats.spreadsheets.cells import Kind, half_width
from formats.spreadsheets.records import Record

WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"[\sT]*(?P<part>上午|中午|下午|晚上|晚)?\s*"
    r"(?P<hour>\d{1,2})(?:[:点时](?P<minute>半|\d{1,2})?)?分?(?::00)?"
)
AFTERNOON: Final = {"下午", "晚上", "晚"}


def moment(record: Record, column: str) -> datetime | None:
    """Date and time without a zone, to the minute; None after a fault.

    Text is read where it has one meaning only, as "2026/3/8 上午9点半", and what was
    understood is told, unless it is written just so.
    """
    cell = record.cell(column)
    if cell.kind is Kind.DATE:
        return _of_date_cell(record, column)
    typed = record.text(column, needed=True)
    return None if typed is None else _of_text(record, column, typed)


def _of_date_cell(record: Record, column: str) -> datetime | None:
    value = record.cell(column).value
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    record.fault(column, "plan.time_incomplete", N_("%(column)s needs both date and time."))
    return None


def _of_text(record: Record, column: str, typed: str) -> datetime | None:
    written = WRITTEN.fullmatch(half_width(typed))
    value = _understood(written) if written else None
    if value is None:
        told = N_("%(column)s: “%(value)s” is no date with a time; write it as 2026-03-08 09:00.")
        record.fault(column, "plan.time_unreadable", told, value=typed)
        return None
    if typed != written_as(value):
        told = N_("%(column)s is text; “%(value)s” is read as %(read)s.")
        record.fault(column, "plan.time_read", told, "warning", value=typed, read=written_as(value))
    return value


def written_as(moment: datetime) -> str:
    """Date and time as a person is asked to write them."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _understood(written: re.Match[str]) -> datetime | None:
    hour = int(written["hour"])
    if written["part"] in AFTERNOON and hour < 12:
        hour += 12
    minute = 30 if written["minute"] == "半" else int(written["minute"] or 0)
    try:
        return datetime(int(written["year"]), int(written["month"]), int(written["day"]), hour, minute)  # noqa: DTZ001
    except ValueError:
        return None
