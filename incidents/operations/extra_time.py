"""补时: minutes given by hand, with ceilings (E12)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum

from exams.models import Sitting, TimeEntry
from exams.operations.deadlines import settle_deadlines
from formats.refused import N_, Refused
from incidents.operations.shared import given, not_ended, note, online_in_exam, stored
from journal import clock
from journal.actor import Actor
from rooms.rights import require

MINUTE_MS = 60_000


@dataclass(frozen=True)
class Possible:
    """What extra time is still possible for one candidate, in whole minutes."""

    granted: int
    free: int
    most: int


def give_extra_time(actor: Actor, sitting: Sitting, *, minutes: int, reason: str) -> Sitting:
    """Move the deadline of a sitting that is going on (E12).

    `minutes` is at least 1 and comes on top of what was given before: free of code up to the plan's free
    minutes in total. Returns the sitting as stored. Raises `Refused` where the plan forbids it, for a
    candidate who is offline or not in the exam, and above a ceiling with what is still possible.
    """
    require(actor, "incidents.give_extra_time", sitting.room)
    text = given(reason)
    if minutes < 1:
        raise Refused("extra_time.range", N_("Extra time is a whole number of minutes, at least 1."))
    now = clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        not_ended(sitting.session)
        _allowed(sitting)
        online_in_exam(sitting, now)
        _within(sitting, minutes)
        before = sitting.deadline
        sitting.time_entries.create(
            cause=TimeEntry.Cause.EXTRA_TIME, ms=minutes * MINUTE_MS, reason=text, by_id=actor.user_id, at=now
        )
        settle_deadlines([sitting], now)
        values = {"minutes": minutes, "before": before, "after": sitting.deadline, "version": sitting.deadline_version}
        note("extra_time_given", actor, sitting, private={"reason": text}, **values)
    return sitting


def still_possible(sitting: Sitting) -> Possible:
    """Whole minutes: granted so far, still free of code, and still possible at all."""
    rules = sitting.session.rules
    granted = (
        sitting.time_entries.filter(cause=TimeEntry.Cause.EXTRA_TIME).aggregate(total=Sum("ms"))["total"] or 0
    ) // MINUTE_MS
    most = min(rules.max_extra_minutes or float("inf"), sitting.subject.duration / timedelta(minutes=1))
    return Possible(granted, max(int(min(rules.free_extra_minutes, most)) - granted, 0), max(int(most) - granted, 0))


def _allowed(sitting: Sitting) -> None:
    if not sitting.session.rules.allow_extra_time:
        raise Refused("extra_time.forbidden", N_("The plan does not allow extra time."))


def _within(sitting: Sitting, minutes: int) -> None:
    possible = still_possible(sitting)
    if minutes > possible.most:
        raise Refused(
            "extra_time.most",
            N_("%(name)s already has %(granted)d minutes; at most %(most)d more are possible."),
            name=sitting.candidate.name,
            granted=possible.granted,
            most=possible.most,
        )
    if minutes > possible.free:
        raise Refused(
            "extra_time.code",
            N_("Only %(free)d more minutes are free of code for %(name)s; above that the centre's code is needed."),
            name=sitting.candidate.name,
            free=possible.free,
        )
