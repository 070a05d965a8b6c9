"""Who is online, written down: edges, leases, cuts, and what was seen last (C1, E4, F2)."""

import asyncio
from datetime import timedelta

import pytest

from formats.messages import Close, SeatState
from tests.link import acts
from tests.link.conftest import Place

pytestmark = pytest.mark.db


async def test_a_machine_is_online_while_its_link_is_open(place: Place):
    machine = await place.joined()

    await place.comes_to({machine.id}, acts.online)
    await machine.leave()

    await place.comes_to(set(), acts.online)


async def test_the_time_between_two_links_is_a_cut(place: Place):
    machine = await place.joined()
    await place.leaves(machine)
    open_cuts = await place.call(acts.cuts, machine.id)

    await machine.join()
    await place.comes_to({machine.id}, acts.online)

    [(began, ended)] = await place.call(acts.cuts, machine.id)
    assert open_cuts == [(began, None)]
    assert timedelta() < ended - began < timedelta(seconds=10)


async def test_the_first_link_ends_no_cut(place: Place):
    machine = await place.joined()
    await place.comes_to({machine.id}, acts.online)

    assert await place.call(acts.cuts, machine.id) == []


async def test_a_machine_that_says_nothing_for_ten_seconds_is_closed(place: Place):
    machine, beating = await place.joined(1), await place.joined(2)
    beating.keep_beating()
    await place.comes_to({machine.id, beating.id}, acts.online)

    code = await machine.closed(within=15)

    assert code == 1000
    await place.comes_to({beating.id}, acts.online)
    [(began, _)] = await place.call(acts.cuts, machine.id)
    shown = await place.call(acts.presence, machine.id)
    assert shown["presence__closed_at"] - began > timedelta(seconds=9)


async def test_the_screen_is_shown_soon_after_it_changed(place: Place):
    machine = await place.joined()

    await machine.beat(screen="login")

    await place.comes_to("login", _screen, machine.id)


async def test_what_a_beat_says_is_written_down(place: Place):
    machine = await place.joined()

    answer = await machine.beat(screen="exam", client_time=0, indicators={"disk_free_mb": 4711})
    await place.comes_to("exam", _screen, machine.id)

    shown = await place.call(acts.presence, machine.id)
    assert abs(shown["presence__clock_offset_ms"] + answer.server_time) < 1000
    assert shown["presence__indicators"] == {"disk_free_mb": 4711}
    assert shown["presence__address"] == place.address(1)


async def test_a_beat_is_answered_with_the_time_and_the_journal_s_head(place: Place):
    machine = await place.joined()
    number, head = await place.call(acts.head)

    answer = await machine.beat()
    while answer.journal_number < number:
        await asyncio.sleep(0.02)
        answer = await machine.beat()

    assert (answer.journal_number, answer.journal_head) == (number, head)


async def test_a_machine_that_takes_nothing_is_closed_after_ten_seconds_and_no_other(place: Place):
    stuck, other = await place.seated(1), await place.seated(2)
    other.keep_beating()
    speaking = asyncio.create_task(_beat_unseen(stuck))

    code = await stuck.closed(within=20)

    speaking.cancel()
    assert code == Close.RATE
    await place.comes_to({other.id}, acts.online)
    await place.call(acts.start)
    assert (await (await other.rest()).hear(SeatState)).ui_on


async def _beat_unseen(machine):
    """Beats that never echo a frame: the machine speaks, but does not take what it is sent."""
    while True:
        await machine.say(machine.a_beat(seen=0))
        await asyncio.sleep(0.2)


def _screen(code, machine):
    return acts.presence(code, machine)["presence__screen"]
