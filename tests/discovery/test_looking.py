"""A daemon without --server finds the room server on the network, and finds it again elsewhere (C1)."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from zeroconf import ServiceInfo

from agent_client import discovery
from agent_client.discovery import Heard, Place, fitting
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom, serving
from tests.agent.test_page import browser
from tests.discovery.announcing import SERVICE, Announced


@pytest.fixture(autouse=True)
def _own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "SERVICE", SERVICE)


@pytest.fixture
async def room() -> AsyncIterator[FakeRoom]:
    async with serving(FakeRoom()) as room:
        yield room


@pytest.fixture
async def desks(room: FakeRoom, tmp_path: Path) -> AsyncIterator[Desks]:
    desks = Desks(room, tmp_path)
    yield desks
    await desks.stop()


def looking(desks: Desks, **options: Any) -> Desk:
    return desks.at(server="", address="127.0.0.31", **options)


def search(desk: Desk) -> Any:
    return desk.daemon.connection.where.search


async def test_the_only_server_is_chosen(room: FakeRoom, desks: Desks):
    desk = looking(desks)
    await until(lambda: search(desk) == {"rooms": []}, "looks for a server")

    async with Announced(room.port, room="1999999001"):
        await desk.online()

    assert (search(desk), room.of(type(room.heard[0]))[0].fingerprint) == (None, "hardware of pc1")


async def test_of_several_none_is_chosen_and_the_page_names_them(room: FakeRoom, desks: Desks):
    async with Announced(room.port, room="1999999001"), Announced(9, room="1999999002"):
        desk = looking(desks)
        await until(lambda: search(desk) == {"rooms": ["1999999001", "1999999002"]}, "says that there are two")
        async with browser(desks) as page:
            await page.open()
            told = await page.state()

        assert told["link"]["search"] == {"rooms": ["1999999001", "1999999002"]}
        assert not desk.daemon.connection.online
        assert "say which one with --room" in (desks.root / "pc1" / "agent.log").read_text()


@pytest.mark.parametrize("code", ["001", "1999999001"])
async def test_of_several_the_one_of_the_room_that_was_named_is_chosen(room: FakeRoom, desks: Desks, code: str):
    async with Announced(room.port, room="1999999001"), Announced(9, room="1999999002"):
        desk = looking(desks, room=code)

        await desk.online()


async def test_a_server_that_is_gone_is_found_at_its_new_address(room: FakeRoom, desks: Desks):
    async with Announced(room.port, room="001", server="ours"):
        desk = await looking(desks).online()
    moved = FakeRoom(machines=room.machines)
    async with serving(moved):
        room.faults.add("refuse")
        await room.cut()

        async with Announced(moved.port, room="001", server="ours"):
            await until(lambda: moved.heard, "comes to the new address")
            await desk.online()

    assert moved.port != room.port


@pytest.mark.slow
async def test_another_server_does_not_take_the_place_of_one_that_is_gone(room: FakeRoom, desks: Desks):
    async with Announced(room.port, room="001", server="ours"):
        desk = await looking(desks).online()
    other = FakeRoom()
    async with serving(other), Announced(other.port, room="002", server="theirs"):
        room.faults.add("refuse")
        await room.cut()
        tried = len(room.headers)

        await until(lambda: len(room.headers) > tried + 3, "tries its own again and again")

        assert (other.heard, desk.daemon.connection.online) == ([], False)


async def test_a_server_that_was_found_is_remembered_where_nothing_is_announced(room: FakeRoom, desks: Desks):
    async with Announced(room.port, room="001"):
        desk = await looking(desks).online()
    await desk.stop()

    again = looking(desks)

    await again.online()
    assert json.loads(desks.lines[0])["machine"] == json.loads(desks.lines[1])["machine"]


OURS = Place(urls=("http://10.0.0.1:8000",), rooms=("1999999001",), server="a")


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (Place(urls=("http://10.0.0.9:8000",), rooms=("1999999001",), server="a"), True),
        (Place(urls=("http://10.0.0.1:8000",), rooms=("1999999001",), server="b"), False),
    ],
)
def test_a_known_server_is_known_by_what_stays_when_it_moves(found: Place, wanted: bool):
    assert bool(fitting([found], room="", known=OURS)) is wanted


def test_what_strangers_announce_does_no_harm():
    heard = Heard(["192.168.0.20"])
    odd = {b"\xff": b"\xff", b"room": b"\n2026 ERROR forged,001", b"room2": None}
    told = ServiceInfo(SERVICE, f"odd.{SERVICE}", port=8000, parsed_addresses=["fe80::1", "10.0.0.1"], properties=odd)

    heard.come("odd", told)  # type: ignore[arg-type]  # the asynchronous one differs in how it asks only

    assert heard.places == {"odd": Place(urls=("http://10.0.0.1:8000",), rooms=("001",))}


def test_the_address_of_a_network_that_the_machine_is_in_comes_first():
    assert discovery.by_nearness(["10.0.0.1", "192.168.0.1"], ["192.168.0.20"]) == ["192.168.0.1", "10.0.0.1"]
