"""Daemons against the real room server: a killed one has lost time, a killed server has taken none (F2)."""

import asyncio

import pytest

from tests.agent.conftest import Desk, until
from tests.agent_room import acts, time_acts
from tests.agent_room.test_real_room import Room, room

__all__ = ["room"]  # a fixture
pytestmark = pytest.mark.slow
AWAY_S = 2.5  # an outage of less is none


def given_to(desk: Desk) -> list[int]:
    """What the candidate's page is told."""
    deadline = desk.here.holding.deadline
    return [entry.ms for entry in deadline.entries] if deadline else []


async def can_answer(desk: Desk) -> None:
    """The work folder is filled, and the machine has noted on its disk that its candidate could answer."""
    outages = desk.daemon._outages
    await until(lambda: outages._kept is not None and outages._answering.gap is None, "work can begin")


async def test_what_a_dead_daemon_cost_is_given_back_and_a_dead_server_costs_nothing(room: Room):
    broken, sound = [await room.at(number, headless=True).online() for number in (1, 2)]
    await room.call(acts.allow_login)
    for number, desk in ((1, broken), (2, sound)):
        await desk.shows("login")
        await desk.logged_in(acts.TICKETS[number - 1])
        await desk.acts.read_rules()
    await room.call(acts.allow_start)
    for desk in (broken, sound):
        await desk.shows("paper")
        await can_answer(desk)
    await room.comes_to("in_exam", acts.state, 1)

    loop = asyncio.get_running_loop()
    await broken.stop()
    died = loop.time()
    room.server.kill()
    await sound.acts.answer("single/1", "A")
    await asyncio.to_thread(room.server.start)
    await sound.online()
    await until(lambda: loop.time() - died > AWAY_S)
    again = await room.at(1, headless=True).online()
    await again.shows("paper")
    await room.comes_to([("stopped", True)], time_acts.causes, 1)
    back = loop.time()

    given_ms = await room.call(time_acts.give_all_back, 1)
    given_at = loop.time()
    await until(lambda: given_to(again) == [given_ms])

    assert AWAY_S * 1000 <= given_ms <= (back - died) * 1000 + 5_500
    assert loop.time() - given_at < 2
    assert await room.call(time_acts.causes, 2) == []
