"""A machine's clock that somebody sets: the exam does not move, but people have to know."""

import asyncio
from time import monotonic
from typing import Any, Final

from django.db import transaction

from journal import clock, record
from journal.actor import system
from rooms.live.database import in_database
from rooms.live.hub import hub
from rooms.live.votes import Votes
from rooms.models import Room
from rooms.operations.matters import open_matter

STEP_MS: Final = 2000
ASK_FOR_S: Final = 120.0
ASK_EVERY_S: Final = 1.0


class WallClock:
    """`offset_ms` is by how much the wall clock was ahead of exam time when people were last told."""

    def __init__(self) -> None:
        self.offset_ms = 0

    def look(self) -> None:
        """Journal a step of more than 2 s since the last one, and open a matter in every room."""
        offset = clock.wall_offset_ms()
        if abs(offset - self.offset_ms) <= STEP_MS:
            return
        told: dict[str, Any] = {"before_ms": self.offset_ms, "after_ms": offset}
        self.offset_ms = offset
        with transaction.atomic():
            record.append("clock_step", system("clock"), **told)
            for room in Room.objects.all():
                open_matter(room, "clock_step", str(offset), values=told)


async def ask_the_machines() -> bool:
    """For two minutes after a start that took this machine's time: move ahead if the room agrees that it is later.

    True if time was moved; other processes on this machine still have the old one.
    """
    hub.votes, until, ahead = Votes(), monotonic() + ASK_FOR_S, None
    while ahead is None and monotonic() < until:
        await asyncio.sleep(ASK_EVERY_S)
        ahead = hub.votes.verdict()
    hub.votes = None
    if ahead is not None:
        await in_database(_move_forward, ahead)
    return ahead is not None


def _move_forward(ahead_ms: int) -> None:
    """The step itself is then noticed as every other one."""
    with transaction.atomic():
        clock.move_forward(ahead_ms)
        record.append("clock_outvoted", system("clock"), ahead_ms=ahead_ms)
