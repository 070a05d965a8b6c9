"""One exam day with a test centre, from two empty installations to the record sheet, with its proof."""

import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import aiohttp

from drill.after import prove
from drill.before import get_ready
from drill.day import Day
from drill.during import sit
from drill.faults import Broken
from drill.report import Report, Say

SHORTEST_S: Final = 60
FEWEST_SEATS: Final = 8


class Rehearsal:
    """Everything happens in `folder`; nothing of the installation is touched."""

    def __init__(self, folder: Path, *, seats: int, seconds: float, say: Say) -> None:
        self.folder, self.seconds = folder, max(seconds, SHORTEST_S)
        self.report = Report(max(seats, FEWEST_SEATS), say)

    async def run(self) -> Report:
        """The whole day; a fault ends it and stands in the report."""
        async with AsyncExitStack() as open_ones:
            try:
                await self._day(open_ones)
            except (Broken, aiohttp.ClientError) as broken:  # the latter when a server ends or hangs up
                self.report.faults.append(f"{broken}" or type(broken).__name__)
        return self.report

    async def _day(self, open_ones: AsyncExitStack) -> None:
        begun = time.monotonic()
        day = Day(self.folder, seconds=self.seconds, report=self.report)
        await day.open(open_ones)
        await get_ready(day, begun)
        await sit(day)
        await prove(day)
