"""The registers that are signed: absences, violations, resumes, extra time (D2, E9, E10, E12, E21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.models import Session, TimeEntry
from incidents.documents import RecordSheet, ResumeRow, TimeRow, record_sheet
from incidents.telling import seat_text, span
from incidents.telling import whole_span as whole

Cells = Sequence[str | int]


@dataclass(frozen=True)
class Column:
    """`look` is a class of paper.css: a width, or `long` for text."""

    head: str
    look: str = ""


@dataclass(frozen=True)
class Form:
    """A table with a running number before it; `total` stands under it."""

    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]
    persons: int
    total: Cells = field(default=())


def absences(session: Session, now: datetime) -> dict[str, Any]:
    """缺考登记表."""
    sheet = record_sheet(session, now)
    heads = (_subject(), Column(_("Sequence"), "seat"), Column(_("Registered at"), "time"), _who(_("Registered by")))
    rows = [(row.name, row.ticket, row.subject, row.sequence, _full(row.at), row.by) for row in sheet.absences]
    return _told(sheet, heads, rows)


def violations(session: Session, now: datetime) -> dict[str, Any]:
    """违纪登记表; the last column is for the candidate's own hand."""
    sheet = record_sheet(session, now)
    heads = (
        Column(_("Violation type"), "long"),
        Column(_("Description of the violation"), "long"),
        Column(_("Dealt with at"), "time"),
        _who(_("Registered by")),
        Column(_("Candidate's signature"), "short"),
    )
    rows = [(row.name, row.ticket, row.type, row.description, _full(row.at), row.by, "") for row in sheet.violations]
    return _told(sheet, heads, rows)


def resumes(session: Session, now: datetime) -> dict[str, Any]:
    """断点续考明细, with what was measured and what was given back."""
    sheet = record_sheet(session, now)
    heads = (
        Column(_("Seat number"), "seat2"),
        Column(_("Cut from and to"), "span"),
        Column(_("Measured cut"), "short"),
        Column(_("Credited"), "short"),
        Column(_("Reason"), "long"),
        _who(_("Given by")),
    )
    return _told(sheet, heads, [_resume(row) for row in sheet.resumes])


def extra_time(session: Session, now: datetime) -> dict[str, Any]:
    """补时明细: 补时 and 补回 side by side, each with its sum."""
    sheet = record_sheet(session, now)
    heads = (
        Column(pgettext("exam", "extra time"), "short"),
        Column(pgettext("exam", "credit"), "short"),
        Column(_("Reason for the time"), "long"),
        Column(_("Authorization"), "short"),
        Column(_("Given at"), "time"),
        _who(_("Given by")),
    )
    rows = [_time(row) for row in sheet.times]
    given, credited = (_sum(sheet.times, cause) for cause in (TimeEntry.Cause.EXTRA_TIME, TimeEntry.Cause.CREDIT))
    return _told(sheet, heads, rows, total=(_("Total"), "", given, credited, "", "", "", "") if rows else ())


# --- parts
def _told(sheet: RecordSheet, heads: Sequence[Column], rows: Sequence[Cells], *, total: Cells = ()) -> dict[str, Any]:
    person = (Column(_("Candidate"), "name"), Column(_("Ticket number"), "ticket"))
    persons = len({row[1] for row in rows})
    return {"heading": sheet, "form": Form((*person, *heads), tuple(rows), persons, total)}


def _resume(row: ResumeRow) -> Cells:
    moved = "" if row.to_seat == row.from_seat else f"→{seat_text(row.to_seat)}"
    until = f"{row.ended_at:%H:%M:%S}" if row.ended_at else "…"
    code = f" ({_('authorization code')} {row.code})" if row.code else ""
    cut = f"{row.began_at:%H:%M:%S}–{until}"
    back = whole(row.credited_ms) if row.credited_ms else "-"
    seats = f"{seat_text(row.from_seat)}{moved}"
    return (row.name, row.ticket, seats, cut, whole(row.lost_ms), back, f"{row.reason}{code}", row.by)


def _time(row: TimeRow) -> Cells:
    is_credit = row.cause == TimeEntry.Cause.CREDIT
    by_hand, back = ("-", whole(row.ms)) if is_credit else (span(row.ms), "-")
    code = row.code or _("none needed")
    return (row.name, row.ticket, by_hand, back, row.reason, code, _full(row.at), row.by)


def _sum(rows: Iterable[TimeRow], cause: TimeEntry.Cause) -> str:
    return whole(sum(row.ms for row in rows if row.cause == cause))


def _full(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _subject() -> Column:
    return Column(pgettext("exam", "subject"))


def _who(head: str) -> Column:
    return Column(head, "who")
