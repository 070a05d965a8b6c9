"""A room with answers is initialised and comes back whole, and machines bring what an older backup lacks (S4)."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agent_room import acts as exam
from tests.agent_room.test_real_room import Room, room
from tests.servers import ROOT
from tests.system import acts

__all__ = ["room"]  # a fixture
pytestmark = pytest.mark.slow


async def manage(room: Room, *words: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` at the server's data folder."""

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words, "--lang", "en"]
        environment = {**os.environ, **room.server.environment}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return await asyncio.to_thread(run)


async def restored(room: Room, backup: Path) -> None:
    assert await asyncio.to_thread(room.server.stop) == 0
    done = await manage(room, "restore", str(backup), "--confirm")
    assert done.returncode == 0, done.stderr
    room.server.close()  # the helping process has the old files open
    room.server._hands = None
    await asyncio.to_thread(room.server.start)


async def test_everything_is_there_again_after_an_initialisation(room: Room):
    desks = [await room.at(number).online() for number in (1, 2)]
    await room.call(exam.allow_login)
    for number, desk in enumerate(desks, 1):
        await desk.shows("login")
        await desk.logged_in(exam.TICKETS[number - 1])
        await desk.acts.read_rules()
    await room.call(exam.allow_start)
    for desk in desks:
        await desk.shows("paper")
    await desks[0].acts.answer("single/1", "A")
    (desks[0].daemon.core.folder.work(desks[0].here.holding.sitting) / "web01" / "index.html").write_text(
        "<h1>hello</h1>"
    )
    await room.comes_to({"single/1": "A"}, acts.answers_of, 1)
    early = await manage(room, "backup", "--out", str(room.root.parent / "early"))
    assert early.returncode == 0, early.stderr
    await room.call(acts.register, 1)
    await desks[0].acts.answer("single/2", "B")
    for number, desk in enumerate(desks, 1):
        await desk.delivered()
        await desk.acts.submit()
        await room.comes_to("submitted", exam.state, number)
    await room.call(acts.end)
    before = await room.call(acts.everything)

    done = await room.call(acts.initialise)

    assert done["state"] == "done"
    empty = await room.call(acts.everything)
    assert empty == {"sittings": {}, "violations": 0, "seats": 0}
    assert await room.call(acts.seatless) == 2
    assert (await room.call(acts.codes))[-1] != "restored"
    backup = Path(room.server.environment["DATA_DIR"]) / "backups" / done["backup"]
    assert (await manage(room, "backup", "verify", str(backup))).returncode == 0
    running = await manage(room, "restore", str(backup), "--confirm")
    assert (running.returncode, "Another server" in running.stderr) == (1, True)

    await restored(room, backup)

    assert await room.call(acts.everything) == before
    assert await room.call(acts.broken) == []
    for desk in desks:
        await desk.online()

    (old,) = (room.root.parent / "early").iterdir()
    await restored(room, old)

    await room.comes_to({"single/1": "A", "single/2": "B"}, acts.answers_of, 1)
    assert await room.call(acts.broken) == []
    assert "restored" in await room.call(acts.codes)
