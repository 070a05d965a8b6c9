"""The session clock: what falls due by itself. It may run twice, late, or in two processes; the result is the same."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from exams.answers import log, progress
from exams.models import Session, Sitting, SittingQuerySet
from exams.operations.closing import close
from exams.operations.session import allow_login
from exams.operations.sitting import begin
from journal import clock, record
from journal.actor import Actor, system
from rooms.operations.machines import touch
from rooms.operations.matters import withdraw_matters
from rooms.publish import changed

CLOCK: Actor = system("clock")
_closed_epochs: set[tuple[UUID, int]] = set()  # a closed epoch stays closed: each is looked up once


def advance_all(now: datetime) -> None:
    """`advance` for every session that is not ended."""
    for session in Session.objects.live().filter(authorised_at__isnull=False).select_related("plan__room"):
        advance(session, now)


def advance(session: Session, now: datetime) -> None:
    """Allow login in its window (E6), begin at T0 (E7), close at the deadline (E24), finish what a crash left."""
    if _login_is_due(session, now):
        allow_login(CLOCK, session)
    if session.start_at and session.start_at <= now:
        _begin_due(session, now)
        _close_due(session, now)
    if session.login_allowed_at:
        _leave_old_epochs(session, now)


def _login_is_due(session: Session, now: datetime) -> bool:
    """By itself only in a formal exam (M1); a refusal would come again at every tick, so it is asked before."""
    if session.login_allowed_at or session.authorised_at is None or session.plan.is_mock:
        return False
    opens, _planned = session.window(session.rules.login_before_min)
    others = Session.objects.live().filter(plan__room=session.room, login_allowed_at__isnull=False)
    return opens <= now and not others.exists()


def _begin_due(session: Session, now: datetime) -> None:
    if not session.sittings.ready_to_begin(now).exists():
        return
    with transaction.atomic():
        begin(_locked(session.sittings.ready_to_begin(now)), now)


def _close_due(session: Session, now: datetime) -> None:
    """At its deadline a sitting is submitted, with what has arrived; what comes later is merged (E24)."""
    ids = list(session.sittings.due(now).values_list("pk", flat=True))
    if not ids:
        return
    progress.settle(ids)
    with transaction.atomic():
        due = _locked(session.sittings.due(now))
        for sitting in due:
            close(sitting, Sitting.SubmittedBy.DEADLINE, sitting.deadline or now)
        Sitting.objects.bulk_update(due, ["state", "closed_at", "submitted_by"], batch_size=200)
        record.append_many([_closed(sitting) for sitting in due], chain=session.room.chain)
        for kind in ("second_machine", "package_waiting"):
            withdraw_matters(session.room, kind, sittings=[sitting.pk for sitting in due])
        touch(sitting.holder_id for sitting in due if sitting.holder_id)
        changed()


def _closed(sitting: Sitting) -> record.Entry:
    values = {"closed_at": sitting.closed_at, "version": sitting.deadline_version, "revision": sitting.revision}
    private = {"name": sitting.candidate.name, "ticket": sitting.candidate.ticket}
    return record.Entry("closed_at_deadline", CLOCK, sitting.session.uuid, sitting.pk, values, private)


def _leave_old_epochs(session: Session, now: datetime) -> None:
    """A resume or reset raises the epoch and then writes to the log that the old one is left; a crash in between is
    finished here."""
    raised = session.sittings.filter(epoch__gt=1).values_list("pk", "epoch", "admission")
    for sitting_id, epoch, admission in raised:
        if (sitting_id, epoch) not in _closed_epochs:
            log.leave_epochs(sitting_id, epoch, clock.to_ms(now), is_reset=admission == Sitting.Admission.RESET)
            _closed_epochs.add((sitting_id, epoch))


def _locked(sittings: SittingQuerySet) -> list[Sitting]:
    return list(
        sittings.select_for_update(of=("self",)).select_related("candidate", "subject__session", "session__plan__room")
    )
