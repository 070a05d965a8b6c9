"""What the parts of a rehearsal share: its programs, its people, its browsers, its report."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

from drill import day_files, scripts
from drill.clerk import Clerk
from drill.proctor import Board, Proctor
from drill.programs import Centre, Fleet, Server
from drill.report import Report
from drill.web import Browser

LOGIN_BEFORE_S: Final = 15
START_BEFORE_S: Final = 10
LATEST_START_S: Final = 5  # after the planned start: what starts then is a late start
COUNTDOWN_S: Final = 3
SHARE: Final = 0.4  # of the duration: late limit and earliest submission
FLEET_SIZE: Final = 25


class Day:
    """Everything happens in `folder`; nothing of the installation is touched."""

    proctor: Proctor

    def __init__(self, folder: Path, *, seconds: float, report: Report) -> None:
        self.folder, self.seconds, self.report = folder, seconds, report
        self.seats = report.seats
        self.early_s = seconds * SHARE
        self.parts = scripts.cast(self.seats)
        self.files = day_files.write(folder / "files", self.seats, rules=self._rules(), duration_min=seconds / 60)
        self.people = {person.sequence: person for person in self.files.people}
        self.server = Server(folder / "data", folder / "server.log")
        self.centre = Centre(folder / "data", folder / "centre.log")
        self.clerk = Clerk(self.centre, self.files)
        self.codes: list[str] = []  # typed in the control room
        self.fleets: list[Fleet] = []
        self.spare: Fleet | None = None

    def _rules(self) -> dict[str, Any]:
        minute, share = 1 / 60, round(self.early_s / 60, 4)
        return {
            "login_before_min": LOGIN_BEFORE_S * minute,
            "start_before_min": START_BEFORE_S * minute,
            "start_after_min": LATEST_START_S * minute,
            "countdown_sec": COUNTDOWN_S,
            "late_limit_min": share,
            "earliest_submit_min": share,
            "free_extra_minutes": 1,
            "max_extra_minutes": 1,
        }

    async def open(self, open_ones: AsyncExitStack) -> None:
        """Start room and centre, and open a browser at each; all of it ends with `open_ones`."""
        await self.clerk.load()
        for stop in (self.server.stop, self.centre.stop, self.stop_fleets):
            open_ones.push_async_callback(stop)
        await asyncio.gather(self.server.start(), self.centre.start())
        self.proctor, self.clerk.pages = Proctor(self.server.url), Browser(self.centre.url)
        for close in (self.proctor.close, self.clerk.pages.close):
            open_ones.push_async_callback(close)
        await self.clerk.log_in()

    # --- machines
    async def start_machines(self) -> None:
        entries = [
            scripts.machine(self.folder / "machines", number, self._script(number))
            for number in range(1, self.seats + 1)
        ]
        spare = entries.pop(self.parts.spare - 1)
        for first in range(0, len(entries), FLEET_SIZE):
            name = f"fleet-{first // FLEET_SIZE + 1}"
            self.fleets.append(await self.fleet(name, entries[first : first + FLEET_SIZE]))
        self.spare = await self.fleet("spare", [spare])

    def _script(self, number: int) -> list[scripts.Step] | None:
        if number in self.parts.absent:
            return None
        person = self.people[number]
        if number == self.parts.moved:
            return scripts.staying(person, until_s=self.early_s / 3)
        return scripts.script(person, self.parts, seconds=self.seconds, earliest_s=self.early_s)

    async def fleet(self, name: str, machines: list[dict[str, Any]]) -> Fleet:
        return await Fleet.start(self.folder, name, self.server.url, machines)

    async def stop_fleets(self) -> None:
        await asyncio.gather(*(fleet.stop() for fleet in [*self.fleets, *([self.spare] if self.spare else [])]))

    # --- the control room
    async def until(self, holds: Callable[[Board], bool], what: str, limit_s: float = 60) -> None:
        await self.proctor.until(holds, what, limit_s=limit_s)

    def id(self, sequence: int) -> str:
        """The sitting of the candidate with that sequence number."""
        return str(self.proctor.board.person(sequence)["id"])
