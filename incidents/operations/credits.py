"""补回: measured lost time given back, exact to the millisecond; apart from 补时 and its ceilings (F2)."""

from datetime import datetime, timedelta

from django.db import transaction

from exams import ledger
from exams.models import Sitting, TimeEntry
from exams.operations.deadlines import settle_deadlines
from exams.operations.sitting import reopen
from formats.refused import N_, Refused
from incidents.losses import Loss, unsettled
from incidents.operations.shared import given, not_ended, note, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.rights import require

NEAR = timedelta(seconds=1)  # the machine's own record may put a beginning by a little


def give_back(actor: Actor, sitting: Sitting, *, began_at: datetime, until: datetime, reason: str) -> TimeEntry:
    """Give back the loss that began at `began_at`, as it was measured up to `until`; also to who is offline.

    What goes on after `until` is measured on. A sitting that only its deadline has closed is opened again with what
    was lost before it. Raises `Refused` when nothing measured is left there, as when somebody else has just settled
    it, and where the plan asks for a code; then nothing has changed.
    """
    require(actor, "incidents.give_extra_time", sitting.room)
    text, now = given(reason), clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        _without_code(sitting)
        loss = _found(sitting, began_at, now)
        entry = _settle(actor, sitting, loss, min(until, now), text, now)
        _note("credited", actor, sitting, entry, text)
    return entry


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
        began, ended = _span(loss, min(until, now))
        entry = _entry(actor, sitting, (began, ended), ms=0, reason=text, now=now)
        touch([sitting.holder_id] if sitting.holder_id else [])  # the deadline stays; the candidate sees the line
        _note("credit_refused", actor, sitting, entry, text)
    return entry


def _without_code(sitting: Sitting) -> None:
    not_ended(sitting.session)
    if sitting.session.rules.credit_needs_code:
        raise Refused(
            "credit.code", N_("The plan asks for a code to give time back. Give it as extra time with a code.")
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


def _settle(
    actor: Actor, sitting: Sitting, loss: Loss, until: datetime, reason: str, now: datetime
) -> TimeEntry:  # fmt: skip
    began, ended = _span(loss, until)
    closed_at = sitting.closed_at
    if closed_at is None:
        entry = _entry(actor, sitting, (began, ended), ms=ledger.whole_ms(ended - began), reason=reason, now=now)
        settle_deadlines([sitting], now)
        return entry
    _not_at_another_subject(sitting)
    lost = ledger.whole_ms(min(ended, closed_at) - began) + ledger.whole_ms(now - closed_at)
    entry = _entry(actor, sitting, (began, now), ms=lost, reason=reason, now=now)
    settle_deadlines([sitting], now)
    reopen(actor, sitting)
    return entry


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
    actor: Actor, sitting: Sitting, interval: ledger.Interval, *, ms: int, reason: str, now: datetime
) -> TimeEntry:
    return sitting.time_entries.create(
        cause=TimeEntry.Cause.CREDIT,
        ms=ms,
        began_at=interval[0],
        ended_at=interval[1],
        reason=reason,
        by_id=actor.user_id,
        at=now,
    )


def _note(code: str, actor: Actor, sitting: Sitting, entry: TimeEntry, reason: str) -> None:
    values = {
        "entry": entry.pk,
        "ms": entry.ms,
        "began_at": entry.began_at,
        "ended_at": entry.ended_at,
        "after": sitting.deadline,
        "version": sitting.deadline_version,
    }
    note(code, actor, sitting, private={"reason": reason}, **values)
