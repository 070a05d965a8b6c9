"""Looks whether the candidate can answer, keeps that on the disk, and tells the room of each outage (F2)."""

import asyncio
from typing import Final

from agent_client.answering import Answering, Cause, Gap, Moment
from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.holding import Key
from agent_client.outbox import Outbox

LOOK_EVERY_S: Final = 0.2
KEEP_EVERY_MS: Final = 5_000
LAST: Final = "answering"
GAP: Final = "outage"


class Outages:
    """What was kept goes on after a restart: the time without a daemon is lost too."""

    def __init__(self, core: Core, outbox: Outbox, *, last: Moment | None, gap: Gap | None) -> None:
        self._core = core
        self._outbox = outbox
        self._answering = Answering(last, gap)
        self._kept = last

    async def run(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        core, here = self._core, self._core.candidate.here
        if here is not None and core.candidate.start_at(here) is None:
            return  # after a restart nothing is known of the session yet, nor whether something is lost
        before = self._answering.gap
        key = self._due(here, core.now())
        cause = None if here is None or key is None else self._cause(core.now())
        for outage in self._answering.look(key, cause, core.now(), self._over(here, core.now())):
            await self._outbox.post(outage)
            await core.note("outage", cause=outage.cause, began=outage.began, ended=outage.ended)
        if self._answering.gap != before:
            await core.store.keep_fact(GAP, self._answering.gap)
        await self._keep()

    async def _keep(self) -> None:
        """Every five seconds, as exam time itself; a kill may count so much too much, which the server's record puts right."""
        last, kept = self._answering.last, self._kept
        if last == kept or (last and kept and last.key == kept.key and last.at - kept.at < KEEP_EVERY_MS):
            return
        self._kept = last
        await self._core.store.keep_fact(LAST, last)

    def _due(self, here: Held | None, now: int) -> Key | None:
        """The sitting whose paper should be open. One that cannot be answered at its deadline still waits after it."""
        candidate = self._core.candidate
        if here is None or not here.holding.rules_read or not candidate.has_begun(here, now):
            return None
        if here.holding.submit_asked_at is not None or candidate.is_moved(here) or candidate.is_ended(here, now):
            return None
        gap, key = self._answering.gap, here.holding.key
        waits = gap is not None and gap.key == key
        return key if waits or not here.holding.is_submitted_or_past(now) else None

    def _over(self, here: Held | None, now: int) -> Moment | None:
        """The deadline, once it has closed what nobody had handed in before."""
        deadline = here.holding.deadline if here is not None else None
        if here is None or deadline is None or deadline.at is None or here.holding.submit_asked_at is not None:
            return None
        return Moment(key=here.holding.key, at=deadline.at) if now >= deadline.at else None

    def _cause(self, now: int) -> Cause | None:
        """Why nothing can be answered; None when it can. A lock and an interruption are for the proctor to count.

        Without the work folder a practical task cannot be worked on.
        """
        candidate = self._core.candidate
        if candidate.screen(now) != "paper" or not candidate.check_here().files_ready:
            return "opening"
        return None if self._core.options.shows_no_page or self._core.display.pages else "page"
