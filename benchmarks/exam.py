"""A real room in a running session under load: `manage.py room` with its machines in the exam."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machines import Machine
from drill import day_files
from drill.proctor import Proctor
from drill.programs import Server, load

PASSWORD = "888"
STARTS_IN_S = 30.0
IN_THE_EXAM_WITHIN_S = 240.0
AT_ONCE = 16


@dataclass(frozen=True)
class Room:
    """`pid` is of the server; its worker is a child. The proctor's control room stays open."""

    pid: int
    url: str
    proctor: Proctor
    machines: list[Machine]

    def cookies(self) -> str:
        """The proctor's, for more browsers."""
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in self.proctor._http.cookie_jar)


@asynccontextmanager
async def running(folder: Path, seats: int) -> AsyncIterator[Room]:
    """A room of `seats` machines, every one in the exam."""
    rules = {"login_before_min": 60, "start_before_min": 30, "start_after_min": 30, "countdown_sec": 3}
    files = day_files.write(folder / "files", seats, rules=rules, duration_min=90)
    server = Server(folder / "data", folder / "server.log")
    await load(server.data, files, in_s=STARTS_IN_S)
    await server.start()
    proctor = Proctor(server.url)
    machines = [Machine(number, day_files.address(number)) for number in range(1, seats + 1)]
    beating: list[asyncio.Task[None]] = []
    try:
        for machine in machines:
            await machine.open(server.url.replace("http", "ws", 1) + "/agent/")
            await machine.enrol()
            beating.append(asyncio.create_task(_keep_link(machine)))
        await _begin(proctor)
        await _log_in(machines, [person.ticket for person in files.people])
        await proctor.until(
            lambda board: board.counts["in_exam"] == seats, "all in the exam", limit_s=IN_THE_EXAM_WITHIN_S
        )
        await _end(beating)
        assert server.process is not None
        yield Room(server.process.pid, server.url, proctor, machines)
    finally:
        await _end(beating)
        for machine in machines:
            machine.abort()
        await proctor.close()
        await server.stop()


async def _begin(proctor: Proctor) -> None:
    await proctor.log_in("admin", PASSWORD)
    await proctor.enter(await proctor.first_session())
    names = [{"name": "李四", "phone": "15011111112"}]
    await proctor.act("enter", administrator="张三", administrator_phone="15011111111", invigilators=names)
    for verb in ("authorise", "allow_login", "allow_start"):
        await proctor.act(verb)
    await proctor.act("start_client", seats="all")


async def _keep_link(machine: Machine) -> None:
    while True:
        machine.beat()
        await asyncio.sleep(2)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _log_in(machines: list[Machine], tickets: list[str]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(machine: Machine, ticket: str) -> None:
        async with gate:
            await machine.log_in(ticket)

    await asyncio.gather(*(one(machine, ticket) for machine, ticket in zip(machines, tickets, strict=True)))
