"""What happens by the clock alone: the screen changes, the deadline comes, exam time is written down (C4)."""

import asyncio
from typing import Final

from agent_client.candidate import Screen
from agent_client.core import Core, Signal
from agent_client.holding import Key

TICK_S: Final = 0.2
MARK_EVERY_MS: Final = 5_000
MARK: Final = "clock"
STILL_MS: Final = 5_000  # so long without a tick: the machine slept, or had no time for this program
STEP_MS: Final = 2_000


class Ticker:
    """`screen` is the last one seen; `turned` rings when it changes."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._marked_at = self._ticked_at = core.clocks.boot()
        self._ahead = core.clocks.wall() - core.clocks.boot()
        self._acknowledged: dict[Key, int] = {}
        self.screen: Screen | None = None
        self.turned = Signal()

    async def run(self) -> None:
        while True:
            self._core.cover.look(self._core.clocks.boot())
            await self._look()
            await self._look_at_clocks()
            if self._core.clocks.boot() >= self._marked_at + MARK_EVERY_MS:
                await self._write_down()
            await asyncio.sleep(TICK_S)

    async def _look(self) -> None:
        screen = self._core.candidate.screen(self._core.now())
        if screen == self.screen:
            return
        self.screen = screen
        self.turned.ring()
        self._core.changed.ring()
        self._core.due.ring()
        await self._core.note("screen", screen=screen)

    async def _look_at_clocks(self) -> None:
        """A machine that slept and a clock that was set are seen here first."""
        boot, ahead = self._core.clocks.boot(), self._core.clocks.wall() - self._core.clocks.boot()
        still, step = boot - self._ticked_at, ahead - self._ahead
        self._ticked_at, self._ahead = boot, ahead
        if still > STILL_MS:
            await self._core.note("stood_still", ms=still)
        if abs(step) > STEP_MS:
            await self._core.note("clock_set", ms=step)

    async def _write_down(self) -> None:
        core = self._core
        self._marked_at = core.clocks.boot()
        if core.clock.is_known:
            await core.store.keep_fact(MARK, core.clock.mark())
        for key, held in list(core.candidate.held.items()):
            if self._acknowledged.get(key) != held.delivery.acknowledged:
                self._acknowledged[key] = held.delivery.acknowledged
                await core.store.acknowledged(key, held.delivery.acknowledged)
