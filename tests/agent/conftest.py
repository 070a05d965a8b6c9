"""A fake room and daemons around it, for tests that wait for a condition and never for a time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from agent_client.acts import Acts
from agent_client.candidate import Held
from agent_client.daemon import Daemon
from agent_client.options import Options
from formats.refused import Refused
from tests.agent.fake_room import TICKET, FakeRoom, serving

LIMIT_S = 20.0


async def until(condition: Callable[[], Any], what: str = "", *, within_s: float = LIMIT_S) -> Any:
    """What `condition` gives once it is true. Fails after `within_s`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_s
    while not (found := condition()):
        assert loop.time() < end, f"not within {within_s} s: {what or condition}"
        await asyncio.sleep(0.01)
    return found


class Desk:
    """A daemon with a candidate at it, in this process."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self._running: asyncio.Task[None] | None = None

    @property
    def acts(self) -> Acts:
        return self.daemon.acts

    @property
    def here(self) -> Held:
        here = self.daemon.core.candidate.here
        assert here is not None
        return here

    @property
    def screen(self) -> str:
        return self.daemon.core.candidate.screen(self.daemon.core.now())

    def start(self) -> None:
        self._running = asyncio.create_task(self.daemon.run())

    async def online(self) -> "Desk":
        await until(lambda: self.daemon.connection.online, "online")
        return self

    async def shows(self, screen: str) -> None:
        await until(lambda: self.screen == screen, f"{screen}, shows {self.screen}")

    async def logged_in(self, ticket: str = TICKET) -> None:
        await self.online()
        await trying(lambda: self.acts.log_in(ticket))
        await self.acts.confirm()

    async def in_exam(self, ticket: str = TICKET) -> "Desk":
        await self.logged_in(ticket)
        await self.acts.read_rules()
        await self.shows("paper")
        await until(lambda: self.here.files_ready, "work folder")
        return self

    async def delivered(self) -> None:
        await until(lambda: self.here.delivery.pending == 0, "delivered")

    async def stop(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.cancel()
            try:
                with contextlib.suppress(asyncio.CancelledError):
                    await running
            finally:
                self.daemon.close()


async def trying(act: Callable[[], Any]) -> Any:
    """Try `act` until it is not refused any more."""
    refused: list[Refused] = []

    async def once() -> bool:
        try:
            await act()
        except Refused as fault:
            refused.append(fault)
            return False
        return True

    end = asyncio.get_running_loop().time() + LIMIT_S
    while not await once():
        assert asyncio.get_running_loop().time() < end, refused[-1]
        await asyncio.sleep(0.02)


class Desks:
    """Makes daemons in folders of their own, and stops what still runs."""

    def __init__(self, room: FakeRoom, root: Path) -> None:
        self.room = room
        self.root = root
        self.lines: list[str] = []
        self._made: list[Desk] = []

    def at(self, name: str = "pc1", **options: Any) -> Desk:
        """A daemon that runs; the same name again is the same folder."""
        chosen = {"fingerprint": f"hardware of {name}", "server": self.room.url} | options
        desk = Desk(Daemon(Options(data=self.root / name, **chosen), say=self.lines.append))
        self._made.append(desk)
        desk.start()
        return desk

    async def stop(self) -> None:
        for desk in self._made:
            await desk.stop()


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The daemon's patience is for a day; the spread of waits has tests of its own."""
    monkeypatch.setattr("agent_client.connection.wait_s", lambda failures, chance: 0.1)
    monkeypatch.setattr("agent_client.courier.LOOK_AGAIN_S", 0.2)
    monkeypatch.setattr("agent_client.watch.LOOK_EVERY_S", 0.2)


@pytest.fixture
async def room() -> AsyncIterator[FakeRoom]:
    async with serving(FakeRoom()) as room:
        yield room


@pytest.fixture
async def desks(room: FakeRoom, tmp_path: Path) -> AsyncIterator[Desks]:
    desks = Desks(room, tmp_path)
    try:
        yield desks
    finally:
        await desks.stop()
