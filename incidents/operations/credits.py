"""补回: measured lost time given back, exact to the millisecond; apart from 补时 and its ceilings (F2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from exams import ledger
from exams.models import Sitting, TimeEntry
from exams.operations.deadlines import lines_of, settle_deadlines
from exams.operations.sitting import reopen
from formats.refused import N_, Refused
from incidents.losses import Loss, unsettled
from incidents.models import CodeRequest
from incidents.operations.codes import Asked, Permit, by_code
from incidents.operations.shared import given, not_ended, note, one_session, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.rights import require

NEAR: Final = timedelta(seconds=1)  # the machine's own record may put a beginning by a little
MINUTE_MS: Final = 60_000


@dataclass(frozen=True)
class Booking:
    """Why and when a line goes into the ledger, and by which code if the plan asks for one."""

    reason: str
    now: datetime
    permit: Permit | None = None


def give_back(actor: Actor, sitting: Sitting, *, began_at: datetime, until: datetime, reason: str) -> list[TimeEntry]:
    """Give back the loss that began at `began_at`, as it was measured up to `until`; also to who is offline.

    What goes on after `until` is measured on. A sitting that only its deadline has closed is opened again with what
    was lost before it. Returns the new lines of the ledger. Raises `Refused` when nothing measured is left there, as
    when somebody else has just settled it, and where the plan asks for a code; then nothing has changed.
    """
    require(actor, "incidents.give_extra_time", sitting.room)
    text, now = given(reason), clock.now()
    with transaction.atomic():
        if sitting.session.rules.credit_needs_code:
            raise Refused(
                "credit.code",
                N_("The plan asks for a code of the test centre to give time back. Ask for a code in the same dialog."),
            )
        return _book(actor, *_located(sitting, began_at, min(until, now), now), Booking(text, now))


def give_back_by_code(
    actor: Actor,
    losses: Sequence[tuple[Sitting, datetime]],
    *,
    until: datetime,
    minutes: int,
    reason: str,
    request: CodeRequest,
    code: str,
) -> list[TimeEntry]:
    """The same where the plan asks for a code: all of `losses` (whose, and when it began) or none.

    The code is one of extra time; nobody gets more by it than its `minutes`. Raises `Refused` as `give_back` does, and
    for a code that does not permit it (`by_code`).
    """
    sittings = {sitting.pk: sitting for sitting, _began_at in losses}
    session = one_session(list(sittings.values()))
    require(actor, "incidents.give_extra_time", session.room)
    text = given(reason)

    def give(permit: Permit) -> list[TimeEntry]:
        found = [_located(sitting, began_at, min(until, permit.now), permit.now) for sitting, began_at in losses]
        _within_minutes(found, minutes)
        booking = Booking(text, permit.now, permit)
        return [entry for sitting, span in found for entry in _book(actor, stored(sitting), span, booking)]

    asked = Asked(CodeRequest.Kind.EXTRA_TIME, session, tuple(sittings.values()), minutes)
    return by_code(actor, request, code, asked, give, reason=text)


def refuse_loss(actor: Actor, sitting: Sitting, *, began_at: datetime, until: datetime, reason: str) -> TimeEntry:
    """The candidate has caused this loss: nothing is given back for it, and it is not proposed any more.

    It stands in the ledger with no time. Raises `Refused` as `give_back` does.
    """
    require(actor, "incidents.give_extra_time", sitting.room)
    text, now = given(reason), clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        not_ended(sitting.session)
        loss = _found(sitting, began_at, now)
        booking = Booking(text, now)
        entry = _entry(actor, sitting, _span(loss, min(until, now)), booking, ms=0)
        touch([sitting.holder_id] if sitting.holder_id else [])  # the deadline stays; the candidate sees the line
        _note("credit_refused", actor, sitting, entry, booking)
    return entry


def _located(
    sitting: Sitting, began_at: datetime, until: datetime, now: datetime
) -> tuple[Sitting, ledger.Interval]:  # fmt: skip
    """The sitting as stored, and what it has lost there. Inside the caller's transaction."""
    sitting = stored(sitting)
    not_ended(sitting.session)
    return sitting, _span(_found(sitting, began_at, now), until)


