"""An interruption of the room, or of some seats, that was noticed late (F5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from exams import ledger
from exams.models import Session, Sitting, TimeEntry
from exams.operations.deadlines import lines_of, settle_deadlines
from exams.operations.sitting import reopen
from formats.refused import N_, Refused
from incidents.models import Interruption
from incidents.operations.interruptions import concerned_of, note_interruption, running, somebody, with_entries
from incidents.operations.shared import given
from journal import clock
from journal.actor import Actor
from rooms.rights import require


def interrupt_afterwards(
    actor: Actor,
    session: Session,
    *,
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    sittings: Sequence[Sitting] | None = None,
) -> Interruption:
    """An interruption that was noticed late: everybody concerned is credited what was not given back before.

    It concerns who has not handed in, and who was closed by nothing but the deadline while it lasted or after it; the
    latter go on with what they lost. Raises `Refused` as `interrupt` does, and for a span that is not within the exam.
    """
    require(actor, "incidents.interrupt", session.room)
    kept, now = given(reason), clock.now()
    with transaction.atomic():
        session = running(session, now)
        _check_span(session, began_at, ended_at, now)
        concerned = somebody([*concerned_of(session, sittings), *_closed_since(session, sittings, began_at)])
        interruption = Interruption.objects.create(
            session=session, text="", reason=kept, whole_room=sittings is None, began_at=began_at, ended_at=ended_at,
            by_id=actor.user_id,
        )  # fmt: skip
        interruption.sittings.set(concerned)
        credited = _credit(actor, interruption, concerned, now)
        private = {"reason": kept}
        note_interruption(
            "interrupted_afterwards", actor, interruption, concerned, private=private, credited_ms=credited
        )
    return interruption


def _credit(actor: Actor, interruption: Interruption, concerned: list[Sitting], now: datetime) -> dict[str, int | None]:
    """An entry for each; whom the deadline has closed meanwhile is in the exam again. Gives the ms by sitting."""
    entries = [_afterwards(sitting, interruption, now) for sitting in with_entries(concerned)]
    TimeEntry.objects.bulk_create(entries)
    anew = _anew(concerned)
    settle_deadlines(anew, now)
    for sitting in anew:
        reopen(actor, sitting)
    return {str(entry.sitting_id): entry.ms for entry in entries}


def _check_span(session: Session, began_at: datetime, ended_at: datetime, now: datetime) -> None:
    if session.start_at is None or not session.start_at <= began_at < ended_at <= now:
        start = session.start_at or now
        raise Refused(
            "interrupt.span",
            N_("From and to must lie between the start of the exam, %(start)s, and now."),
            start=f"{start.astimezone(session.plan.zone):%H:%M:%S}",
        )


def _closed_since(session: Session, sittings: Sequence[Sitting] | None, began_at: datetime) -> list[Sitting]:
    by_deadline = session.sittings.filter(
        state=Sitting.State.SUBMITTED, submitted_by=Sitting.SubmittedBy.DEADLINE, closed_at__gt=began_at
    ).exclude(candidate__sittings__state__in=Sitting.State.entered())  # at another subject already
    chosen = by_deadline if sittings is None else by_deadline.filter(pk__in=[sitting.pk for sitting in sittings])
    return list(chosen.select_for_update(of=("self",)))


def _afterwards(sitting: Sitting, interruption: Interruption, now: datetime) -> TimeEntry:
    entry = TimeEntry(
        sitting=sitting,
        cause=TimeEntry.Cause.INTERRUPTION,
        began_at=interruption.began_at,
        ended_at=interruption.ended_at,
        reason=interruption.reason,
        by_id=interruption.by_id,
        at=now,
    )
    closed_at = sitting.closed_at or now
    lost = [(interruption.began_at, min(interruption.ended_at or now, closed_at))]
    lines = lines_of(sitting.time_entries.all())
    settled = [(line.began_at, line.ended_at or now) for line in lines if line.began_at]
    entry.ms = ledger.union_ms(ledger.outside(lost, settled))
    if entry.ms:
        entry.ms += ledger.whole_ms(now - closed_at)
    return entry


def _anew(sittings: Sequence[Sitting]) -> list[Sitting]:
    """With the entries that were just written."""
    found = Sitting.objects.filter(pk__in=[sitting.pk for sitting in sittings])
    return list(found.select_related("candidate", "subject__session", "session__plan__room"))
