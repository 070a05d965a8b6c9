"""The room, or some seats, stand still, and everybody is credited on going on (F5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import prefetch_related_objects

from exams import ledger
from exams.models import Session, Sitting, TimeEntry
from exams.operations.deadlines import lines_of, settle_deadlines
from formats.refused import N_, Refused
from incidents.models import Interruption
from incidents.operations.shared import categorised, given, not_ended
from journal import clock, record
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.publish import changed
from rooms.rights import require

MOST_TEXT: Final = 300


def interrupt(
    actor: Actor, session: Session, *, text: str, reason: str, sittings: Sequence[Sitting] | None = None
) -> Interruption:
    """Stop clocks and screens of the room, or of `sittings`, with a text for the candidates.

    Also those who are offline or not logged in. Raises `Refused` before T0, after the end, without a text, while the
    whole room stands still already, and when nobody is left whom it would concern.
    """
    require(actor, "incidents.interrupt", session.room)
    kept, text, now = given(reason), _shown(text), clock.now()
    with transaction.atomic():
        session = running(session, now)
        _check_not_standing(session)
        concerned = somebody(concerned_of(session, sittings))
        interruption = Interruption.objects.create(
            session=session, text=text, reason=kept, whole_room=sittings is None, began_at=now, by_id=actor.user_id
        )
        interruption.sittings.set(concerned)
        TimeEntry.objects.bulk_create(_opened(sitting, actor, kept, now) for sitting in concerned)
        settle_deadlines(concerned, now)
        note_interruption("interrupted", actor, interruption, concerned, private={"reason": kept, "text": text})
    return interruption


def go_on(actor: Actor, interruption: Interruption) -> Interruption:
    """Clocks run again; each sitting is credited what it lost and was not credited before. Again does nothing."""
    require(actor, "incidents.interrupt", interruption.session.room)
    with transaction.atomic():
        interruption = (
            Interruption.objects.select_for_update(of=("self",))
            .select_related("session__plan__room")
            .get(pk=interruption.pk)
        )
        if interruption.ended_at:
            return interruption
        interruption.ended_at = clock.now()
        interruption.save(update_fields=["ended_at"])
        concerned = list(interruption.sittings.all())
        closed = [entry for sitting in with_entries(concerned) for entry in _close(sitting, interruption)]
        TimeEntry.objects.bulk_update(closed, ["ended_at", "ms"], batch_size=200)
        settle_deadlines(concerned, interruption.ended_at)
        credited = {str(entry.sitting_id): entry.ms for entry in closed}
        note_interruption("went_on", actor, interruption, concerned, credited_ms=credited)
    return interruption


def _shown(text: str) -> str:
    shown = text.strip()
    if not shown:
        raise Refused("interrupt.text", N_("Write what the candidates are to read on their screens."))
    if len(shown) > MOST_TEXT:
        raise Refused("interrupt.long", N_("The text is too long (at most %(most)d characters)."), most=MOST_TEXT)
    return shown


def somebody(concerned: list[Sitting]) -> list[Sitting]:
    if not concerned:
        raise Refused("interrupt.nobody", N_("Nobody is left whom the interruption would concern."))
    return concerned


def _check_not_standing(session: Session) -> None:
    if session.interruptions.filter(ended_at__isnull=True, whole_room=True).exists():
        raise Refused("interrupt.stands_still", N_("The room stands still already. Press 继续考试 first."))


def running(session: Session, now: datetime) -> Session:
    session = Session.objects.select_for_update(of=("self",)).select_related("plan__room").get(pk=session.pk)
    not_ended(session)
    if session.start_at is None or session.start_at > now:
        raise Refused("interrupt.not_started", N_("The exam has not started; there is nothing to interrupt."))
    return session


def concerned_of(session: Session, sittings: Sequence[Sitting] | None) -> list[Sitting]:
    open_ones = session.sittings.unsettled()
    chosen = open_ones if sittings is None else open_ones.filter(pk__in=[sitting.pk for sitting in sittings])
    return list(chosen.select_for_update(of=("self",)))


def _opened(sitting: Sitting, actor: Actor, reason: str, now: datetime) -> TimeEntry:
    return TimeEntry(
        sitting=sitting,
        cause=TimeEntry.Cause.INTERRUPTION,
        began_at=now,
        reason=reason,
        by_id=actor.user_id,
        at=now,
    )


def with_entries(sittings: list[Sitting]) -> list[Sitting]:
    prefetch_related_objects(sittings, "time_entries")
    return sittings


def _close(sitting: Sitting, interruption: Interruption) -> list[TimeEntry]:
    """The open entry of this interruption, closed with what is not credited by another."""
    entries = list(sitting.time_entries.all())
    mine = [entry for entry in entries if entry.ended_at is None and entry.began_at == interruption.began_at]
    for entry in mine:
        entry.ended_at = interruption.ended_at
        others = [other for other in entries if other is not entry and other.ended_at is not None]
        lines = [*lines_of(others), ledger.Line(None, entry.began_at, entry.ended_at)]
        entry.ms = ledger.uncredited_ms(lines, interruption.ended_at) if interruption.ended_at else None
    return mine


def note_interruption(
    code: str,
    actor: Actor,
    interruption: Interruption,
    sittings: Sequence[Sitting],
    *,
    private: Mapping[str, str] | None = None,
    credited_ms: Mapping[str, int | None] | None = None,
) -> None:
    session = interruption.session
    record.append(
        code,
        actor,
        chain=session.room.chain,
        session=session.uuid,
        private=private,
        interruption=interruption.pk,
        sittings=[str(sitting.pk) for sitting in sittings],
        credited_ms=credited_ms or {},
        **categorised(private),
    )
    touch(sitting.holder_id for sitting in sittings if sitting.holder_id)
    changed()
