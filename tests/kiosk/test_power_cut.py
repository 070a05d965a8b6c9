"""The power fails while a candidate types: real daemon and real browser killed at once, again and again (C3, issue 5.2, 5.8)."""

import asyncio
import contextlib
import itertools
import random
import re
import signal
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psutil
import pytest
from playwright.async_api import Error, Page, Playwright, async_playwright

from agent_client.families import family
from formats.paper import Question
from tests.agent.fake_room import PAPER, TICKET, FakeRoom, serving
from tests.agent.test_process import Process
from tests.kiosk.conftest import Kiosk, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROUNDS = 20
BACK_WITHIN_S = 30.0  # benchmarks/machine.py measures how soon it is on a machine of its own
QUESTION = "text/1"
WRITTEN = Question(kind="text", number=1, stem="Write", marks=1)
WITH_WRITING = msgspec.structs.replace(PAPER, questions=(*PAPER.questions, WRITTEN))
IS_SAVED = """async text => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  return document.querySelector("textarea").value === text && document.querySelector(".safe .st.ok") !== null;
}"""  # what is painted: the page draws anew in the frame after a key


@dataclass
class Candidate:
    """Types all the time, and believes what the page shows: `seen` are the texts beside which 已保存 stood."""

    typed: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def work(self, page: Page, name: str) -> None:
        for number in itertools.count():
            self.typed.append(f"{name}-{number}")
            await page.locator("textarea").fill(self.typed[-1])
            while not await page.evaluate(IS_SAVED, self.typed[-1]):
                continue  # each look takes two frames
            self.seen.append(self.typed[-1])

    def may_find(self, text: str) -> bool:
        """The last one seen as saved, or one that was on its way."""
        last = self.typed.index(self.seen[-1]) if self.seen else 0
        return text in (self.typed[last:] if self.seen else ["", *self.typed])


@pytest.mark.timeout(900)
async def test_what_stood_beside_saved_is_there_again_on_the_same_screen(tmp_path: Path, kiosk: Kiosk):
    chance, candidate = random.Random(5), Candidate()
    async with serving(FakeRoom(paper=WITH_WRITING)) as room, async_playwright() as playwright:
        await room.allow_login()
        await room.start()
        daemon = Process(room, tmp_path / "pc1", "--fingerprint", "one", "--kiosk", str(tmp_path / "run"))
        await kiosk.start()
        for number in range(ROUNDS):
            await daemon.start()
            page = await opened(playwright, kiosk)
            await at_the_paper(page, first=number == 0)
            assert candidate.may_find(await page.locator("textarea").input_value())
            working = asyncio.create_task(candidate.work(page, str(number)))
            before = len(candidate.seen)
            await until(lambda: len(candidate.seen) > before, "something is saved", within_s=BACK_WITHIN_S)  # noqa: B023 - awaited in this round
            await asyncio.sleep(chance.random())
            await cut(daemon, kiosk, working)
            assert set(candidate.seen) <= journal(daemon)

        await daemon.start()
        await until(lambda: candidate.may_find(room.sitting.fold()["answers"].get(QUESTION, "")), "delivered")
        await daemon.end(signal.SIGTERM)


async def cut(daemon: Process, kiosk: Kiosk, working: "asyncio.Task[None]") -> None:
    """Both at the same moment, without an orderly end for either."""
    browsers = [each for browser in kiosk.browsers() for each in family(browser.pid)]
    killing = asyncio.create_task(daemon.end(signal.SIGKILL))
    for process in browsers:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    await killing
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await until(lambda: not any(each.is_running() for each in browsers if each.pid in map(_pid, kiosk.browsers())))


def _pid(process: psutil.Process) -> int:
    return process.pid


async def opened(playwright: Playwright, kiosk: Kiosk) -> Page:
    """The page of the browser that the kiosk has started anew."""
    found: list[Page] = []

    async def is_there() -> bool:
        with contextlib.suppress(Error):  # not there yet, or the one that was killed
            debugger = await playwright.chromium.connect_over_cdp(kiosk.debugger(), timeout=5_000)
            pages = [page for context in debugger.contexts for page in context.pages]
            found[:] = [page for page in pages if page.url.startswith("http://127.0.0.1:")]
        return bool(found)

    async with asyncio.timeout(BACK_WITHIN_S):
        while not (kiosk.browsers() and kiosk.debugger() and await is_there()):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.05)
    return found[0]


async def at_the_paper(page: Page, *, first: bool) -> None:
    """At the question that is written; whoever was at work is there without a login."""
    page.set_default_timeout(BACK_WITHIN_S * 1000)
    if first:
        await page.locator("input[name=ticket]").fill(TICKET)
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name=re.compile("^是我")).click()
        await page.get_by_role("tab", name=re.compile("操作指南")).click()
        await page.get_by_role("button", name=re.compile("我已阅读")).click()
    await page.wait_for_selector("body[data-screen=paper]")
    await page.locator("nav .q").last.click()
    await page.locator("textarea").wait_for()


def journal(daemon: Process) -> set[str]:
    """Every text that is on the machine's disk."""
    database = sqlite3.connect(daemon.data / "journal.sqlite3")
    rows = database.execute("SELECT json_extract(body, '$.value') FROM change").fetchall()
    database.close()
    return {value for (value,) in rows}
