"""到场登记: candidates are ticked present (F8)."""

from datetime import datetime

from django.db import transaction

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from incidents.models import Attendance
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.rights import require

LEAST_DIGITS = 3


def mark_present(actor: Actor, sitting: Sitting, *, way: Attendance.Way) -> Attendance:
    """The candidate is here and was identified; who is marked already stays so.

    Raises `Refused` for a registered absence and after the session's end.
    """
    require(actor, "rooms.work_room", sitting.room)
    now = clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        check_present(sitting, now)
        kept = {"way": way, "by_id": actor.user_id, "at": now}
        standing = Attendance.objects.standing()
        tick, is_new = standing.get_or_create(candidate=sitting.candidate, undone_at=None, defaults=kept)
        if is_new:
            note("marked_present", actor, sitting, way=str(way))
    return tick


def undo_present(actor: Actor, sitting: Sitting, *, reason: str) -> None:
    """Take the mark back; without one it does nothing."""
    require(actor, "rooms.work_room", sitting.room)
    text = given(reason)
    with transaction.atomic():
        sitting = stored(sitting)
        not_ended(sitting.session)
        marks = Attendance.objects.standing().filter(candidate=sitting.candidate)
        if marks.update(undone_at=clock.now()):
            note("present_undone", actor, sitting, before="present", after="", private={"reason": text})


def check_present(sitting: Sitting, now: datetime) -> None:
    """`Refused` where a mark would contradict what is registered; asked by the verb and by its preview."""
    not_ended(sitting.session)
    if sitting.state == Sitting.State.ABSENT:
        told = N_("%(name)s is registered as absent. Undo the absence first.")
        raise Refused("attendance.absent", told, name=sitting.candidate.name)


def sitting_of_ticket(actor: Actor, session: Session, ticket: str) -> Sitting:
    """The first sitting of whom the ticket belongs to, by its whole number or its last digits.

    Raises `Refused` without the right, for nobody, for several, and for a candidate of another session.
    """
    require(actor, "rooms.work_room", session.room)
    typed = ticket.strip()
    found = _with_ticket(session, typed)
    if len(found) > 1:
        raise Refused("attendance.several", N_("Several ticket numbers end with %(ticket)s. Type more."), ticket=typed)
    if not found:
        raise _nobody(session, typed)
    related = ("candidate", "subject", "session__plan__room")
    return session.sittings.filter(candidate=found[0]).select_related(*related).order_by("subject__order")[0]


def checked_at_the_door(sitting: Sitting) -> None:
    """The plan may ask that login works only after the tick; answered to `exams` at the first login."""
    is_first = sitting.state == Sitting.State.NOT_LOGGED_IN
    if not sitting.session.rules.login_after_check or not is_first:
        return
    if not Attendance.objects.standing().filter(candidate=sitting.candidate_id).exists():
        told = N_("Your admission ticket has not been checked yet. Raise your hand: the invigilator comes to you.")
        raise Refused("login.not_checked", told)


def _with_ticket(session: Session, typed: str) -> list[int]:
    people = session.candidates.all()
    exact = list(people.filter(ticket=typed).values_list("pk", flat=True))
    if exact or len(typed) < LEAST_DIGITS:
        return exact
    return list(people.filter(ticket__endswith=typed).values_list("pk", flat=True)[:2])


def _nobody(session: Session, typed: str) -> Refused:
    other = Session.objects.filter(plan=session.plan, candidates__ticket=typed).exclude(pk=session.pk).first()
    if other:
        told = N_("Ticket number %(ticket)s is for another session: %(session)s.")
        return Refused("attendance.other_session", told, ticket=typed, session=other.name)
    told = N_("Nobody in this session has the ticket number %(ticket)s. Check it digit by digit.")
    return Refused("attendance.unknown", told, ticket=typed)
