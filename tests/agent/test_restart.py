"""After a restart everything is as it was: a lock, the deadline, what was typed (C3, E16)."""

import pytest

from agent_client import witness
from formats.messages import AcknowledgeLock, Beat, DeadlineSeen
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom


async def begun(room: FakeRoom) -> None:
    await room.allow_login()
    await room.start()


async def test_lock_is_there_again_and_goes_for_good_when_acknowledged(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    lock = await room.lock(room.only_machine(), "请停止作答")
    await until(desk.daemon.core.candidate.lock)
    room.faults.add("refuse")
    await desk.stop()

    again = desks.at()
    assert again.daemon.core.candidate.lock() == lock
    assert again.screen == "countdown"
    await again.shows("paper")

    await again.acts.acknowledge_lock()
    assert again.daemon.core.candidate.lock() is None
    await again.stop()
    assert desks.at().daemon.core.candidate.lock() is None
    room.faults.clear()
    await until(lambda: [frame.id for frame in room.of(AcknowledgeLock)] == [lock.id])


async def test_exam_goes_on_without_a_server_after_a_restart(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")
    await desk.acts.mark("single/2", marked=True)
    await desk.delivered()
    room.faults.add("refuse")
    await desk.stop()

    again = desks.at(clock_offset_s=7200)
    await again.shows("paper")
    await again.acts.answer("single/2", "B")

    assert again.here.fold.answers == {"single/1": "A", "single/2": "B"}
    assert again.here.holding.marks == ["single/2"]
    assert abs(again.daemon.core.now() - room.now()) < 2_000
    room.faults.clear()
    await again.delivered()
    assert [change.value for change in room.sitting.log(1)] == ["A", "B"]


async def test_deadline_versions_are_acknowledged_and_kept(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await room.set_deadline(room.sitting, room.now() + 3_600_000)
    await until(lambda: desk.here.holding.deadline_version == 2)
    await until(lambda: [frame.version for frame in room.of(DeadlineSeen)][-1:] == [2])
    await desk.stop()

    assert desks.at().here.holding.deadline == room.sitting.deadline


async def test_what_was_moved_away_is_not_there_again(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await room.resume(room.sitting)
    await desk.shows("moved")
    room.faults.add("refuse")
    await desk.stop()

    assert desks.at().screen == "moved"


async def test_submission_asked_for_offline_is_made_after_a_restart(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    room.faults.add("refuse")
    await room.cut()
    await desk.acts.answer("single/1", "A")
    await desk.acts.submit()
    await desk.stop()

    again = desks.at()
    assert again.screen == "submitted"
    room.faults.clear()

    await until(lambda: room.sitting.receipts)
    assert room.sitting.receipts[0].revision == 1


async def test_rules_read_offline_are_told_with_the_next_link(room: FakeRoom, desks: Desks):
    await room.allow_login()
    desk = desks.at()
    await desk.logged_in()
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)
    await desk.acts.read_rules()
    room.faults.clear()

    await until(lambda: room.sitting.rules_read)
    await room.start()
    await desk.shows("paper")


async def test_a_paper_that_was_damaged_on_the_disk_is_fetched_again(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    await desk.stop()
    (sealed,) = (desks.root / "pc1" / "papers").iterdir()
    sealed.write_bytes(b"damaged")

    await desks.at().shows("paper")


async def test_heads_of_the_journal_are_kept_and_printed(
    room: FakeRoom, desks: Desks, capsys: pytest.CaptureFixture[str]
):
    room.journal = (1284, "9c1e4f70" * 8)
    desk = await desks.at().online()
    await until(lambda: room.of(Beat))
    await until(lambda: desk.daemon.connection._link.seen >= 2)
    await desk.stop()

    assert witness.main(["--data", str(desks.root / "pc1")]) == 0
    assert capsys.readouterr().out.startswith("1284:" + "9c1e4f70" * 8 + " 2")
