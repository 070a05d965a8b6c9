"""From moments to places on the paper. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

STEPS: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60, 120, 240, 1440))
MOST_TICKS: Final = 14


@dataclass(frozen=True)
class Scale:
    """`began` is drawn at `left`, `ended` at `left + width`; what lies beyond is drawn at the edge."""

    began: datetime
    ended: datetime
    left: float
    width: float

    def x(self, moment: datetime) -> float:
        share = (moment - self.began) / (self.ended - self.began)
        return round(self.left + self.width * max(0.0, min(1.0, share)), 1)

    def ticks(self, zone: ZoneInfo) -> Iterator[tuple[float, str]]:
        """(x, time of day) at round moments, at most so many as can be read."""
        step = next((each for each in STEPS if (self.ended - self.began) / each <= MOST_TICKS), STEPS[-1])
        tick = floored(self.began, step, zone)
        while tick <= self.ended:
            if tick >= self.began:
                yield self.x(tick), f"{tick.astimezone(zone):%H:%M}"
            tick += step


def around(first: datetime, last: datetime, zone: ZoneInfo, *, left: float, width: float) -> Scale:
    """A scale with some room on both sides, from and to whole five minutes."""
    step = STEPS[0]
    began = floored(first - timedelta(minutes=1), step, zone)
    ended = floored(max(last, first) + timedelta(minutes=1), step, zone) + step
    return Scale(began, ended, left, width)


def floored(moment: datetime, step: timedelta, zone: ZoneInfo) -> datetime:
    """The last round moment of the day, by the zone's clock."""
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // step * step
