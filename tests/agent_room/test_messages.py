"""A raised hand and its answer between a real daemon and the real room server, over a cut and a change of the machine (F9)."""

import pytest

from tests.agent.conftest import Desk, until
from tests.agent_room import acts
from tests.agent_room.test_real_room import Room, room

__all__ = ["room"]  # a fixture
pytestmark = pytest.mark.slow


def shown(desk: Desk) -> list[str]:
    return [notice.text for notice in desk.daemon.core.candidate.notices_here()]


async def test_a_hand_is_answered_and_a_message_reaches_the_candidate_wherever_he_sits(room: Room):
    first, spare = [await room.at(number).online() for number in (1, 2)]
    await room.call(acts.allow_login)
    await first.shows("login")
    await first.logged_in(acts.TICKETS[0])

    await first.acts.raise_hand("Which chapter?")
    await room.comes_to("Which chapter?", acts.hand)
    await room.call(acts.answer_the_hand, "Chapter 3")
    await until(lambda: shown(first) == ["Chapter 3"])
    await first.acts.notice_seen(first.daemon.core.candidate.notices_here()[0].id)
    await room.comes_to([], acts.unread)

    await first.stop()
    await room.call(acts.write, 1, "Please go on")
    back = await room.at(1).online()
    await until(lambda: shown(back) == ["Please go on"])
    await room.call(acts.resume, 1)
    await spare.shows("login")
    await spare.logged_in(acts.TICKETS[0])
    await until(lambda: shown(spare) == ["Please go on"])
    await spare.acts.notice_seen(spare.daemon.core.candidate.notices_here()[0].id)

    await room.comes_to([], acts.unread)
