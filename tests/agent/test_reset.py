"""考生初始化 at the machine: login again with nothing; the old answers are kept and still delivered (E20)."""

from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom


async def test_after_a_reset_the_same_machine_begins_with_nothing(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    work = desks.root / "pc1" / "work" / str(room.sitting.id) / "web01" / "index.html"
    work.write_text("old")
    await desk.acts.answer("single/1", "A")
    await until(lambda: "web01/index.html" in desk.here.fold.files)
    await desk.delivered()

    await room.reset(room.sitting)
    await desk.shows("login")
    await desk.logged_in()
    rules = desk.screen
    await desk.acts.read_rules()
    await desk.shows("paper")

    assert rules == "rules"
    assert (desk.here.holding.epoch, desk.here.fold.answers, desk.here.fold.files) == (2, {}, {})
    assert not work.exists()
    assert [path.read_text() for path in (desks.root / "pc1" / "sealed").rglob("index.html")] == ["old"]
    await desk.acts.answer("single/2", "B")
    await desk.delivered()
    assert [change.question for change in room.sitting.log(2)] == ["single/2"]


async def test_what_the_server_did_not_have_goes_into_quarantine(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    old = desk.here
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")

    await room.reset(room.sitting)
    await desk.shows("login")
    room.faults.clear()
    await room.cut()
    await desk.in_exam()

    await until(lambda: room.sitting.quarantine.get(1))
    await until(lambda: old.delivery.pending == 0)
    assert [change.value for change in room.sitting.quarantine[1]] == ["A"]
    assert desk.here.fold.answers == {}