def _book(actor: Actor, sitting: Sitting, span: ledger.Interval, booking: Booking) -> list[TimeEntry]:
    lines = lines_of(sitting.time_entries.all())
    settled = [(line.began_at, line.ended_at) for line in lines if line.began_at and line.ended_at]
    entries = [
        _entry(actor, sitting, interval, booking, ms=ledger.union_ms([interval]))
        for interval in ledger.outside(_intervals(sitting, span, booking.now), settled)
    ]
    settle_deadlines([sitting], booking.now)
    reopen(actor, sitting)
    for entry in entries:
        _note("credited", actor, sitting, entry, booking)
    return entries


def _intervals(sitting: Sitting, span: ledger.Interval, now: datetime) -> list[ledger.Interval]:
    """What was lost; after a deadline that nobody had moved also the wait since then, so that no less is left."""
    if sitting.closed_at is None:
        return [span]
    _not_at_another_subject(sitting)
    return [(span[0], min(span[1], sitting.closed_at)), (sitting.closed_at, now)]


def _within_minutes(found: Iterable[tuple[Sitting, ledger.Interval]], minutes: int) -> None:
    """What was lost, not the wait for a decision, is what the code was asked for."""
    lost: dict[Sitting, int] = {}
    for sitting, (began, ended) in found:
        lost[sitting] = lost.get(sitting, 0) + ledger.whole_ms(min(ended, sitting.closed_at or ended) - began)
    for sitting, ms in lost.items():
        if ms > minutes * MINUTE_MS:
            raise Refused(
                "credit.more_than_code",
                N_("%(name)s has lost more than the %(minutes)d minutes that the code is for. Ask for another one."),
                name=sitting.candidate.name,
                minutes=minutes,
            )


def _found(sitting: Sitting, began_at: datetime, now: datetime) -> Loss:
    """The loss as it is measured now, which may be a little other than it was shown."""
    left = unsettled(sitting, now)
    for loss in left:
        if abs(loss.began_at - began_at) < NEAR:
            return loss
    raise Refused(
        "credit.settled",
        N_("This loss of %(name)s has been settled or measured anew meanwhile. Look at what is proposed now."),
        name=sitting.candidate.name,
    )


def _span(loss: Loss, until: datetime) -> ledger.Interval:
    ended = min(loss.ended_at or until, until)
    if ended <= loss.began_at:
        raise Refused("credit.nothing", N_("Up to then nothing was lost."))
    return loss.began_at, ended


def _not_at_another_subject(sitting: Sitting) -> None:
    """Two subjects at once would take time from one another."""
    others = sitting.candidate.sittings.filter(state__in=Sitting.State.entered()).exclude(pk=sitting.pk)
    if others.exists():
        raise Refused(
            "credit.other_subject",
            N_("%(name)s is at another subject now; this one was closed by its deadline."),
            name=sitting.candidate.name,
        )


def _entry(
    actor: Actor, sitting: Sitting, interval: ledger.Interval, booking: Booking, *, ms: int
) -> TimeEntry:  # fmt: skip
    return sitting.time_entries.create(
        cause=TimeEntry.Cause.CREDIT,
        ms=ms,
        began_at=interval[0],
        ended_at=interval[1],
        reason=booking.reason,
        code=booking.permit.code if booking.permit else "",
        by_id=actor.user_id,
        at=booking.now,
    )


def _note(code: str, actor: Actor, sitting: Sitting, entry: TimeEntry, booking: Booking) -> None:
    values = {
        "entry": entry.pk,
        "ms": entry.ms,
        "began_at": entry.began_at,
        "ended_at": entry.ended_at,
        "after": sitting.deadline,
        "version": sitting.deadline_version,
        **(booking.permit.values if booking.permit else {}),
    }
    note(code, actor, sitting, private={"reason": booking.reason}, **values)
