"""The arithmetic of time (F1): a deadline is a sum that can be computed again at any time. No database here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class Line:
    """One entry of the ledger. `ms` is None while the interval is open; a grant by hand has no interval."""

    ms: int | None
    began_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.ms is None


@dataclass(frozen=True)
class Sum:
    """Either a deadline, or (while the room stands still) what remains."""

    deadline: datetime | None
    remaining_ms: int | None = None


def settle(start: datetime | None, allowed: timedelta, lines: Sequence[Line]) -> Sum:
    """start + `allowed` (duration and accommodation) + entries; nothing before there is a start."""
    if start is None:
        return Sum(None)
    end = start + allowed + milliseconds(sum(line.ms or 0 for line in lines))
    opened = [line.began_at for line in lines if line.is_open and line.began_at]
    if not opened:
        return Sum(end)
    stood_still_at = max(max(opened), max((line.ended_at for line in lines if line.ended_at), default=min(opened)))
    uncredited = uncredited_ms(lines, stood_still_at)
    return Sum(None, whole_ms(end - stood_still_at) + uncredited)


def uncredited_ms(lines: Iterable[Line], now: datetime) -> int:
    """Lost time up to `now` that no entry has given back yet: the union of all intervals, less what was credited."""
    told = [line for line in lines if line.began_at is not None]
    intervals = [(line.began_at, line.ended_at or now) for line in told if line.began_at is not None]
    return max(union_ms(intervals) - sum(line.ms or 0 for line in told), 0)


def union_ms(intervals: Iterable[Interval]) -> int:
    """The length of the union: two faults at once are lost only once."""
    total, reached = timedelta(), None
    for began, ended in sorted(intervals):
        begins = began if reached is None else max(began, reached)
        if ended > begins:
            total += ended - begins
        reached = ended if reached is None else max(reached, ended)
    return whole_ms(total)


def milliseconds(ms: int) -> timedelta:
    return timedelta(milliseconds=ms)


def whole_ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
