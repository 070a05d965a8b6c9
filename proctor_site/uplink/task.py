"""The uplink's task: a round for each registered room every 10 s, apart from one another, and again after any fault."""

import asyncio
import logging
import random
from time import monotonic
from typing import Final

from proctor_site.uplink.rounds import one_round
from rooms.centre import contact
from rooms.live.database import in_database
from rooms.live.tasks import through_faults

LOOK_EVERY_S: Final = 0.5
EVERY_S: Final = 10.0
LONGEST_S: Final = 30.0
JITTER: Final = 0.1  # of the pause: a hundred rooms must not come in the same instant
log = logging.getLogger(__name__)


class Uplink:
    """A slow or silent centre holds up its own rounds only, and never a page."""

    def __init__(self, every_s: float = EVERY_S) -> None:
        self._every_s = every_s
        self._going: dict[int, asyncio.Task[None]] = {}
        self._next: dict[int, float] = {}
        self._failed: dict[int, int] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await through_faults(self._look)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._stop()

    async def _look(self) -> None:
        for pk, tried_at in await in_database(_registered):
            is_due = tried_at is None or monotonic() >= self._next.get(pk, 0)
            if is_due and pk not in self._going:
                self._going[pk] = asyncio.create_task(self._round(pk), name=f"uplink {pk}")

    async def _round(self, pk: int) -> None:
        answered = False
        try:
            answered = await one_round(pk)
        except Exception:  # one round that fails for whatever reason must not end the contact
            log.exception("uplink round of registration %s", pk)
        finally:
            self._failed[pk] = 0 if answered else self._failed.get(pk, 0) + 1
            self._next[pk] = monotonic() + pause(self._every_s, self._failed[pk])
            del self._going[pk]

    async def _stop(self) -> None:
        going = list(self._going.values())
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)


def pause(every_s: float, failed: int) -> float:
    """Seconds until the next round; doubles with the second fault in a row, up to 30 s."""
    wait = min(every_s * 2 ** min(max(failed - 1, 0), 8), max(LONGEST_S, every_s))
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


def _registered() -> list[tuple[int, object]]:
    return list(contact.reachable_links().values_list("pk", "tried_at"))


uplink: Final = Uplink()
