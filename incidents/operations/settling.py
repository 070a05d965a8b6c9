"""What is left to do for each candidate before 结束考试 (E22), with reason and password."""

from django.db import transaction

from exams.answers import progress
from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.operations.absences import check_limit_passed, set_absent
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.operations.matters import withdraw_matters
from rooms.rights import require, require_administrator_password


def submit_as_it_stands(actor: Actor, sitting: Sitting, *, reason: str, password: str) -> Sitting:
    """按已有作答收卷: hand in what the server holds for a candidate who was in the exam. Again does nothing.

    What the machine still holds is merged later if it was made before this moment (E24).
    """
    require(actor, "incidents.register_absence", sitting.room)
    text = given(reason)
    require_administrator_password(password, sitting.room)
    progress.settle([sitting.pk])
    with transaction.atomic():
        sitting = stored(sitting)
        if sitting.state == Sitting.State.SUBMITTED:
            return sitting
        not_ended(sitting.session)
        if sitting.began_at is None:
            raise Refused(
                "settle.never_in",
                N_("%(name)s was never in the exam: register the absence."),
                name=sitting.candidate.name,
            )
        before = sitting.state
        sitting.state, sitting.closed_at = Sitting.State.SUBMITTED, clock.now()
        sitting.submitted_by = Sitting.SubmittedBy.PROCTOR
        sitting.save(update_fields=["state", "closed_at", "submitted_by"])
        values = {"before": before, "after": "submitted", "revision": sitting.revision}
        note("submitted_as_it_stands", actor, sitting, private={"reason": text}, **values)
        withdraw_matters(sitting.room, "package_waiting", sittings=[sitting.pk])
        touch([sitting.holder_id] if sitting.holder_id else [])
    return sitting


def absent_after_login(actor: Actor, sitting: Sitting, *, reason: str, password: str) -> Sitting:
    """登记缺考 for one who logged in, or not, and never entered the exam. Again does nothing."""
    require(actor, "incidents.register_absence", sitting.room)
    text = given(reason)
    require_administrator_password(password, sitting.room)
    with transaction.atomic():
        sitting = stored(sitting)
        if sitting.state == Sitting.State.ABSENT:
            return sitting
        not_ended(sitting.session)
        if sitting.began_at or sitting.state in (Sitting.State.IN_EXAM, Sitting.State.SUBMITTED):
            raise Refused(
                "settle.was_in", N_("%(name)s was in the exam and cannot be absent."), name=sitting.candidate.name
            )
        now = clock.now()
        check_limit_passed(sitting, now)
        set_absent(actor, sitting, text, now)
    return sitting
