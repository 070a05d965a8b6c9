"""重启 and 关机 call the platform's own program, where the machine allows it, and once only (S2)."""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_client import commands
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_commands import acks, command


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Gives a word for each time that the platform's program was started."""
    log = tmp_path / "called"
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\n"
        f"open({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        "if 'bad' in sys.argv: sys.exit('no right to do that')\n"
    )
    stub = (sys.executable, str(program))
    monkeypatch.setattr(commands, "_POWER", {"restart": (*stub, "restart"), "shutdown": (*stub, "bad")})
    return lambda: log.read_text().split() if log.exists() else []


async def test_a_machine_that_allows_it_is_restarted_once(
    room: FakeRoom, desks: Desks, called: Callable[[], list[str]]
):
    await desks.at(allow_power=True).online()
    sent = command(room, "restart")

    await room.send(room.only_machine(), sent)
    (ack,) = await acks(room, sent)
    await room.send(room.only_machine(), sent)
    await acks(room, sent, 2)

    assert (ack.outcome, called()) == ("done", ["restart"])


async def test_a_machine_that_does_not_allow_it_says_so(room: FakeRoom, desks: Desks, called: Callable[[], list[str]]):
    await desks.at().online()
    sent = command(room, "restart")

    await room.send(room.only_machine(), sent)

    (ack,) = await acks(room, sent)
    assert (ack.outcome, ack.result, called()) == ("refused", {"reason": "power_not_allowed"}, [])


async def test_what_the_platform_answers_is_told(room: FakeRoom, desks: Desks, called: Callable[[], list[str]]):
    await desks.at(allow_power=True).online()
    sent = command(room, "shutdown")

    await room.send(room.only_machine(), sent)

    (ack,) = await acks(room, sent)
    assert (ack.outcome, ack.result) == ("failed", {"reason": "no right to do that"})


async def test_it_is_written_down_before_it_is_done(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    ready = tmp_path / "ready"
    told = f"import os, pathlib, time; pathlib.Path({str(ready)!r}).write_text(str(os.getpid()))"
    slow = (sys.executable, "-c", f"{told}; time.sleep(30)")
    monkeypatch.setattr(commands, "_POWER", {"restart": slow})
    desk = await desks.at(allow_power=True).online()
    sent = command(room, "restart")

    await room.send(room.only_machine(), sent)
    await until(lambda: ready.exists() and ready.read_text())
    with sqlite3.connect(desks.root / "pc1" / "journal.sqlite3") as database:
        rows = database.execute("SELECT id, kind, outcome FROM command").fetchall()
    database.close()

    assert rows == [(sent.id, "restart", None)]
    os.kill(int(ready.read_text()), signal.SIGKILL)  # or it would outlive the test
    await acks(room, sent)
    await desk.stop()


def test_each_platform_has_its_own_words():
    assert commands._POWER["restart"] == (
        ("shutdown", "/r", "/f", "/t", "0") if sys.platform == "win32" else ("systemctl", "reboot")
    )
