"""The session clock's task: lets sessions go on by themselves, and watches rooms and the wall clock."""

import asyncio
from time import monotonic
from typing import Final

from exams.operations import advance_all
from journal import clock
from proctor_site.wall_clock import WallClock
from proctor_site.watch.watching import Watch
from rooms.checks.ending import advance_checks
from rooms.live.database import in_database
from rooms.live.tasks import through_faults

TICK_S: Final = 0.2
WATCH_EVERY_S: Final = 1.0
ROUNDS_A_LOOK: Final = 2  # a look at 150 machines is the longest of all; two seconds are soon enough for it


class SessionClock:
    """`ticked_at` is the moment of the last tick, by the monotonic clock."""

    def __init__(self) -> None:
        self.ticked_at = 0.0
        self._wall = WallClock()
        self._watch = Watch()
        self._watched_at = 0.0
        self._rounds = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await through_faults(self._tick)
            await asyncio.sleep(TICK_S)

    async def _tick(self) -> None:
        await in_database(lambda: advance_all(clock.now()))
        await in_database(lambda: advance_checks(clock.now()))
        self.ticked_at = monotonic()
        if self.ticked_at - self._watched_at >= WATCH_EVERY_S:
            self._watched_at = self.ticked_at
            await in_database(self._wall.look)
            if self._rounds % ROUNDS_A_LOOK == 0:
                await in_database(self._watch.look)
            self._rounds += 1


session_clock: Final = SessionClock()
