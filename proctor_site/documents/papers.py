"""The documents of a session: what each is called, its template, and what that lays out beside the heading (D1–D3)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from exams import receipts, rolls
from exams.models import Session
from formats import signing
from incidents.documents import record_sheet
from incidents.time_line import time_line
from proctor_site.documents.blanks import blank_sheet, code_slips
from proctor_site.documents.forms import absences, extra_time, resumes, violations
from proctor_site.documents.qr import qr_of
from rooms.layouts import MOST_COLUMNS, Order

Values = Callable[[Session, datetime], dict[str, Any]]
DOOR_COLUMNS: Final = 3
LABELS_A_SHEET: Final = 10


@dataclass(frozen=True)
class Paper:
    """`values` may bring a heading of its own; the others get the session's."""

    title: str | Promise
    template: str
    values: Values


def _record_sheet(session: Session, now: datetime) -> dict[str, Any]:
    sheet = record_sheet(session, now)
    final = _("This session was carried out in this room as prescribed. The above record is true.")
    so_far = _("The session has not ended yet: this is how things stood when the sheet was made.")
    return {"sheet": sheet, "heading": sheet, "oath": final if sheet.is_final else so_far}


def _sign_in(session: Session, now: datetime) -> dict[str, Any]:
    rows = rolls.roll(session)
    several = len({row.subjects for row in rows}) > 1
    return {"rows": rows, "several": several, "facts": [(_("Expected candidates"), len(rows))]}


def _door(session: Session, now: datetime) -> dict[str, Any]:
    rows = rolls.roll(session)
    tickets = sorted(row.ticket for row in rows)
    ends = (tickets[0], tickets[-1]) if tickets else None
    return {"lines": rolls.side_by_side(rows, DOOR_COLUMNS), "people": len(rows), "ends": ends}


def _labels(session: Session, now: datetime) -> dict[str, Any]:
    found = rolls.labels(session)
    sheets = [found[start : start + LABELS_A_SHEET] for start in range(0, len(found), LABELS_A_SHEET)]
    return {"sheets": sheets}


def _seat_plan(session: Session, now: datetime) -> dict[str, Any]:
    found = rolls.seat_plan(session)
    seats = [place for row in found.rows for place in row if place]
    seated = sum(1 for place in seats if place.person)
    return {"plan": found, "seats": len(seats), "seated": seated, "orders": Order.choices, "most_columns": MOST_COLUMNS}


def _time_line(session: Session, now: datetime) -> dict[str, Any]:
    return {"line": time_line(session)}


def _receipts(session: Session, now: datetime) -> dict[str, Any]:
    return receipts_of(session)


def receipts_of(session: Session, *, only: Collection[UUID] | None = None) -> dict[str, Any]:
    """The slips of everybody who has handed in, or of these sittings alone."""
    last = [each for each in receipts.last_submissions(session) if only is None or each.sitting_id in only]
    found = [(each, receipts.signed(each)) for each in last]
    key = signing.fingerprint(receipts.public_key(session.room))
    return {"slips": [(each, line, qr_of(line)) for each, line in found], "key": key}


PAPERS: Final[dict[str, Paper]] = {
    "record_sheet": Paper(_l("Record sheet of the room"), "documents/record_sheet.html", _record_sheet),
    "sign_in": Paper(_l("Sign-in sheet"), "documents/sign_in.html", _sign_in),
    "door": Paper(_l("Notice for the door"), "documents/door.html", _door),
    "labels": Paper(_l("Labels of the seats"), "documents/labels.html", _labels),
    "seat_plan": Paper(_l("Plan of the room"), "documents/seat_plan.html", _seat_plan),
    "absences": Paper(_l("Register of absences"), "documents/form.html", absences),
    "violations": Paper(_l("Register of violations"), "documents/form.html", violations),
    "resumes": Paper(_l("Particulars of the resumes"), "documents/form.html", resumes),
    "extra_time": Paper(_l("Particulars of the extra time"), "documents/form.html", extra_time),
    "time_line": Paper(_l("Time line of the session"), "documents/time_line.html", _time_line),
    "receipts": Paper(_l("Receipts of the candidates"), "documents/receipts.html", _receipts),
    "code_slips": Paper(_l("Requests for authorization codes (blank)"), "documents/code_slips.html", code_slips),
    "blank_sheet": Paper(_l("Record sheet of the room (blank)"), "documents/blank_sheet.html", blank_sheet),
}
