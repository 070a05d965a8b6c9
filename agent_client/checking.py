"""环境检测 on a machine: measures step by step, each within its time, and tells each as it is done (B8)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from agent_client.connection import Connection, Offline
from agent_client.core import Core
from agent_client.http import Http
from agent_client.measuring import hardware, marker, network
from agent_client.measuring.platforms import Platform
from formats.environment import STEP_WITHIN_S, STEPS, Measured, Order, Step
from formats.messages import Check

TOLD_WITHIN_S: Final = 15.0
LOOK_AGAIN_S: Final = 0.2


class Checks:
    """One order at a time: a newer one ends the one before. Nothing here waits on an answer of the room."""

    def __init__(self, core: Core, connection: Connection, http: Http, platform: Platform) -> None:
        self._core = core
        self._connection = connection
        self._http = http
        self._platform = platform
        self._orders: asyncio.Queue[Order] = asyncio.Queue()

    def begin(self, order: Order) -> None:
        self._orders.put_nowait(order)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._check(await self._orders.get())

    async def _check(self, order: Order) -> None:
        for step in STEPS:
            if not self._orders.empty():
                return
            measured = await self._measured(step, order)
            said = Check(run=order.run, step=step, passed="fault" not in measured, measured=measured)
            await self._tell(said)

    async def _measured(self, step: Step, order: Order) -> Measured:
        try:
            async with asyncio.timeout(STEP_WITHIN_S):
                return await self._measures[step](self, order)
        except TimeoutError:
            return {"fault": "timeout"}
        except Exception as fault:  # a strange machine must still tell the other steps, and why this one did not work
            self._core.log.exception("check of %s", step)
            return {"fault": "failed", "why": f"{type(fault).__name__}: {fault}"[:200]}

    async def _tell(self, check: Check) -> None:
        """Again after a broken link, but not for ever: the room has long given up then."""
        try:
            async with asyncio.timeout(TOLD_WITHIN_S):
                while not await self._told(check):  # noqa: ASYNC110 - the link tells nobody that it is back
                    await asyncio.sleep(LOOK_AGAIN_S)
        except TimeoutError:
            self._core.log.info("check of %s could not be told", check.step)

    async def _told(self, check: Check) -> bool:
        if not self._connection.online:
            return False
        try:
            await self._connection.say(check)
        except Offline:
            return False
        return True

    # --- one for each step
    async def _system(self, order: Order) -> Measured:
        found = await asyncio.to_thread(self._platform.system)
        return {"name": found.name, "version": found.version, "bits": found.bits}

    async def _cpu(self, order: Order) -> Measured:
        return await asyncio.to_thread(hardware.cpu)

    async def _memory(self, order: Order) -> Measured:
        return await asyncio.to_thread(hardware.memory)

    async def _disk(self, order: Order) -> Measured:
        return await asyncio.to_thread(hardware.disk, self._core.folder.root)

    async def _screen(self, order: Order) -> Measured:
        """What the page was last drawn on, else what the platform tells."""
        display = self._core.display
        if display.width and display.height:
            return {"width": display.width, "height": display.height}
        found = await asyncio.to_thread(self._platform.screen)
        return {"width": found.width if found else None, "height": found.height if found else None}

    async def _browser(self, order: Order) -> Measured:
        """The one that has the page open, else the one that is installed."""
        found = self._core.display.browser or await asyncio.to_thread(self._platform.browser)
        if found is None:
            return {"name": None, "version": None, "major": None}
        major = found.version.split(".")[0]
        return {"name": found.name, "version": found.version, "major": int(major) if major.isdigit() else None}

    async def _clock(self, order: Order) -> Measured:
        return {"error_ms": self._core.clock.own_error_ms()}

    async def _trip(self, order: Order) -> Measured:
        """Of the link's own beats: a whole room measures at once, and what is meant is the way, not the crowd."""
        trip = self._core.clock.trip_ms()
        return {"us": None if trip is None else max(1, trip) * 1000}

    async def _throughput(self, order: Order) -> Measured:
        return await network.throughput(self._http)

    async def _software(self, order: Order) -> Measured:
        def missing() -> list[str]:
            return [each.name for each in order.software if not self._platform.has_program(each.executables)]

        found = await asyncio.to_thread(missing)
        return {"wanted": len(order.software), "count": len(order.software) - len(found), "missing": _listed(found)}

    async def _forbidden(self, order: Order) -> Measured:
        found = await asyncio.to_thread(hardware.running, order.forbidden)
        return {"count": len(found), "running": _listed(found)}

    async def _firewall(self, order: Order) -> Measured:
        return {"state": await asyncio.to_thread(self._platform.firewall)}

    async def _sleep(self, order: Order) -> Measured:
        return {"minutes": await asyncio.to_thread(self._platform.sleep_minutes)}

    async def _restore(self, order: Order) -> Measured:
        return await asyncio.to_thread(marker.look, self._core.folder.root, self._core.clocks.boot_id())

    async def _input(self, order: Order) -> Measured:
        found = await asyncio.to_thread(self._platform.input_methods)
        return {"count": len(found), "names": _listed(found)}

    async def _isolation(self, order: Order) -> Measured:
        found = await asyncio.to_thread(self._platform.is_isolated)
        return {"isolated": None if found is None else int(found)}

    _measures: Final[dict[Step, Callable[[Any, Order], Awaitable[Measured]]]] = {
        "system": _system, "cpu": _cpu, "memory": _memory, "disk": _disk, "screen": _screen, "browser": _browser,
        "clock": _clock, "trip": _trip, "throughput": _throughput, "software": _software, "forbidden": _forbidden,
        "firewall": _firewall, "sleep": _sleep, "restore": _restore, "input": _input, "isolation": _isolation,
    }  # fmt: skip


def _listed(names: list[str]) -> str:
    return "、".join(names)[:300]
