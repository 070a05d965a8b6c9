"""kill -9 at any moment: what showed 已保存 is there, and what was typed arrives in order (C3)."""

import asyncio
import json
import random
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from formats import chain, messages
from formats.refused import Refused
from tests.agent.conftest import trying, until
from tests.agent.fake_room import TICKET, FakeRoom
from tests.agent.test_page import Browser
from tests.agent.test_process import ROOT, Process, script, typed

ANSWERS = 400


def steps() -> list[dict[str, Any]]:
    answers = [
        {"do": "answer", "question": f"text/{n % 5 + 1}", "value": f"value {n}"}
        if n % 25
        else {"do": "file", "path": f"web01/{n % 3}.html", "text": f"content {n}"}
        for n in range(1, ANSWERS + 1)
    ]
    return [{"do": "login", "ticket": TICKET}, {"do": "read"}, *answers, {"do": "submit"}]


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_at_any_point_the_journal_has_what_it_called_saved(kills: int, tmp_path: Path):
    """The writer and the blobs alone, so that many points can be tried."""
    (tmp_path / "blobs").mkdir()
    command = [sys.executable, "-m", "tests.agent.kill_process", str(tmp_path), str(kills), "7"]

    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600).stdout

    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["missing"] for line in lines] == [[]] * kills
    assert lines[-1]["saved"] > 2 * kills


@pytest.mark.slow
@pytest.mark.parametrize("kills", [40])
async def test_daemon_and_browser_killed_together_have_what_the_page_called_saved(
    kills: int, room: FakeRoom, tmp_path: Path
):
    """已保存 is what `/do` has answered. The browser keeps nothing: a new one shows what the journal has."""
    chance = random.Random(11)
    await room.allow_login()
    await room.start()
    process = Process(room, tmp_path / "pc1", "--fingerprint", "one")
    saved: dict[int, str] = {}
    for kill in range(kills):
        async with ANewBrowser((await process.start())["page"]) as page:
            await _at_the_paper(page, first=kill == 0)
            shown = (await page.state())["answers"]
            assert shown.get("text/1", "") in _last_possible(saved)
            typing = asyncio.create_task(_type(page, kill, saved))
            await until(partial(_more_than, len(saved), saved))
            await asyncio.sleep(chance.random() * 0.05)
            await process.end(signal.SIGKILL)
            await asyncio.gather(typing, return_exceptions=True)
        database = sqlite3.connect(process.data / "journal.sqlite3")
        rows = dict(database.execute("SELECT n, json_extract(body, '$.value') FROM change").fetchall())
        database.close()
        assert {n: rows.get(n) for n in saved} == saved

    await process.start()
    await until(lambda: len(room.sitting.log(1)) >= max(saved))
    await process.end(signal.SIGTERM)
    assert {n: room.sitting.log(1)[n - 1].value for n in saved} == saved


class ANewBrowser:
    """One without a memory of what was there before."""

    def __init__(self, start: str) -> None:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._page = Browser(self._session, start)

    async def __aenter__(self) -> Browser:
        assert await self._page.open() == 302
        return self._page

    async def __aexit__(self, *fault: object) -> None:
        await self._session.close()


async def _at_the_paper(page: Browser, *, first: bool) -> None:
    if first:
        await trying(lambda: _do(page, "log_in", ticket=TICKET))
        await trying(lambda: _do(page, "confirm"))
        await trying(lambda: _do(page, "read_rules"))
    await trying(lambda: _shows_the_paper(page))


async def _do(page: Browser, act: str, **values: str) -> None:
    status, told = await page.do(act, **values)
    if status != 200:
        raise Refused(told["code"], told["text"])


async def _shows_the_paper(page: Browser) -> None:
    screen = (await page.state())["screen"]
    if screen != "paper":
        raise Refused("screen", screen)


async def _type(page: Browser, kill: int, saved: dict[int, str]) -> None:
    """Until the daemon is gone; what is answered has been shown as saved."""
    number = 0
    while True:
        number += 1
        value = f"{kill}-{number}"
        _, told = await page.do("answer", question="text/1", value=value)
        saved[told["n"]] = value


def _more_than(before: int, saved: dict[int, str]) -> bool:
    return len(saved) > before


def _last_possible(saved: dict[int, str]) -> set[str]:
    """The last one called saved, or the one after it, which was on the way."""
    if not saved:
        return {""}
    kill, number = saved[max(saved)].split("-")
    return {saved[max(saved)], f"{kill}-{int(number) + 1}"}


@pytest.mark.parametrize("kills", [6, pytest.param(20, marks=pytest.mark.slow)])
async def test_kills_lose_nothing_that_was_called_saved(kills: int, room: FakeRoom, tmp_path: Path):
    chance = random.Random(7)
    await room.allow_login()
    await room.start()
    flags = ("--headless", "--script", str(script(tmp_path / "s.json", *steps())), "--fingerprint", "one")
    process = Process(room, tmp_path / "pc1", *flags)
    room.faults.add("slow")

    for _ in range(kills):
        before = len(typed(process.data))
        await process.start()
        await _type_some(process.data, before, chance)
        await process.end(signal.SIGKILL)
        _check_journal(process.data)
    await process.start()
    await until(lambda: room.sitting.receipts, within_s=60)
    await process.end(signal.SIGTERM)

    on_server = {change.n: change for change in room.sitting.log(1)}
    saved = _saved(process.data)
    assert list(on_server) == list(range(1, len(on_server) + 1))
    assert {n: _content(on_server[n]) for n in saved} == {n: _content_typed(line) for n, line in saved.items()}
    assert len({line.get("value") or line.get("path") for line in saved.values()}) >= ANSWERS * 24 // 25
    assert room.sitting.receipts[-1].chain == room.sitting.chain(1)
    assert len({machine.id for machine in room.machines.values()}) == 1


async def _type_some(data: Path, before: int, chance: random.Random) -> None:
    """Until a few more lines were typed; then a moment of no particular length."""
    more = chance.randint(1, 30)
    done = before >= 2 * ANSWERS
    await until(lambda: done or len(typed(data)) >= min(before + more, 2 * ANSWERS - 1), within_s=40)
    await asyncio.sleep(chance.random() * 0.02)


def _saved(data: Path) -> dict[int, dict[str, Any]]:
    """What the daemon has called saved, by its number in the holding's log."""
    lines = {line["n"]: line for line in typed(data) if "typed_at" in line}
    return {line["saved"]: lines[line["n"]] for line in typed(data) if "saved" in line}


def _check_journal(data: Path) -> None:
    database = sqlite3.connect(data / "journal.sqlite3")
    rows = database.execute("SELECT sitting, n, body, chain FROM change WHERE epoch = 1 ORDER BY n").fetchall()
    database.close()
    head = chain.start(UUID(rows[0][0]), 1) if rows else b""
    for expected, (_, n, body, stored) in enumerate(rows, start=1):
        head = chain.link_body(head, body)
        assert (n, stored) == (expected, head)
    bodies = {n: messages.msgspec.json.decode(body, type=messages.Change) for _, n, body, _ in rows}
    assert {n: _content_typed(line) for n, line in _saved(data).items()} == {
        n: _content(bodies[n]) for n in _saved(data)
    }


def _content(change: messages.Change) -> str | None:
    return change.sha256 if change.kind == "file" else change.value


def _content_typed(line: dict[str, Any]) -> str | None:
    return line["sha256"] if "path" in line else line["value"]
