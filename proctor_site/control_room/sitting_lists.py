"""列表视图 as a file: every candidate with the columns of the manual (E3)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext, pgettext_lazy

from exams.models import Session, Sitting
from incidents.operations.shared import presence_of, seat_number
from incidents.telling import seat_text
from journal import clock
from proctor_site.control_room.people_lists import PERSON, Column, Row, Source


def _sittings(session: Session) -> Iterable[Row]:
    now = clock.now()
    related = ("candidate", "subject", "holder__presence__lease", "holder__seat")
    for sitting in session.sittings.select_related(*related).order_by("candidate__sequence", "subject__order"):
        yield _row(sitting, now)


def _row(sitting: Sitting, now: datetime) -> Row:
    person, presence = sitting.candidate, presence_of(sitting)
    return {
        "sitting": str(sitting.pk),
        "ticket": person.ticket,
        "name": person.name,
        "sequence": person.sequence,
        "subject": sitting.subject.name,
        "seat": seat_text(seat_number(sitting)),
        "state": str(Sitting.State(sitting.state).label),
        "online": _online(sitting, now),
        "submitted": _submitted(sitting),
        "ip": (presence and presence.address) or "-",
    }


def _online(sitting: Sitting, now: datetime) -> str:
    presence = presence_of(sitting)
    if presence is None or sitting.logged_in_at is None:
        return "-"
    return pgettext("exam", "online") if presence.is_online(now) else pgettext("exam", "offline")


def _submitted(sitting: Sitting) -> str:
    if sitting.state == Sitting.State.ABSENT:
        return "-"
    return _("handed in") if sitting.state == Sitting.State.SUBMITTED else _("not handed in")


SITTING_LISTS: Final[dict[str, tuple[str | Promise, tuple[Column, ...], Source]]] = {
    "sittings": (
        _l("candidate list"),
        (
            *PERSON,
            ("subject", pgettext_lazy("exam", "subject")),
            ("seat", _l("Seat number")),
            ("state", _l("Exam state")),
            ("online", _l("Online mark")),
            ("submitted", _l("Hand-in state")),
            ("ip", _l("IP address")),
        ),
        _sittings,
    ),
}
