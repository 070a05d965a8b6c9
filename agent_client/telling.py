"""What a machine says of itself: at the beginning of a link, and with each beat."""

import asyncio
import shutil
import socket
from typing import Final

import psutil

from agent_client import VERSION, identity
from agent_client.candidate import Held
from agent_client.core import Core
from formats import messages
from formats.messages import Beat, Hello

INDICATORS_EVERY_MS: Final = 10_000
PROGRAM: Final = f"jiankao-agent {VERSION}"


class Telling:
    """Its own state in the words of the protocol."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._indicated_at = 0

    async def hello(self) -> Hello:
        core = self._core
        return Hello(
            version=messages.VERSION,
            client=PROGRAM,
            machine=core.identity.machine,
            fingerprint=core.identity.fingerprint,
            hostname=hostname(core),
            addresses=identity.addresses(core.options.address),
            server_time=core.now() if core.clock.is_known else None,
            commands=[done.id for done in await core.store.last_commands()],
            sittings=[held.holding.position(held.delivery.head, held.chain) for held in _by_need(core)],
        )

    async def beat(self, seen: int) -> Beat:
        core = self._core
        now = core.clocks.boot()
        indicators = None
        if now >= self._indicated_at + INDICATORS_EVERY_MS:
            self._indicated_at = now
            indicators = await self._indicators()
        screen = core.candidate.screen(core.now())
        return Beat(client_time=core.clocks.wall(), seen=seen, screen=screen, indicators=indicators)

    async def _indicators(self) -> dict[str, int | str]:
        core, here = self._core, self._core.candidate.here
        found: dict[str, int | str] = {"clock_error_ms": core.clock.own_error_ms()}
        found["disk_free_mb"] = (await asyncio.to_thread(shutil.disk_usage, core.folder.root)).free // 1_000_000
        battery = await asyncio.to_thread(_battery)
        if battery is not None:
            found["battery"] = battery
        if here is not None:
            found["pending"] = here.delivery.pending
        found["undelivered"] = sum(not held.delivery.is_safe for held in core.candidate.held.values())
        return found


def _by_need(core: Core) -> list[Held]:
    """The candidate's own first, then what still has to be delivered: a server may look at the first hundred only."""
    candidate = core.candidate
    return sorted(candidate.held.values(), key=lambda held: (held is not candidate.here, -held.delivery.pending))


def hostname(core: Core) -> str:
    return core.options.hostname or socket.gethostname()


def _battery() -> int | None:
    """Per cent, where there is a battery."""
    try:
        found = psutil.sensors_battery()
    except (AttributeError, OSError):  # not on this system
        return None
    return None if found is None else int(found.percent)
