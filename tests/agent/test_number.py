"""The seat number on the machine's screen, and putting it right there (B7)."""

import json
from typing import Any

import pytest

from formats.refused import Refused
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_page import browser


def number(desk: Desk) -> int | None:
    seat = desk.daemon.core.candidate.seat
    return seat.number if seat else None


@pytest.fixture
async def desk(room: FakeRoom, desks: Desks) -> Desk:
    """A machine that shows its number full screen."""
    desk = await desks.at().online()
    await room.tell(room.only_machine(), number_shown=True)
    await until(lambda: (seat := desk.daemon.core.candidate.seat) and seat.number_shown)
    return desk


async def test_a_number_is_changed_on_the_page(desk: Desk, desks: Desks):
    async with browser(desks) as page:
        await page.open()
        before = await page.state()

        done = await page.do("take_number", number=18)

        await until(lambda: number(desk) == 18)
        after = await page.state()
    assert done == (200, {"ok": True})
    assert (before["seat"]["number"], before["seat"]["may_change"]) == (1, True)
    assert after["seat"]["number"] == 18


async def test_a_taken_number_is_refused_with_the_words_of_the_room(desk: Desk, desks: Desks):
    await desks.at("pc2").online()
    async with browser(desks, line=0) as page:
        await page.open()

        refused = await page.do("take_number", number=2)

    assert refused == (409, {"ok": False, "code": "number.taken", "text": "机位号 002 已被使用"})
    assert number(desk) == 1


@pytest.mark.parametrize("given", [0, 1000, "18", None, 1.5])
async def test_what_is_no_number_is_not_taken(desk: Desk, desks: Desks, given: Any):
    async with browser(desks) as page:
        await page.open()

        status, _ = await page.post(json.dumps({"act": "take_number", "number": given}), Origin=page.origin)

    assert (status, number(desk)) == (400, 1)


async def test_while_the_numbers_are_hidden_it_is_refused(room: FakeRoom, desk: Desk):
    await room.tell(room.only_machine(), number_shown=False)
    await desk.shows("waiting")

    with pytest.raises(Refused, match="only while the proctor has it shown"):
        await desk.acts.take_number(18)

    assert number(desk) == 1


async def test_without_a_link_it_is_refused(room: FakeRoom, desk: Desk):
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)

    with pytest.raises(Refused) as refused:
        await desk.acts.take_number(18)

    assert refused.value.code == "link.offline"
