"""The daemon as a process of its own: first line, script, kill at any moment (C1, C3)."""

import asyncio
import json
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from agent_client import fleet
from tests.agent.conftest import until
from tests.agent.fake_room import TICKET, FakeRoom

ROOT = Path(__file__).parents[2]


class Process:
    """`python -m agent_client`, as a service would start it."""

    def __init__(self, room: FakeRoom, data: Path, *flags: str) -> None:
        self.data = data
        self._command = [sys.executable, "-m", "agent_client", "--server", room.url, "--data", str(data), *flags]
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> dict[str, Any]:
        """Gives its first line."""
        self._process = await asyncio.create_subprocess_exec(*self._command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 20)
        return dict(json.loads(line))

    async def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), 20)

    async def wait(self) -> int:
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), 20)


def script(path: Path, *steps: dict[str, Any]) -> Path:
    path.write_text(json.dumps(steps), "utf-8")
    return path


def typed(data: Path) -> list[dict[str, Any]]:
    path = data / "typed.jsonl"
    whole = path.read_text("utf-8").split("\n")[:-1] if path.exists() else []  # a kill may cut the last line
    return [json.loads(line) for line in whole if line.endswith("}")]


async def test_script_works_through_an_exam_and_process_ends_cleanly(room: FakeRoom, tmp_path: Path):
    steps = script(
        tmp_path / "script.json",
        {"do": "login", "ticket": TICKET},
        {"do": "read"},
        {"do": "answer", "question": "single/1", "value": "A"},
        {"do": "file", "path": "web01/index.html", "text": "<!doctype html>"},
        {"do": "submit"},
    )
    process = Process(room, tmp_path / "pc1", "--headless", "--script", str(steps), "--fingerprint", "one")

    line = await process.start()
    await room.allow_login()
    await until(lambda: room.sitting.rules_read)
    await room.start()
    await until(lambda: room.sitting.receipts)
    status = await process.end(signal.SIGTERM)

    assert status == 0
    assert line["machine"] == str(room.only_machine().id)
    assert [change.kind for change in room.sitting.log(1)] == ["answer", "file"]
    assert [line.get("saved") for line in typed(process.data) if "saved" in line] == [1, 2]


@pytest.mark.parametrize("how", ["input", "sigterm"])
async def test_fleet_runs_several_machines_and_ends_when_asked(how: str, room: FakeRoom, tmp_path: Path):
    tickets = ["1001", "1002", "1003"]
    for ticket in tickets:
        room.add_candidate(ticket)
    machines = [_machine(tmp_path, number, ticket) for number, ticket in enumerate(tickets, start=1)]
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"server": room.url, "machines": machines}))
    command = [sys.executable, "-m", "agent_client.fleet", "--spec", str(spec), "--until-eof"]
    pipe = asyncio.subprocess.PIPE
    fleet = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
    await room.allow_login()
    await until(lambda: all(room.sittings[ticket].rules_read for ticket in tickets))
    await room.start()
    await until(lambda: all(room.sittings[ticket].log(1) for ticket in tickets))

    assert fleet.stdin is not None
    if how == "input":
        fleet.stdin.close()
    else:
        fleet.terminate()
    told, _ = await asyncio.wait_for(fleet.communicate(), 20)

    lines = [json.loads(line) for line in told.splitlines()]
    assert fleet.returncode == 0
    assert {line["machine"] for line in lines if "page" in line} == {str(each.id) for each in room.machines.values()}
    assert {hello.addresses[0] for each in room.machines.values() for hello in each.hellos} == {
        "127.0.0.11",
        "127.0.0.12",
        "127.0.0.13",
    }
    assert "paper" in {line["screen"] for line in lines if "screen" in line}


async def test_a_machine_whose_disk_does_not_answer_stops_none_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def not_answering(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("agent_client.fleet.Daemon", not_answering)
    lines: list[str] = []
    await fleet.run(convert({"server": "", "machines": [_machine(tmp_path, 1, "1001")]}, fleet.Spec), say=lines.append)

    assert [json.loads(line)["fault"] for line in lines] == ["disk I/O error"]


def _machine(root: Path, number: int, ticket: str) -> dict[str, Any]:
    steps = script(
        root / f"script{number}.json",
        {"do": "login", "ticket": ticket},
        {"do": "read"},
        {"do": "answer", "question": "single/1", "value": "A"},
    )
    return {
        "data": str(root / f"pc{number}"),
        "address": f"127.0.0.{10 + number}",
        "hostname": f"PC{number:02}",
        "fingerprint": f"hardware {number}",
        "script": str(steps),
    }
