"""The machine's own record of when its candidate could not answer (F2)."""

from uuid import UUID

import pytest

from agent_client.answering import Answering, Moment
from agent_client.holding import Key
from formats.messages import Outage
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom

HERE = Key(UUID("11111111-1111-4111-8111-111111111111"), 1)
T = 1_766_282_400_000


def told(outages: list[Outage]) -> list[tuple[str, int, int | None]]:
    return [(each.cause, each.began - T, None if each.ended is None else each.ended - T) for each in outages]


def at_work() -> Answering:
    answering = Answering()
    assert answering.look(HERE, None, T) == []
    return answering


def test_a_page_that_is_gone_is_told_at_once_and_again_when_it_is_back():
    answering = at_work()

    said = [answering.look(HERE, "page", T + at) for at in (200, 2_100, 60_000)]
    back = answering.look(HERE, None, T + 60_400)

    assert [told(each) for each in said] == [[], [("page", 0, None)], []]
    assert told(back) == [("page", 0, 60_400)]
    assert back[0].id == said[1][0].id


def test_a_page_that_is_loaded_anew_is_no_outage():
    answering = at_work()

    assert answering.look(HERE, "page", T + 200) == []
    assert answering.look(HERE, None, T + 1_400) == []


def test_while_the_machine_slept_nobody_could_answer():
    assert told(at_work().look(HERE, None, T + 300_000)) == [("asleep", 0, 300_000)]


def test_the_time_without_a_daemon_is_lost_until_the_page_is_there_again():
    before = at_work()
    answering = Answering(before.last, before.gap)

    first = answering.look(HERE, "page", T + 30_000)
    back = answering.look(HERE, None, T + 34_000)

    assert (told(first), told(back)) == ([("stopped", 0, None)], [("stopped", 0, 34_000)])


def test_a_daemon_that_was_away_over_the_deadline_tells_of_the_time_until_it():
    before = at_work()
    answering = Answering(before.last, before.gap)

    back = answering.look(None, None, T + 18_000, Moment(key=HERE, at=T + 8_000))
    later = answering.look(None, None, T + 18_200, Moment(key=HERE, at=T + 8_000))

    assert (told(back), later, answering.last) == ([("stopped", 0, 8_000)], [], None)


def test_a_machine_that_slept_over_the_deadline_tells_so_too():
    assert told(at_work().look(None, None, T + 60_000, Moment(key=HERE, at=T + 9_000))) == [("asleep", 0, 9_000)]


def test_at_the_deadline_itself_nothing_is_lost():
    assert at_work().look(None, None, T + 300, Moment(key=HERE, at=T + 100)) == []


@pytest.mark.slow
async def test_after_a_kill_over_the_deadline_the_room_is_told(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at(headless=True).in_exam()
    deadline = room.now() + 9_000
    await room.set_deadline(room.sitting, at=deadline)
    await until(lambda: desk.here.holding.is_past(deadline) and room.now() > deadline - 8_000)  # it has looked
    await desk.stop()
    assert room.now() < deadline - 4_000, "this machine is too slow for the test"
    await until(lambda: room.now() > deadline)

    again = desks.at(headless=True)
    await again.shows("submitted")

    [outage] = await until(lambda: [frame for frame in room.of(Outage) if frame.ended])
    assert (outage.cause, outage.ended) == ("stopped", deadline)


def test_what_was_told_before_a_kill_goes_on_after_it():
    before = at_work()
    [begun] = before.look(HERE, "page", T + 5_000)

    [ended] = Answering(before.last, before.gap).look(HERE, None, T + 9_000)

    assert (begun.id, begun.began, ended.ended) == (ended.id, ended.began, T + 9_000)


def test_a_candidate_who_moves_in_waits_for_the_paper():
    answering = Answering()
    answering.look(None, None, T)

    said = [answering.look(HERE, "opening", T + at) for at in (200, 2_300)]

    assert [told(each) for each in said] == [[], [("opening", 200, None)]]


def test_it_ends_when_the_sitting_leaves_the_machine():
    answering = at_work()
    answering.look(HERE, "page", T + 5_000)

    assert told(answering.look(None, None, T + 8_000)) == [("page", 0, 8_000)]
    assert answering.look(None, None, T + 60_000) == []


async def test_after_a_kill_the_room_is_told_how_long_the_daemon_was_away(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at(headless=True).in_exam()
    await desk.acts.answer("single/1", "A")
    begun = room.now()
    await until(lambda: room.now() > begun + 1_000)  # it has looked several times
    await desk.stop()
    stopped = room.now()
    await until(lambda: room.now() > stopped + 2_100)

    again = desks.at(headless=True)
    await again.shows("paper")

    [outage] = await until(lambda: [frame for frame in room.of(Outage) if frame.ended])
    assert (outage.sitting, outage.epoch, outage.cause) == (room.sitting.id, 1, "stopped")
    assert stopped - 5_500 < outage.began < stopped < outage.ended


async def test_working_without_a_server_is_no_outage(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at(headless=True).in_exam()
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)
    await desk.acts.answer("single/1", "A")
    room.faults.clear()
    await desk.delivered()

    assert room.of(Outage) == []
