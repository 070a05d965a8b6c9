"""A session at work: the server, its proctors over HTTP and socket, daemons as processes of their own."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from drill import proof
from drill.day_files import DayFiles
from drill.proctor import Board, Proctor
from tests.e2e.cable import Cable
from tests.e2e.room import LIMIT_S, PASSWORD, Machine, Step, load, manage, write_files
from tests.servers import Server

Rows = list[dict[str, Any]]


async def comes(condition: Callable[[], Any], what: str, *, within_s: float = LIMIT_S) -> None:
    """Wait until `condition` holds."""
    try:
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {within_s:.0f} s: {what}") from None


@dataclass
class Session:
    """Candidate n sits at seat n; the seats after the candidates' are spare."""

    server: Server
    folder: Path
    stack: AsyncExitStack
    proctor: Proctor = field(init=False)
    files: DayFiles = field(init=False)
    machines: dict[int, Machine] = field(default_factory=dict)

    async def open(self, scripts: dict[int, list[Step]], *, duration_min: float = 10, **rules: float) -> Self:
        """Import, start a machine for each script (an empty one: nobody comes), and let everybody log in."""
        fixed = {"countdown_sec": 1, "late_limit_min": 0.01, "earliest_submit_min": 0.01}
        self.files = write_files(
            self.folder / "files", len(scripts), in_s=1, duration_min=duration_min, **fixed | rules
        )
        await asyncio.to_thread(load, self.server, self.files)
        for seat, script in scripts.items():
            self.machine(seat).start(script)
        self.proctor = await self.come()
        await self.until(lambda board: online(board) == len(scripts), "all machines are online")
        await self.proctor.act("authorise")
        present = sum(1 for script in scripts.values() if script)
        await self.until(lambda board: board.counts["logged_in"] == present, "everybody has logged in")
        return self

    async def begin(self) -> Self:
        present = self.proctor.board.counts["logged_in"]
        await self.proctor.act("allow_start")
        await self.until(lambda board: board.counts["in_exam"] == present, "everybody is in the exam")
        return self

    async def come(self, name: str = "admin", password: str = PASSWORD) -> Proctor:
        """Another browser in the control room."""
        proctor = await self.visit(name, password)
        await proctor.enter(await proctor.first_session())
        return proctor

    async def visit(self, name: str = "admin", password: str = PASSWORD) -> Proctor:
        """Another browser, logged in."""
        proctor = Proctor(self.server.url)
        self.stack.push_async_callback(proctor.close)
        await proctor.log_in(name, password)
        return proctor

    async def cable(self, seat: int) -> Cable:
        """Between the machine at that seat, which is not started yet, and the server."""
        cable = await self.stack.enter_async_context(Cable(self.server.port))
        self.machine(seat).server = cable.url
        return cable

    def machine(self, seat: int) -> Machine:
        if seat not in self.machines:
            self.machines[seat] = Machine(self.folder / "machines", self.server.url, seat)
            self.stack.push_async_callback(asyncio.to_thread, self.machines[seat].stop)
        return self.machines[seat]

    def ticket(self, number: int) -> str:
        # before the files are written too: the sample's pattern
        return f"190119999990011{number:03d}"

    def person(self, number: int) -> dict[str, Any]:
        return self.proctor.board.person(number)

    def id(self, number: int) -> str:
        return str(self.person(number)["id"])

    async def until(self, holds: Callable[[Board], bool], what: str, *, limit_s: float = LIMIT_S) -> None:
        await self.proctor.until(holds, what, limit_s=limit_s)

    async def saved(self, seat: int, count: int, *, within_s: float = LIMIT_S) -> None:
        """Wait until so many lines are 已保存 at the machine."""
        machine = self.machine(seat)
        await comes(lambda: machine.saved() >= count, f"{count} lines saved at seat {seat}", within_s=within_s)

    async def export(self) -> Path:
        file = self.folder / "answers.jsonl"
        await asyncio.to_thread(manage, self.server, "answers", "export", self.proctor.session, str(file))
        return file

    async def proved(self) -> proof.Answers:
        """What was typed on all machines beside what the server gives back, as if all were acknowledged."""
        typed = proof.Typed.on(machine.data for machine in self.machines.values())
        everything = {(key.sitting, key.epoch): key.n for key in sorted(typed.numbered())}
        return proof.compare(typed, proof.lines_of(await self.export()), everything)


def online(board: Board) -> int:
    return sum(1 for seat in board.tables["seats"].values() if seat["online"])


def rows_of(export: Path, sitting: str, kind: str) -> Rows:
    """The export's lines of that kind for a sitting, in order."""
    lines = [json.loads(line) for line in export.read_text().splitlines()]
    return [line for line in lines if line.get("sitting") == sitting and line["kind"] == kind]
