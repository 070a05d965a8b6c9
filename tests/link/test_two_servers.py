"""Several server processes at one database: a machine has one link among all of them (C1)."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from formats.messages import Close, SeatState
from tests.link import acts
from tests.link.conftest import Place
from tests.link.machine import Closed, Machine
from tests.servers import DATABASE_URL, Server

pytestmark = [pytest.mark.db, pytest.mark.skipif(not DATABASE_URL, reason="one file is served by one process")]


@pytest.fixture
def second(own_place: Place, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "second", beside=own_place.server).start()
    yield server
    assert server.stop() == 0
    server.close()


def twin(place: Place, machine: Machine, server: Server, number: int = 1) -> Machine:
    """The same machine, calling at another server."""
    found = Machine(server, place.address(number), identity=machine.id, fingerprint=machine.fingerprint)
    found.token = machine.token
    return found


async def test_a_second_link_at_another_server_is_refused_and_shown(own_place: Place, second: Server):
    machine = await own_place.joined(1)
    machine.keep_beating()
    await own_place.comes_to({machine.id}, acts.online)
    other = twin(own_place, machine, second, 2)
    await other.dial()
    await other.say(other.hello())

    assert await other.closed() == Close.DUPLICATE
    assert await own_place.call(acts.matters) == [
        ("two_links", {"first": own_place.address(1), "second": own_place.address(2)})
    ]
    await other.leave()


async def test_a_machine_goes_on_at_another_server_when_its_own_was_killed(own_place: Place, second: Server):
    machine = await own_place.joined(1)
    await own_place.comes_to({machine.id}, acts.online)
    own_place.server.kill()
    moved = twin(own_place, machine, second)

    await comes_in(moved)

    await own_place.comes_to(1, count_of_cuts, machine.id)
    [(began, ended)] = await own_place.call(acts.cuts, machine.id)
    assert began < ended
    await moved.leave()


async def test_what_changes_is_told_by_whichever_server_has_the_link(own_place: Place, second: Server):
    here = await own_place.seated(1)
    there = Machine(second, own_place.address(2))
    await own_place.call(acts.add_seat, 2, own_place.address(2))
    await there.join()

    await own_place.call(acts.show)

    assert [(await each.hear(SeatState)).number_shown for each in (here, there)] == [True, True]
    await there.leave()


LIMIT_S = 30
AGAIN_S = 0.2  # as a daemon waits between two tries


async def comes_in(machine: Machine) -> None:
    """As a machine does: again and again, while it is refused as a second one."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            with contextlib.suppress(Closed):
                await machine.join()
                return
            await asyncio.sleep(AGAIN_S)


def count_of_cuts(code, machine):
    return len(acts.cuts(code, machine))
