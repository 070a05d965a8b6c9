"""Answers reach the server over links that break, and from servers that fell behind (C3, F3)."""

import pytest

from formats.messages import Hello, Read, Save, Submit
from formats.refused import Refused
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom, serving


async def begun(room: FakeRoom) -> None:
    await room.allow_login()
    await room.start()


def values(room: FakeRoom) -> list[str | None]:
    return [change.value for change in room.sitting.log(1)]


async def test_work_goes_on_offline_and_is_delivered_later(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)

    for value in "ABC":
        await desk.acts.answer("text/1", value)
    assert desk.here.delivery.pending == 3
    room.faults.clear()

    await desk.delivered()
    assert values(room) == ["A", "B", "C"]


async def test_a_server_that_fell_behind_gets_everything_again(tmp_path, desks: Desks, room: FakeRoom):
    await begun(room)
    desk = await desks.at().in_exam()
    for value in "ABC":
        await desk.acts.answer("text/1", value)
    await desk.delivered()

    del room.sitting.log(1)[1:]
    await room.cut()

    await until(lambda: values(room) == ["A", "B", "C"])
    await desk.delivered()


async def test_a_save_that_gets_no_answer_is_repeated_after_the_next_link(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await until(lambda: room.of(Save))

    room.faults.clear()
    await room.cut()

    await desk.delivered()
    assert values(room) == ["A"]


async def test_expect_makes_the_machine_go_back(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    for value in "ABC":
        await desk.acts.answer("text/1", value)
    await desk.delivered()

    room.sitting.log(1).clear()
    await desk.acts.answer("single/1", "D")

    await until(lambda: values(room) == ["A", "B", "C", "D"])


async def test_a_refused_save_is_offered_again(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    room.refuse_next.append("save.not_stored")

    await desk.acts.answer("single/1", "A")

    await until(lambda: values(room) == ["A"])


async def test_submission_waits_until_everything_is_there(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await desk.acts.submit()
    assert desk.screen == "submitted"
    with pytest.raises(Refused):
        await desk.acts.answer("single/1", "B")
    await until(lambda: room.of(Save))
    assert not room.sitting.receipts

    room.faults.clear()
    await room.cut()

    await until(lambda: desk.here.holding.receipt)
    assert (room.sitting.receipts[0].revision, room.sitting.receipts[0].by) == (1, "candidate")
    assert room.of(Submit)[-1].handed_in_at == desk.here.holding.submit_asked_at


async def test_deadline_closes_here_and_submits_once_everything_is_there(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")
    room.faults.add("refuse")
    await room.set_deadline(room.sitting, room.now() + 700)
    await until(lambda: desk.here.holding.deadline_version == 2)
    await room.cut()

    await desk.shows("closed")
    with pytest.raises(Refused):
        await desk.acts.answer("single/1", "B")
    room.faults.clear()

    await until(lambda: desk.here.holding.receipt)
    assert (room.sitting.receipts[0].by, values(room)) == ("deadline", ["A"])
    assert room.of(Submit)[-1].handed_in_at is None
    assert desk.screen == "submitted"


async def test_later_deadline_opens_again_and_is_submitted_anew(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await room.set_deadline(room.sitting, room.now())
    await until(lambda: desk.here.holding.receipt)

    await room.set_deadline(room.sitting, room.now() + 1_500)
    await desk.shows("paper")
    await desk.acts.answer("single/1", "A")

    await until(lambda: len(room.sitting.receipts) == 2)
    assert [receipt.revision for receipt in room.sitting.receipts] == [0, 1]


async def test_when_the_session_has_ended_nothing_more_is_taken(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")

    await room.change_moments(end_at=room.now())

    await until(lambda: desk.screen in ("closed", "submitted"))
    with pytest.raises(Refused):
        await desk.acts.answer("single/1", "B")
    await until(lambda: desk.here.holding.receipt)
    assert (room.sitting.receipts[0].by, room.sitting.receipts[0].revision) == ("proctor", 1)


async def test_a_silent_server_is_left_and_found_again(room: FakeRoom, desks: Desks, monkeypatch):
    monkeypatch.setattr("agent_client.link.SILENT_AFTER_MS", 600)
    monkeypatch.setattr("agent_client.link.BEAT_EVERY_MS", 200)
    desk = await desks.at().online()
    room.faults.add("mute")

    await until(lambda: len(room.of(Hello)) >= 2, "a second hello")
    room.faults.clear()

    await desk.online()


async def test_messages_seen_offline_are_told_when_the_link_is_back(room: FakeRoom, desks: Desks):
    from formats.messages import Message

    desk = await desks.at().online()
    await room.send(room.only_machine(), Message(id="m1", sender="监考老师", text="请安静"))
    await until(lambda: desk.daemon.core.candidate.notices)
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)

    await desk.acts.notice_seen("m1")
    room.faults.clear()

    await until(lambda: [frame.id for frame in room.of(Read)] == ["m1"])


async def test_the_server_may_be_away_for_a_while(tmp_path, desks: Desks, room: FakeRoom):
    await begun(room)
    elsewhere = FakeRoom()
    async with serving(elsewhere):
        desk = desks.at("pc2", server=elsewhere.url)
        await desk.online()
    await until(lambda: not desk.daemon.connection.online)

    async with serving(elsewhere):
        await desk.online()


async def test_a_server_that_was_put_back_gets_again_the_log_that_it_lost(room: FakeRoom, desks: Desks):
    await desks.at().online()
    await until(lambda: len(room.logged.get(room.only_machine().id, [])) >= 3)
    machine = room.only_machine().id
    del room.logged[machine][1:]

    await room.cut()
    await until(lambda: len(room.logged[machine]) > 3)

    assert room.logged[machine] == list(range(1, len(room.logged[machine]) + 1))


async def test_log_reaches_the_server_once_and_in_order(room: FakeRoom, desks: Desks):
    await desks.at().online()
    await until(lambda: len(room.logged.get(room.only_machine().id, [])) >= 3)
    await room.cut()
    await until(lambda: len(room.of(Hello)) == 2)
    machine = room.only_machine().id
    before = len(room.logged[machine])
    await until(lambda: len(room.logged[machine]) > before)

    assert room.logged[machine] == list(range(1, len(room.logged[machine]) + 1))
