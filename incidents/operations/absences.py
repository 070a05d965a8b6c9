"""缺考登记, and taking it back (E21)."""

from datetime import datetime

from django.db import transaction

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.models import Absence
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.rights import require


def register_absence(actor: Actor, sitting: Sitting, *, reason: str = "") -> Absence:
    """Register a candidate who has never logged in as absent, from the late limit on. Again gives the same entry."""
    require(actor, "incidents.register_absence", sitting.room)
    with transaction.atomic():
        sitting = stored(sitting)
        if sitting.state == Sitting.State.ABSENT:
            return sitting.absences.standing().get()
        now = clock.now()
        check_absence(sitting, now)
        return set_absent(actor, sitting, reason.strip(), now)


def undo_absence(actor: Actor, sitting: Sitting, *, reason: str) -> Sitting:
    """The candidate is not absent after all, until the session ends; back to 未登录. Again does nothing."""
    require(actor, "incidents.register_absence", sitting.room)
    text = given(reason)
    with transaction.atomic():
        sitting = stored(sitting)
        if sitting.state != Sitting.State.ABSENT:
            return sitting
        not_ended(sitting.session)
        absence = sitting.absences.standing().get()
        absence.undone_at = clock.now()
        absence.save(update_fields=["undone_at"])
        sitting.absent_at = None
        sitting.state = Sitting.State.LOGGED_IN if sitting.logged_in_at else Sitting.State.NOT_LOGGED_IN
        sitting.save(update_fields=["state", "absent_at"])
        note("absence_undone", actor, sitting, before="absent", after=sitting.state, private={"reason": text})
    return sitting


def set_absent(actor: Actor, sitting: Sitting, reason: str, now: datetime) -> Absence:
    """Inside the caller's transaction, on a locked sitting whose rules were checked."""
    absence = Absence.objects.create(sitting=sitting, by_id=actor.user_id, at=now, reason=reason)
    before = sitting.state
    sitting.state, sitting.absent_at = Sitting.State.ABSENT, now
    sitting.save(update_fields=["state", "absent_at"])
    note("absence_registered", actor, sitting, before=before, after="absent", private={"reason": reason})
    touch([sitting.holder_id] if sitting.holder_id else [])
    return absence


def check_absence(sitting: Sitting, now: datetime) -> None:
    """`Refused` where an absence cannot be registered now; asked by the verb and by its preview."""
    not_ended(sitting.session)
    check_limit_passed(sitting, now)
    if not sitting.never_came:
        raise Refused(
            "absence.was_in",
            N_("%(name)s has logged in and cannot be absent; use 结束考试 for who never entered the exam."),
            name=sitting.candidate.name,
        )


def check_limit_passed(sitting: Sitting, now: datetime) -> None:
    """`Refused` while candidates may still come."""
    session = sitting.session
    limit = session.after_start(session.rules.late_limit_min)
    if limit is None:
        raise Refused(
            "absence.not_started", N_("Absences are registered after the start, when the late limit is reached.")
        )
    if now < limit:
        at = limit.astimezone(session.plan.zone)
        raise Refused("absence.early", N_("Candidates may still come until %(at)s."), at=f"{at:%H:%M:%S}")
