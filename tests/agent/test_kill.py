"""kill -9 at any moment: what showed 已保存 is there, and what was typed arrives in order (C3)."""

import asyncio
import random
import signal
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from formats import chain, messages
from tests.agent.conftest import until
from tests.agent.fake_room import TICKET, FakeRoom
from tests.agent.test_process import Process, script, typed

ANSWERS = 400


def steps() -> list[dict[str, Any]]:
    answers = [
        {"do": "answer", "question": f"single/{n % 5 + 1}", "value": f"value {n}"}
        if n % 25
        else {"do": "file", "path": f"web01/{n % 3}.html", "text": f"content {n}"}
        for n in range(1, ANSWERS + 1)
    ]
    return [{"do": "login", "ticket": TICKET}, {"do": "read"}, *answers, {"do": "submit"}]


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
