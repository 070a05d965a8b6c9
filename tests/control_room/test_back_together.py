"""Two proctors look at one room: each sees the other's acts within a second (E3, issue 4.5)."""

import asyncio
import json
from typing import Any

import pytest

from incidents.operations import register_violation
from journal import clock
from proctor_site.control_room import facts
from proctor_site.control_room.boards import Board, Viewer
from proctor_site.control_room.differences import CONTROL_ROOM, Shape
from proctor_site.control_room.picture import picture
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
SOON_S = 2  # a second, and as much for a busy machine
QUIET_S = 5  # so long a page waits before it calls what it shows old


async def told(viewer: Viewer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await viewer.texts.get())
    return found


async def changed(viewer: Viewer) -> dict[str, Any]:
    async with asyncio.timeout(SOON_S):
        while (found := await told(viewer))["type"] == "still":
            pass
    return found


async def both_see_it(day: Day) -> list[list[int]]:
    session, li = await asyncio.to_thread(lambda: (day.session.uuid, day.sitting("Li")))
    board = Board("a room", lambda: picture(facts.read(session, clock.now())), CONTROL_ROOM)
    viewers = [await board.join() for _ in range(2)]
    whole = [await changed(viewer) for viewer in viewers]

    await asyncio.to_thread(register_violation, day.proctor, li, type_code="A101", description="x")
    deltas = [await changed(viewer) for viewer in viewers]

    for viewer in viewers:
        board.leave(viewer)
    assert [each["type"] for each in whole + deltas] == ["snapshot", "snapshot", "delta", "delta"]
    return [[row["violations"] for row in delta["sittings"]] for delta in deltas]


def test_what_one_proctor_does_the_other_sees_within_a_second(day: Day):
    day.in_exam("Li")

    assert asyncio.run(both_see_it(day)) == [[1], [1]]


async def hears_while_nothing_changes() -> list[dict[str, Any]]:
    await asyncio.to_thread(clock.now)  # the clock is anchored
    board = Board("a quiet room", lambda: {"counts": {"all": 5}}, Shape(single=("counts",), tables=()))
    viewer = await board.join()

    async with asyncio.timeout(QUIET_S):
        heard = [await told(viewer) for _ in range(3)]

    board.leave(viewer)
    return heard


def test_a_page_hears_that_nothing_has_changed_before_it_calls_the_picture_old():
    heard = asyncio.run(hears_while_nothing_changes())

    assert [(each["type"], each["seq"]) for each in heard] == [("snapshot", 0), ("still", 0), ("still", 0)]
    assert heard[0]["now"] < heard[1]["now"] < heard[2]["now"]
