"""What the machines think the time is: after a restart they outvote a clock that was set back."""

from statistics import median_low
from typing import Final
from uuid import UUID

FROM_AT_LEAST: Final = 3
AHEAD_MS: Final = 2000


class Votes:
    """By how much each machine's estimate of server time is ahead of ours, in ms.

    The last server time that a machine heard goes on in it by its own clock, so a room that
    agrees is right against a server whose clock was wrong when it started. Only forward:
    time that has passed does not come back.
    """

    def __init__(self) -> None:
        self._ahead: dict[UUID, int] = {}

    def cast(self, machine: UUID, ahead_ms: int) -> None:
        self._ahead[machine] = ahead_ms

    def verdict(self) -> int | None:
        """By how much to move ahead, once at least three machines, and two of three that spoke, say so."""
        ahead = [each for each in self._ahead.values() if each > AHEAD_MS]
        if len(ahead) < FROM_AT_LEAST or 3 * len(ahead) < 2 * len(self._ahead):
            return None
        return median_low(ahead)
