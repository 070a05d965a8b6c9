"""Whether a change was made in time: what counts, and what waits for the proctor as late (E24). No I/O.

All times are milliseconds since 1970 by the server's clock.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

TOLERANCE_MS: Final = 2_000
GRACE_MS: Final = 60_000


@dataclass(frozen=True)
class Times:
    """What is known of a sitting's time.

    `closed` is set when the candidate or the proctor ended it; the deadline's closing needs no mention.
    `handed_in` is the number of the last change that the candidate handed in: both sides stated it as the whole.
    `deadlines` holds every version, None while the room stood still.
    """

    began: int | None = None
    closed: int | None = None
    handed_in: int | None = None
    deadlines: Mapping[int, int | None] = field(default_factory=dict)

    @cached_property
    def known(self) -> list[int]:
        """The versions in order; asked for every change of every save."""
        return sorted(self.deadlines)

    @property
    def version(self) -> int:
        return self.known[-1] if self.known else 0

    def deadline_of(self, version: int) -> int | None:
        """What a machine with that version went by; None if it was bound by none.

        Standing still ends with the next deadline, which then holds for what was made meanwhile.
        A version that this server does not know (it was restored) is judged by its newest one.
        """
        first = bisect_left(self.known, min(version, self.version))
        later = (self.deadlines[known] for known in self.known[first:])
        return next((deadline for deadline in later if deadline is not None), None)


@dataclass(frozen=True)
class Made:
    """When the change of number `n` was made, and by which version of the deadline."""

    at: int
    version: int
    n: int = 0


@dataclass(frozen=True)
class Cut:
    """The link was down; `ended` is None while it is."""

    began: int
    ended: int | None


def is_late(made: Made, times: Times, now: int) -> bool:
    """Made before the beginning, after the end, after the machine's own deadline, or in the future.

    What is numbered after a hand-in was made after it, whatever moment it names.
    """
    deadline = times.deadline_of(made.version)
    return (
        times.began is None
        or made.at < times.began - TOLERANCE_MS
        or made.at > now + TOLERANCE_MS
        or (times.closed is not None and made.at > times.closed)
        or (times.handed_in is not None and made.n > times.handed_in)
        or (deadline is not None and made.at > deadline)
    )


def overdue(made: Made, times: Times, now: int) -> int | None:
    """The deadline that a change made in time comes too long after, so that only a cut link excuses it."""
    deadline = times.deadline_of(made.version)
    return deadline if deadline is not None and now > deadline + GRACE_MS else None


def was_cut_off(deadline: int, opened: int, cuts: Iterable[Cut]) -> bool:
    """Whether the link was down at `deadline` and, but for a minute in all, until this link `opened`."""
    reached, up = deadline, 0
    covered = False
    for cut in sorted(cuts, key=lambda cut: cut.began):
        ended = opened if cut.ended is None else min(cut.ended, opened)
        covered = covered or cut.began <= deadline <= ended
        up += max(min(cut.began, opened) - reached, 0)
        reached = max(reached, ended)
    return covered and up + max(opened - reached, 0) <= GRACE_MS
