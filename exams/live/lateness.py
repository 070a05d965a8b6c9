"""Which changes of a save come late, from what is stored of the sitting and of the machine's link (E24)."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import Max, Q

from exams.answers import timely
from exams.answers.sequence import Key
from exams.answers.timely import Made, Times
from exams.models import DeadlineVersion, Sitting, Submission
from formats import messages
from journal import clock
from rooms.live import registry
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.models import Cut, Presence

KNOWN_FOR_S: Final = 30.0
BOOK_TRIES: Final = 30


@dataclass
class Memory:
    """What a link has learnt, so that a save asks the database nothing; forgotten when its state changes."""

    opened_ms: int
    times: dict[Key, tuple[Times, float]]


_memories: Final[WeakKeyDictionary[Link, Memory]] = WeakKeyDictionary()


def register() -> None:
    registry.after_state.append(forget_times)


async def forget_times(link: Link, state: messages.SeatState) -> None:
    """A state changes whenever a deadline moves, an exam begins or a sitting closes."""
    _memory(link).times.clear()


async def late_changes(link: Link, key: Key, changes: Sequence[messages.Change], now: int) -> set[int]:
    """The numbers of the changes that do not count by themselves."""
    times = await _times(link, key, max(change.deadline_version for change in changes))
    made = {change.n: Made(change.at, change.deadline_version, change.n) for change in changes}
    late = {n for n, each in made.items() if timely.is_late(each, times, now)}
    overdue = {n: due for n, each in made.items() if n not in late and (due := timely.overdue(each, times, now))}
    if overdue:
        excused = await _excused(link, set(overdue.values()))
        late |= {n for n, deadline in overdue.items() if deadline not in excused}
    return late


def late_in_package(
    machine: UUID, sitting: UUID, changes: Sequence[messages.Change], new_from: int, now: int
) -> set[int]:
    """As `late_changes`, for what is brought by hand: the machine counts as cut off until this moment (E13, E24).

    What is on the server already, below `new_from`, does not come too late; it may have been made too late.
    """
    times = times_of(sitting)
    made = {change.n: Made(change.at, change.deadline_version, change.n) for change in changes}
    late = {n for n, each in made.items() if timely.is_late(each, times, now)}
    coming = {n: each for n, each in made.items() if n >= new_from and n not in late}
    overdue = {n: due for n, each in coming.items() if (due := timely.overdue(each, times, now))}
    if overdue:
        cuts = _cuts(machine, min(overdue.values()))
        late |= {n for n, deadline in overdue.items() if not timely.was_cut_off(deadline, now, cuts)}
    return late


async def _times(link: Link, key: Key, version: int) -> Times:
    """From memory, unless the machine knows of more."""
    known, asked_at = _memory(link).times.get(key, (Times(), 0.0))
    if known.began is None or known.version < version or monotonic() - asked_at > KNOWN_FOR_S:
        known = await in_database(times_of, key.sitting)
        _memory(link).times[key] = (known, monotonic())
    return known


def times_of(sitting_id: UUID) -> Times:
    """What the rules about time need to know of a sitting."""
    sitting = Sitting.objects.filter(pk=sitting_id).first()
    if sitting is None:
        return Times()
    versions = DeadlineVersion.objects.filter(sitting=sitting_id).values_list("version", "deadline")
    by_deadline = sitting.submitted_by in ("", Sitting.SubmittedBy.DEADLINE)
    return Times(
        began=_ms(sitting.began_at),
        closed=None if by_deadline else _ms(sitting.closed_at),
        handed_in=_handed_in(sitting),
        deadlines={version: _ms(deadline) for version, deadline in versions},
    )


def _handed_in(sitting: Sitting) -> int | None:
    """Up to which change, if the candidate did; what the proctor has closed may still be on its way."""
    if sitting.submitted_by != Sitting.SubmittedBy.CANDIDATE:
        return None
    submissions = Submission.objects.filter(sitting=sitting, epoch=sitting.epoch)
    return submissions.aggregate(last=Max("revision"))["last"]


async def _excused(link: Link, deadlines: Collection[int]) -> set[int]:
    """Those deadlines at which this machine's link was down, and then but for a minute until now."""
    opened = _memory(link).opened_ms
    if opened <= min(deadlines):
        return set()
    await _book_written(link.machine.id, opened)
    cuts = await in_database(_cuts, link.machine.id, min(deadlines))
    return {deadline for deadline in deadlines if timely.was_cut_off(deadline, opened, cuts)}


async def _book_written(machine: UUID, opened: int) -> None:
    """The end of a cut is written a moment after the link has opened."""
    for _ in range(BOOK_TRIES):
        if await in_database(_is_written, machine, opened):
            return
        await asyncio.sleep(0.1)


def _is_written(machine: UUID, opened: int) -> bool:
    noticed = clock.from_ms(opened - timely.TOLERANCE_MS)  # the book is told before we are
    return Presence.objects.filter(machine=machine, opened_at__gte=noticed).exists()


def _cuts(machine: UUID, since: int) -> list[timely.Cut]:
    still = Q(ended_at=None) | Q(ended_at__gte=clock.from_ms(since))
    rows = Cut.objects.filter(still, machine=machine).values_list("began_at", "ended_at")
    return [timely.Cut(clock.to_ms(began), _ms(ended)) for began, ended in rows]


def _memory(link: Link) -> Memory:
    memory = _memories.get(link)
    if memory is None:
        memory = _memories[link] = Memory(clock.now_ms(), {})
    return memory


def _ms(moment: datetime | None) -> int | None:
    return clock.to_ms(moment) if moment else None
