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
    """What open intervals have taken up to `now`, less what closed ones have settled already, each moment once."""
    told = [(line.is_open, line.began_at, line.ended_at) for line in lines]
    opened = [(began, ended or now) for is_open, began, ended in told if is_open and began]
    settled = [(began, ended) for is_open, began, ended in told if not is_open and began and ended]
    return union_ms(outside(opened, settled))


def union_ms(intervals: Iterable[Interval]) -> int:
    """The length of the union: two faults at once are lost only once."""
    return whole_ms(sum((ended - began for began, ended in union(intervals)), timedelta()))


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments in intervals that do not touch, in order; what ends before it begins is none."""
    joined: list[Interval] = []
    for began, ended in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((began, ended))
    return joined


def outside(intervals: Iterable[Interval], settled: Iterable[Interval]) -> list[Interval]:
    """The moments of `intervals` that lie in none of `settled`, as `union` gives them."""
    left = union(intervals)
    for began, ended in union(settled):
        left = [piece for each in left for piece in _without(each, began, ended)]
    return left


def _without(interval: Interval, began: datetime, ended: datetime) -> list[Interval]:
    pieces = [(interval[0], min(interval[1], began)), (max(interval[0], ended), interval[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def milliseconds(ms: int) -> timedelta:
    return timedelta(milliseconds=ms)


def whole_ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
