"""What a machine says of itself: at the beginning of a link, and with each beat."""

import asyncio
import shutil
import socket
from typing import Final

import psutil

from agent_client import VERSION, identity
from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.measuring import hardware
from formats import messages
from formats.messages import Beat, Hello

INDICATORS_EVERY_MS: Final = 10_000
PROGRAM: Final = f"jiankao-agent {VERSION}"


class Telling:
    """Its own state in the words of the protocol."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._indicated_at = 0
        self._shown = ""

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
        if now >= self._indicated_at + INDICATORS_EVERY_MS or core.display.shown != self._shown:
            self._indicated_at, self._shown = now, core.display.shown
            indicators = await self._indicators()
        screen = core.candidate.screen(core.now())
        return Beat(client_time=core.clocks.wall(), seen=seen, screen=screen, indicators=indicators)

    async def _indicators(self) -> dict[str, int | str]:
        core, here = self._core, self._core.candidate.here
        found: dict[str, int | str] = {"clock_error_ms": core.clock.own_error_ms()}
        found["disk_free_mb"] = (await asyncio.to_thread(shutil.disk_usage, core.folder.root)).free // 1_000_000
        found |= await asyncio.to_thread(_battery)
        if not core.options.shows_no_page:
            found["shown"] = self._shown
        if here is not None:
            found |= _unsaved(here, core.now()) | await self._away(here)
        found["undelivered"] = sum(not held.delivery.is_safe for held in core.candidate.held.values())
        return found

    async def _away(self, here: Held) -> dict[str, int | str]:
        """For how long the candidate has looked at another window, and whether a tool of the plan runs (F11)."""
        since = self._core.display.away_since
        if since is None:
            return {}
        told: dict[str, int | str] = {"away_ms": self._core.clocks.boot() - since}
        if await asyncio.to_thread(hardware.is_running, here.holding.tools):
            told["tool"] = 1
        return told


def _unsaved(here: Held, now: int) -> dict[str, int | str]:
    """How many changes the server does not have, and the age of the oldest of them."""
    told: dict[str, int | str] = {"pending": here.delivery.pending}
    oldest = here.oldest_pending_at()
    if oldest is not None:
        told["unsaved_ms"] = max(0, now - oldest)
    return told


def _by_need(core: Core) -> list[Held]:
    """The candidate's own first, then what still has to be delivered: a server may look at the first hundred only."""
    candidate = core.candidate
    return sorted(candidate.held.values(), key=lambda held: (held is not candidate.here, -held.delivery.pending))


def hostname(core: Core) -> str:
    return core.options.hostname or socket.gethostname()


def _battery() -> dict[str, int | str]:
    """Per cent, where there is a battery, and whether it is being charged."""
    try:
        found = psutil.sensors_battery()
    except (AttributeError, OSError):  # not on this system
        return {}
    return {} if found is None else {"battery": int(found.percent), "plugged": int(bool(found.power_plugged))}
