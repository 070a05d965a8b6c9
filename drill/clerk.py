"""The person at the test centre of a rehearsal: publishes the exam, computes codes, looks at what the room reports."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from drill.day_files import DayFiles
from drill.faults import Broken
from drill.programs import Centre, manage
from drill.web import Browser, plain, said_on

PASSWORD: Final = "888"  # noqa: S105 - a new installation's, as in the manual
CENTRE_DIGITS: Final = 7  # of a room's code
ROW: Final = re.compile(r"<tr([^>]*)>(.*?)</tr>", re.DOTALL)
CELL: Final = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
REGISTRATION: Final = 2  # column of the list of rooms
CODE, USED = 7, 8  # columns of the list of codes
UNUSED: Final = "-"


@dataclass(frozen=True)
class Codes:
    """Authorization codes as the centre lists them, each in the order of their letters."""

    issued: tuple[str, ...]
    used: tuple[str, ...]

    def faults(self, typed: Iterable[str]) -> Iterator[str]:
        """Where the list differs from the codes that were typed in the room."""
        wanted = sorted(typed)
        for what, found in (("computed", self.issued), ("reported as used", self.used)):
            if sorted(found) != wanted:
                yield f"codes {what} at the centre: {', '.join(found) or 'none'}; typed: {', '.join(wanted) or 'none'}"


class _Row:
    """A row of a list on a page; a strange one is of a code that was not computed here."""

    def __init__(self, attributes: str, content: str) -> None:
        self.is_strange = "bad" in attributes
        self.cells = [plain(cell) for cell in CELL.findall(content)]


class Clerk:
    """Works at the centre's command line, and in `pages`, a browser at the centre's address."""

    pages: Browser

    def __init__(self, centre: Centre, files: DayFiles) -> None:
        self._centre, self._files = centre, files

    async def load(self) -> None:
        """Plan, candidates and papers from spreadsheets (T2), which also make the room."""
        files = self._files
        await self._manage("centre_load", *map(str, (files.plan, files.candidates, files.papers)))

    async def registration_code(self) -> str:
        """注册码 of the room, from the page of the rooms (B3)."""
        for row in await self._rows("/rooms/"):
            if row.cells[:1] == [self._files.room_code]:
                return row.cells[REGISTRATION]
        raise Broken(f"the centre has no room {self._files.room_code}")

    async def publish(self, starts_at: datetime) -> None:
        """Publish the exam (T2) with the start that its first session is to have."""
        plan = str(self._files.plan)
        await self._manage("centre_load", "--publish", "--starts-at", starts_at.isoformat(), plan)

    async def log_in(self) -> None:
        """With 考点代码."""
        await self.pages.sign_in("/login/", self._files.room_code[:CENTRE_DIGITS], PASSWORD)

    async def compute_code(self, asked: dict[str, Any], *, session: int) -> str:
        """计算授权码 for a request as the control room shows it (E23). Raises `Broken` with what the page says."""
        offered = re.search(r'<option value="([0-9a-f-]{36})"', await self.pages.page("/codes/"))
        if offered is None:
            raise Broken("the centre's page for codes offers no plan")
        told = {name: str(asked[name]) for name in ("kind", "minutes", "count", "tickets", "challenge")}
        text = await self.pages.submit("/codes/", plan=offered[1], session=str(session), **told)
        found = re.search(r'id="code">([^<]+)<', text)
        if found is None:
            raise Broken(f"the centre computed no code: {said_on(text)}")
        return "".join(found[1].split())

    async def codes(self) -> Codes:
        """What the centre has computed, and what the room has reported as used (E23)."""
        listed = [row for row in await self._rows("/codes/") if len(row.cells) > USED]
        return Codes(
            issued=tuple(sorted(row.cells[CODE] for row in listed if not row.is_strange)),
            used=tuple(sorted(row.cells[CODE] for row in listed if row.is_strange or row.cells[USED] != UNUSED)),
        )

    async def room(self) -> dict[str, Any]:
        """The room on the board 监控平台 (T1)."""
        board = await self.pages.ask("/board/state/")
        return next(dict(room) for room in board["rooms"] if room["code"] == self._files.room_code)

    async def unpack(self, folder: Path) -> None:
        """The newest results that were received, opened into a new folder (T2)."""
        listed = (await manage(self._centre.data, "centre_results", "list")).splitlines()
        if not listed:
            raise Broken("the centre has received no results")
        await self._manage("centre_results", "unpack", listed[-1].split()[0], str(folder))

    async def _rows(self, path: str) -> list[_Row]:
        return [_Row(*found) for found in ROW.findall(await self.pages.page(path))]

    async def _manage(self, *arguments: str) -> None:
        await manage(self._centre.data, *arguments)
