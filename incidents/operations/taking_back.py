"""A wrong grant is taken back by a new entry of the ledger (F1)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from exams import ledger
from exams.models import Sitting, TimeEntry
from exams.operations.deadlines import settle_deadlines
from formats.refused import N_, Refused
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.rights import require

KEPT: Final = timedelta(minutes=1)  # nobody's time is over without a warning


def take_back_time(actor: Actor, entry: TimeEntry, *, reason: str) -> TimeEntry:
    """Take back a grant of 补时 or 补回, as far as it has not been used: a minute is left in any case.

    A loss whose credit, or whose refusal, is wholly taken back is proposed again. Again gives the same entry.
    Raises `Refused` for what is no grant, when nothing of it is left, and for who is not in the exam any more.
    """
    require(actor, "incidents.give_extra_time", entry.sitting.room)
    text, now = given(reason), clock.now()
    with transaction.atomic():
        sitting = stored(entry.sitting)
        entry = sitting.time_entries.get(pk=entry.pk)
        done = sitting.time_entries.filter(reverses=entry).first()
        if done:
            return done
        ms = possible_ms(sitting, entry, now)
        taken = sitting.time_entries.create(
            cause=entry.cause, ms=-ms, reverses=entry, reason=text, by_id=actor.user_id, at=now
        )
        before = sitting.deadline
        settle_deadlines([sitting], now)
        values = {"entry": entry.pk, "ms": ms, "before": before, "after": sitting.deadline}
        note("time_taken_back", actor, sitting, private={"reason": text}, **values, version=sitting.deadline_version)
    return taken


def possible_ms(sitting: Sitting, entry: TimeEntry, now: datetime) -> int:
    """How much of the grant can still be taken back. Raises `Refused` where it cannot."""
    not_ended(sitting.session)
    if entry.reverses_id or entry.ms is None or entry.ms < 0:
        raise Refused("take_back.no_grant", N_("Only time that was given can be taken back, each entry once."))
    if sitting.state != Sitting.State.IN_EXAM:
        raise Refused("sitting.not_in_exam", N_("%(name)s is not in the exam."), name=sitting.candidate.name)
    unused = max(ledger.whole_ms(sitting.time_left(now) - KEPT), 0)
    if entry.ms and not unused:
        raise Refused("take_back.used", N_("This time has been used already; nothing of it can be taken back."))
    return min(entry.ms, unused)
