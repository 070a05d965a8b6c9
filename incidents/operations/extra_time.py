"""补时: minutes given by hand, with ceilings (E12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from exams.models import Sitting, TimeEntry
from exams.operations.deadlines import settle_deadlines
from formats.refused import N_, Refused
from incidents.models import CodeRequest
from incidents.operations.codes import Asked, Permit, by_code
from incidents.operations.shared import given, not_ended, note, one_session, online_in_exam, stored
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
    _in_range(minutes)
    now = clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        _going_on(sitting, now)
        _within_free(sitting, minutes)
        return _give(actor, sitting, minutes, text, now)


def give_extra_time_by_code(
    actor: Actor, sittings: Sequence[Sitting], *, minutes: int, reason: str, request: CodeRequest, code: str
) -> list[Sitting]:
    """The same above the free minutes, up to the ceilings, by a code: all of them or none (E12).

    While one of them is offline it is refused and the code stays good. Raises `Refused` as `give_extra_time` does,
    and for a code that does not permit it (`by_code`).
    """
    session = one_session(sittings)
    require(actor, "incidents.give_extra_time", session.room)
    text = given(reason)

    def give(permit: Permit) -> list[Sitting]:
        return [_give_coded(actor, sitting, minutes, text, permit) for sitting in sittings]

    asked = Asked(CodeRequest.Kind.EXTRA_TIME, session, tuple(sittings), minutes)
    return by_code(actor, request, code, asked, give, reason=text)


def check_coded_time(sittings: Sequence[Sitting], minutes: int) -> None:
    """`Refused` unless a code is what these minutes need; asked when it is requested.

    Where the plan asks for a code also for lost time (F2) it may be for that, which has no ceilings.
    """
    _in_range(minutes)
    if all(sitting.session.rules.credit_needs_code for sitting in sittings):
        return
    for sitting in sittings:
        _allowed(sitting)
        _within_most(sitting, minutes, still_possible(sitting))
    if all(minutes <= still_possible(sitting).free for sitting in sittings):
        raise Refused("extra_time.no_code_needed", N_("So many minutes are free of code. Give them without one."))


def still_possible(sitting: Sitting) -> Possible:
    """Whole minutes: granted so far, still free of code, and still possible at all."""
    rules = sitting.session.rules
    given_ms = sitting.time_entries.filter(cause=TimeEntry.Cause.EXTRA_TIME).aggregate(total=Sum("ms"))["total"] or 0
    granted = -(-given_ms // MINUTE_MS)  # of a minute that was taken back in part the whole counts
    most = min(rules.max_extra_minutes or float("inf"), sitting.subject.duration / timedelta(minutes=1))
    return Possible(granted, max(int(min(rules.free_extra_minutes, most)) - granted, 0), max(int(most) - granted, 0))


def _in_range(minutes: int) -> None:
    if minutes < 1:
        raise Refused("extra_time.range", N_("Extra time is a whole number of minutes, at least 1."))


def _going_on(sitting: Sitting, now: datetime) -> None:
    not_ended(sitting.session)
    _allowed(sitting)
    online_in_exam(sitting, now)


def _give_coded(actor: Actor, sitting: Sitting, minutes: int, reason: str, permit: Permit) -> Sitting:
    sitting = stored(sitting)
    _going_on(sitting, permit.now)
    _within_most(sitting, minutes, still_possible(sitting))
    return _give(actor, sitting, minutes, reason, permit.now, permit)


def _give(
    actor: Actor, sitting: Sitting, minutes: int, reason: str, now: datetime, permit: Permit | None = None
) -> Sitting:
    before = sitting.deadline
    sitting.time_entries.create(
        cause=TimeEntry.Cause.EXTRA_TIME,
        ms=minutes * MINUTE_MS,
        reason=reason,
        code=permit.code if permit else "",
        by_id=actor.user_id,
        at=now,
    )
    settle_deadlines([sitting], now)
    values = {"minutes": minutes, "before": before, "after": sitting.deadline, "version": sitting.deadline_version}
    note("extra_time_given", actor, sitting, private={"reason": reason}, **values, **(permit.values if permit else {}))
    return sitting


def _allowed(sitting: Sitting) -> None:
    if not sitting.session.rules.allow_extra_time:
        raise Refused("extra_time.forbidden", N_("The plan does not allow extra time."))


def _within_most(sitting: Sitting, minutes: int, possible: Possible) -> None:
    if minutes > possible.most:
        raise Refused(
            "extra_time.most",
            N_("%(name)s already has %(granted)d minutes; at most %(most)d more are possible."),
            name=sitting.candidate.name,
            granted=possible.granted,
            most=possible.most,
        )


def _within_free(sitting: Sitting, minutes: int) -> None:
    possible = still_possible(sitting)
    _within_most(sitting, minutes, possible)
    if minutes > possible.free:
        raise Refused(
            "extra_time.code",
            N_("Only %(free)d more minutes are free of code for %(name)s; above that the centre's code is needed."),
            name=sitting.candidate.name,
            free=possible.free,
        )
