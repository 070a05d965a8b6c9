"""Paper for the worst case: forms that are filled in by hand (F16)."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.models import Session
from incidents.models import CodeRequest
from proctor_site.documents.forms import Column

LETTERS: Final = range(8)
SLIPS: Final = (
    CodeRequest.Kind.LATE_START,
    CodeRequest.Kind.LATE_CANDIDATE,
    CodeRequest.Kind.LATE_CANDIDATE,
    CodeRequest.Kind.EXTRA_TIME,
    CodeRequest.Kind.EXTRA_TIME,
    CodeRequest.Kind.RESET,
)


def code_slips(session: Session, now: datetime) -> dict[str, Any]:
    """One slip for each request, with what is known of it before the exam."""
    return {
        "slips": [{"kind": kind, "is_whole": kind == CodeRequest.Kind.LATE_START} for kind in SLIPS],
        "letters": LETTERS,
    }


def blank_sheet(session: Session, now: datetime) -> dict[str, Any]:
    """The sections of the record sheet with lines to write on."""
    candidate, ticket = Column(_("Candidate"), "name"), Column(_("Ticket number"), "ticket")
    by, reason = Column(_("Given by"), "who"), Column(_("Reason"))
    seats, cut, back = (
        Column(_("Seat number"), "seat2"),
        Column(_("Cut from and to"), "span"),
        Column(_("Credited"), "short"),
    )
    parts = [
        (_("1. Absences"), [candidate, ticket, Column(_("Subject")), Column(_("Registered at"), "span"), by], range(6)),
        (_("2. Violations"), [candidate, ticket, Column(_("Violation type"), "name2"), Column(_("Description of the violation")), Column(_("Dealt with at"), "time")], range(4)),
        (_("3. Extra time"), [candidate, ticket, Column(_("Time given"), "short"), Column(_("Reason for the time")), Column(_("Authorization"), "short"), Column(_("Given at"), "time"), by], range(5)),
        (_("4. Resumes"), [candidate, ticket, seats, cut, back, reason, by], range(6)),
        (_("5. Interruptions of the room"), [cut, Column(pgettext("paper", "Extent"), "name2"), back, reason, by], range(3)),
    ]  # fmt: skip
    return {"parts": parts}
