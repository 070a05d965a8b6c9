"""Daemons and the real room server: what never came over the network comes on a stick (C3, E13, E14)."""

import asyncio
from pathlib import Path

import pytest

from agent_client import exporting
from tests.agent.conftest import Desk, until
from tests.agent_room import acts
from tests.agent_room.test_real_room import Room, room

__all__ = ["room"]  # fixture
pytestmark = pytest.mark.slow


async def in_exam(room: Room) -> list[Desk]:
    desks = [await room.at(number).online() for number in (1, 2, 3)]
    await room.call(acts.allow_login)
    for number, desk in enumerate(desks[:2]):
        await desk.shows("login")
        await desk.logged_in(acts.TICKETS[number])
        await desk.acts.read_rules()
    await room.call(acts.allow_start)
    for desk in desks[:2]:
        await desk.shows("paper")
        await desk.acts.answer("single/1", "A")
        await desk.delivered()
    return desks


def exported(room: Room, number: int) -> str:
    """As a proctor does it at a machine whose daemon may be dead."""
    target = room.root / f"stick{number}"
    assert exporting.main([str(target), "--data", str(room.root / f"pc{number}")]) == 0
    (path,) = target.iterdir()
    return str(path)


async def test_a_dead_machines_package_is_imported_and_the_candidate_goes_on_elsewhere(room: Room):
    first, second, spare = await in_exam(room)
    room.server.kill()
    await first.acts.answer("single/2", "B")
    (first.daemon.core.folder.work(first.here.holding.sitting) / "web01" / "index.html").write_text("<h1>hello</h1>")
    await until(lambda: first.here.fold.files)
    await second.acts.answer("single/2", "C")
    await first.stop()
    await second.stop()
    await asyncio.to_thread(room.server.start)

    package = exported(room, 1)
    assert await room.call(acts.import_package, package) == ("newer", 2)
    assert await room.call(acts.import_package, package) == ("equal", 0)
    assert "package_waiting" in await room.call(acts.matters)
    await room.call(acts.resume, 1)
    assert "package_waiting" not in await room.call(acts.matters)
    await spare.in_exam(acts.TICKETS[0])

    assert spare.here.fold.answers == {"single/1": "A", "single/2": "B"}
    work: Path = spare.daemon.core.folder.work(spare.here.holding.sitting)
    assert (work / "web01" / "index.html").read_text() == "<h1>hello</h1>"

    assert await room.call(acts.collect_package, exported(room, 2)) == ("newer", 1)
    assert await room.call(acts.state, 2) == "submitted"
    back = await room.at(2).online()
    await back.shows("submitted")
    assert await room.call(acts.answers, 2) == ({"single/1": "A", "single/2": "C"}, [])
