"""打开考生文件夹: the page gives way to the plan's tools, a bar with the time stays on top, and the page comes back (C2).

The daemon decides who is in front and tells the program that keeps the browser, which runs as the candidate: only there
can windows be opened. That program does what `kiosk_front` does, hands `returned` back, and after each `Return` shows the page again.
"""

import asyncio
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import msgspec

from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.holding import Key
from agent_client.view import Taste

LOOK_EVERY_S: Final = 0.5
LAST_MS: Final = 60_000
_WORDS: Final = {
    "zh": ("剩余时间", "时间停住", "返回试卷"),
    "en": ("Time left", "Time stands still", "Back to the paper"),
}


class Yield(msgspec.Struct, tag_field="do", tag="yield", frozen=True):
    """Show this folder, and start those of these programs that are installed and do not run yet; or only this file in it."""

    folder: str
    tools: tuple[str, ...]
    file: str = ""


class Left(msgspec.Struct, tag_field="do", tag="left", frozen=True):
    """What the bar says; `note` is the newest word to the candidate that is not read, `hurry` the last minute."""

    label: str
    time: str
    back: str
    note: str = ""
    hurry: bool = False


class Return(msgspec.Struct, tag_field="do", tag="return", frozen=True):
    """The page is in front again. The programs that were started end when the candidate has left."""

    ends_tools: bool


Order: TypeAlias = Yield | Left | Return


class Kiosk(Protocol):
    """The link to the program in the candidate's session."""

    async def say(self, order: Order) -> None: ...


class Stage:
    """Who is in front. Without a `kiosk` it is always the page."""

    def __init__(self, core: Core, taste: Taste) -> None:
        self._core = core
        self._taste = taste
        self._of: Key | None = None
        self._away = False
        self.kiosk: Kiosk | None = None

    async def give_way(self, here: Held, *, file: Path | None = None) -> bool:
        """Whether somebody is there to show the candidate's folder and the plan's tools, or one file of the folder."""
        if self.kiosk is None:
            return False
        folder = str(self._core.folder.work(here.holding.sitting))
        self._of, self._away = here.holding.key, True
        await self._core.note("page_gave_way")
        tools = tuple(here.holding.tools) if file is None else ()
        await self.kiosk.say(Yield(folder=folder, tools=tools, file=str(file or "")))
        await self._look()
        return True

    async def returned(self) -> None:
        """The candidate has pressed 返回试卷."""
        if self._away:
            await self._take_back(ends_tools=False)

    def lost(self) -> None:
        """The program is gone, and its bar with it; the next one shows the page."""
        self.kiosk, self._away = None, False

    async def run(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        if self.kiosk is None or self._of is None:
            return
        here = self._core.candidate.here
        if here is None or here.holding.key != self._of:
            self._of = None
            await self._take_back(ends_tools=True)
        elif self._away and self._needs_the_page():
            await self._take_back(ends_tools=False)
        elif self._away:
            await self.kiosk.say(self._left(here))

    def _needs_the_page(self) -> bool:
        """The exam is over or stands still, or the proctor has locked the screen: that must be seen."""
        candidate = self._core.candidate
        return candidate.is_covered or candidate.screen(self._core.now()) != "paper"

    async def _take_back(self, *, ends_tools: bool) -> None:
        self._away = False
        await self._core.note("page_came_back")
        if self.kiosk is not None:
            await self.kiosk.say(Return(ends_tools=ends_tools))

    def _left(self, here: Held) -> Left:
        label, stands, back = _WORDS["en" if self._taste.lang == "en" else "zh"]
        note = next((each.text for each in reversed(self._core.candidate.notices_here())), "")
        left_ms = _left_ms(here, self._core.now())
        if left_ms is None:
            return Left(label=stands, time="--:--:--", back=back, note=note)
        return Left(label=label, time=span(left_ms), back=back, note=note, hurry=left_ms <= LAST_MS)


def _left_ms(here: Held, now: int) -> int | None:
    deadline = here.holding.deadline
    return None if deadline is None or deadline.at is None else max(0, deadline.at - now)


def span(ms: int) -> str:
    """Whole seconds that are left, as the page writes them: 01:17:08."""
    seconds = -(-ms // 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
