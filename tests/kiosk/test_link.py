"""Who may keep the candidate's browser: one program, which has read the secret that the daemon left for it (C2)."""

import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from agent_client.kiosk import orders
from agent_client.kiosk.orders import Address, Close, Open, Order, Said
from agent_client.kiosk_yield import Left, Return, Yield
from formats.messages import Log
from tests.agent.conftest import Desk
from tests.agent.fake_room import FakeRoom
from tests.kiosk.conftest import Desks, until


class Program:
    """What stands in for the program of the candidate's session."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def told(self, kind: type[Order]) -> Order:
        while True:
            order = orders.order(await self._socket.receive_str(timeout=10))
            if isinstance(order, kind):
                return order

    async def says(self, state: str, reason: str = "") -> None:
        await self._socket.send_str(orders.text(Said(state=state, reason=reason)))  # type: ignore[arg-type]  # as JSON would bring it


@asynccontextmanager
async def linked(address: Address) -> AsyncIterator[Program]:
    headers = {"Authorization": f"Bearer {address.token}"}
    async with aiohttp.ClientSession() as client, client.ws_connect(address.url, headers=headers) as socket:
        yield Program(socket)


async def knocks(address: Address, **headers: str) -> int:
    """The status that somebody gets who asks for the link by hand."""
    async with aiohttp.ClientSession() as client:
        try:
            async with client.ws_connect(address.url, headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status


async def start(page: str) -> int:
    """What a browser with this address gets."""
    async with aiohttp.ClientSession() as client, client.get(page, allow_redirects=False) as answer:
        return answer.status


@pytest.fixture
async def desk(room: FakeRoom, desks: Desks, tmp_path: Path) -> Desk:
    return await desks.at(kiosk=tmp_path / "run").online()


async def address(folder: Path) -> Address:
    return await until(lambda: orders.find(folder), "the address is there")


async def test_the_first_line_has_no_secret_and_its_address_opens_nothing(desk: Desk, desks: Desks):
    page = json.loads(desks.lines[0])["page"]

    assert "start" not in page
    assert await start(page) == 403


async def test_the_address_is_for_the_candidates_group_and_lies_there_only_until_somebody_has_come(
    desk: Desk, tmp_path: Path
):
    run = tmp_path / "run"
    found = await address(run)

    assert stat.S_IMODE((run / "kiosk.json").stat().st_mode) == 0o640
    async with linked(found):
        assert orders.find(run) is None
        assert await knocks(found, Authorization=f"Bearer {found.token}") == 403
    again = await address(run)
    assert again.token != found.token
    assert await knocks(again, Authorization=f"Bearer {found.token}") == 403


async def test_nobody_gets_in_without_the_secret_nor_from_a_page(desk: Desk, tmp_path: Path):
    found = await address(tmp_path / "run")
    right = f"Bearer {found.token}"

    assert await knocks(found) == 403
    assert await knocks(found, Authorization="Bearer ") == 403
    assert await knocks(found, Authorization=right, Origin="http://127.0.0.1") == 403
    assert await knocks(found, Authorization=right, Host="elsewhere") == 403


async def test_each_order_to_open_has_a_secret_of_its_own_that_works_once(desk: Desk, room: FakeRoom, tmp_path: Path):
    async with linked(await address(tmp_path / "run")) as program:
        first = await program.told(Open)
        assert isinstance(first, Open)
        assert (await start(first.page), await start(first.page)) == (302, 403)
        await program.says("opened")
        await program.says("ended", "exit -9")
        second = await program.told(Open)
        assert isinstance(second, Open)
        assert second.page != first.page
        assert await start(first.page) == 403

        await room.tell(room.only_machine(), ui_on=False)
        await program.told(Close)

    assert await start(second.page) == 302  # spent only by whoever was told it


async def test_what_becomes_of_the_browser_is_told_to_the_room_and_written_down(
    desk: Desk, room: FakeRoom, tmp_path: Path
):
    async with linked(await address(tmp_path / "run")) as program:
        await program.told(Open)
        await program.says("no_browser", "no Chromium, Chrome or Edge")

        await until(lambda: "no_browser" in _shown(room))
        await until(lambda: "browser_no_browser" in _logged(room))
    await until(lambda: _shown(room)[-1] == "no_session")


async def test_the_page_gives_way_to_the_tools_and_is_opened_anew_over_them(
    room: FakeRoom, desks: Desks, tmp_path: Path
):
    room.tools = ["code"]
    await room.allow_login()
    await room.start()
    desk = await desks.at(kiosk=tmp_path / "run").in_exam()
    async with linked(await address(tmp_path / "run")) as program:
        first = await program.told(Open)
        await program.says("opened")

        await desk.acts.open_folder()
        assert await program.told(Yield) == Yield(
            folder=str(desk.daemon.core.folder.work(room.sitting.id)), tools=("code",)
        )
        await program.told(Left)
        await program.says("returned")

        assert await program.told(Return) == Return(ends_tools=False)
        again = await program.told(Open)
    assert isinstance(first, Open)
    assert isinstance(again, Open)
    assert again.page != first.page


async def test_a_program_that_cries_all_the_time_fills_no_log(desk: Desk, room: FakeRoom, tmp_path: Path):
    async with linked(await address(tmp_path / "run")) as program:
        await program.told(Open)
        for _ in range(300):
            await program.says("ended", "x")

        await until(lambda: "browser_ended" in _logged(room))
    await until(lambda: "kiosk_lost" in _logged(room))
    assert _logged(room).count("browser_ended") <= 3


def _shown(room: FakeRoom) -> list[str]:
    beats = [frame for frame in room.heard if type(frame).__name__ == "Beat"]
    return [str(beat.indicators.get("shown")) for beat in beats if beat.indicators]  # type: ignore[union-attr]  # of beats


def _logged(room: FakeRoom) -> list[str]:
    return [line.code for frame in room.heard if isinstance(frame, Log) for line in frame.entries]
