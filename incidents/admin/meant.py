"""Who is meant by a batch of the administration: so named that two of one name are told apart, and what is asked of them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from exams.models import Sitting
from incidents.losses import losses_of
from incidents.operations.shared import is_online, seat_number
from incidents.telling import seat_text, whole_span
from journal import clock

MS = timedelta(milliseconds=1)
TAIL = 7  # the last digits of a ticket number, enough to tell people of a room apart


def named(sitting: Sitting) -> str:
    """Seat, name, the last digits of the ticket, subject; who sits nowhere yet is named by the planned seat."""
    person = sitting.candidate
    seat = seat_text(seat_number(sitting) or person.seat_number)
    return f"{seat} {person.name} …{person.ticket[-TAIL:]} {sitting.subject.name}"


def measured(sittings: Iterable[Sitting], *, also_unsure: bool) -> Mapping[UUID, str]:
    """By sitting, what each has lost until now; with a resume what is not sure yet becomes sure."""
    now, rows = clock.now(), list(sittings)
    found = losses_of(rows, now)
    told = {}
    for sitting in rows:
        losses = [loss.until(now) for loss in found.get(sitting.pk, []) if loss.is_sure or also_unsure]
        lost = sum((ended - began for began, ended in losses), timedelta()) // MS
        told[sitting.pk] = whole_span(lost) if lost else "-"
    return told


def forced_out(sittings: Iterable[Sitting]) -> str:
    """The question of a resume for those who are working (E10); empty without any."""
    now = clock.now()
    in_exam = (sitting for sitting in sittings if sitting.state == Sitting.State.IN_EXAM)
    names = [named(sitting) for sitting in in_exam if is_online(sitting, now)]
    if not names:
        return ""
    text = _("%(names)s: the candidate is online and in the exam. Resuming forces the client out. Go on?")
    return text % {"names": _(", ").join(names)}
