"""A real room server on a day's databases and on the day's time, and machines that save at it without a pause."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from formats import messages
from journal import clock
from journal.models import ClockAnchor
from tests.answers.databases import ROOT, environment
from tests.answers.machine import MachineLog
from tests.day import Day

READY_S = 60
SOME = 20


def give_time_to_processes(day: Day) -> None:
    """From now on the clock of every process that reads the anchor goes on from the day's time."""
    facts = {"boot_ns": clock._boot_ns(), "at_ms": day.ms()}
    ClockAnchor.objects.update_or_create(boot_id=clock._boot_id(), defaults=facts)


@contextmanager
def room_server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process and its address; killed at the end if it still runs."""
    ready = folder / "ready"
    command = [sys.executable, "manage.py", "room", "--host", "127.0.0.1", "--port", "0", "--no-worker"]
    command += ["--no-clock", "--ready-file", str(ready)]
    log = (folder / "server.log").open("wb")
    with log, subprocess.Popen(command, cwd=ROOT, env=os.environ | environment(), stdout=log, stderr=log) as process:
        try:
            yield process, _address(process, ready, folder / "server.log")
        finally:
            process.kill()


def _address(process: subprocess.Popen[bytes], ready: Path, log: Path) -> str:
    for _ in range(READY_S * 20):
        if ready.exists() and ready.read_text().strip():
            return ready.read_text().strip()
        if process.poll() is not None:
            break
        signal.sigtimedwait([], 0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


@dataclass
class Candidate:
    """A machine in the exam. `acknowledged` is how far the server has said it is."""

    machine: Any
    token: str
    log: MachineLog
    version: int
    acknowledged: int = 0
    said: int = 0
    closed_with: int | None = None
    under_way: asyncio.Event = field(default_factory=asyncio.Event)

    async def save_until_cut_off(self, address: str, at: int) -> None:
        """One change after another, the next when the last is acknowledged; until the link ends."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = address.replace("http", "ws") + "/agent/"
        async with aiohttp.ClientSession(headers=headers) as session, session.ws_connect(url) as link:
            await self._greet(link)
            while await self._save(link, at):
                pass
            self.closed_with = link.close_code

    async def _greet(self, link: aiohttp.ClientWebSocketResponse) -> None:
        await self._say(
            link,
            messages.Hello(
                version=messages.VERSION,
                client="1",
                machine=self.machine.pk,
                fingerprint=self.machine.fingerprint,
                hostname=self.machine.hostname,
                addresses=[],
            ),
        )

    async def _save(self, link: aiohttp.ClientWebSocketResponse, at: int) -> bool:
        """False once the link has ended."""
        change = self.log.answer(value="x" * 500, at=at, version=self.version)
        frame = messages.Save(
            sitting=self.log.sitting, epoch=1, revision=change.n, changes=[change], chain=self.log.head.hex()
        )
        await self._say(link, frame)
        async for received in link:
            heard = messages.decode_from_server(received.data)
            if isinstance(heard, messages.Refused):
                raise AssertionError(heard)
            if isinstance(heard, messages.Saved):
                assert (heard.revision, heard.chain) == (change.n, self.log.head.hex())
                self.acknowledged = heard.revision
                if heard.revision >= SOME:
                    self.under_way.set()
                return True
        return False

    async def _say(self, link: aiohttp.ClientWebSocketResponse, frame: messages.Frame) -> None:
        self.said += 1
        frame.n = self.said
        with suppress(ConnectionError):  # the answer, or the end, is read next
            await link.send_str(messages.encode(frame))


async def save_all(address: str, candidates: list[Candidate], at: int, *, then: Callable[[], None]) -> None:
    """All save until their links end; `then` is called once everybody has some changes acknowledged."""
    busy = asyncio.gather(*(candidate.save_until_cut_off(address, at) for candidate in candidates))
    await asyncio.gather(*(candidate.under_way.wait() for candidate in candidates))
    then()
    await busy
