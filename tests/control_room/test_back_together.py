"""Two proctors look at one room: each sees the other's acts within a second (E3, issue 4.5)."""

import asyncio
import json
from typing import Any

import pytest

from incidents.operations import register_violation
from journal import clock
from proctor_site.control_room import facts
from proctor_site.control_room.boards import Board, Viewer
from proctor_site.control_room.differences import CONTROL_ROOM
from proctor_site.control_room.picture import picture
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
SOON_S = 2  # a second, and as much for a busy machine


async def told(viewer: Viewer) -> dict[str, Any]:
    async with asyncio.timeout(SOON_S):
        found: dict[str, Any] = json.loads(await viewer.texts.get())
    return found


async def both_see_it(day: Day) -> list[list[int]]:
    session, li = await asyncio.to_thread(lambda: (day.session.uuid, day.sitting("Li")))
    board = Board("a room", lambda: picture(facts.read(session, clock.now())), CONTROL_ROOM)
    viewers = [await board.join() for _ in range(2)]
    whole = [await told(viewer) for viewer in viewers]

    await asyncio.to_thread(register_violation, day.proctor, li, type_code="A101", description="x")
    deltas = [await told(viewer) for viewer in viewers]

    for viewer in viewers:
        board.leave(viewer)
    assert [each["type"] for each in whole + deltas] == ["snapshot", "snapshot", "delta", "delta"]
    return [[row["violations"] for row in delta["sittings"]] for delta in deltas]


def test_what_one_proctor_does_the_other_sees_within_a_second(day: Day):
    day.in_exam("Li")

    assert asyncio.run(both_see_it(day)) == [[1], [1]]
