"""断点续考: a candidate goes on at another machine, and the old one writes nothing more (E10)."""

import os
import sqlite3
import time

import pytest

from formats.refused import Refused
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom


async def begun(room: FakeRoom) -> None:
    await room.allow_login()
    await room.start()


def page_file(desks: Desks, name: str, room: FakeRoom):
    return desks.root / name / "work" / str(room.sitting.id) / "web01" / "index.html"


async def test_answers_and_files_are_there_at_the_next_machine(room: FakeRoom, desks: Desks):
    await begun(room)
    old = await desks.at("pc1").in_exam()
    await old.acts.answer("single/1", "A")
    page_file(desks, "pc1", room).write_text("<h1>hello</h1>")
    await until(lambda: "web01/index.html" in old.here.fold.files)
    await old.delivered()

    await room.resume(room.sitting)
    await old.shows("moved")
    new = await desks.at("pc2").in_exam()

    assert new.here.fold.answers == {"single/1": "A"}
    assert page_file(desks, "pc2", room).read_text() == "<h1>hello</h1>"
    await new.acts.answer("single/2", "B")
    await new.delivered()
    assert [change.n for change in room.sitting.log(2)] == [1]


async def test_old_machine_delivers_what_it_still_had_into_quarantine(room: FakeRoom, desks: Desks):
    await begun(room)
    old = await desks.at("pc1").in_exam()
    await old.acts.answer("single/1", "A")
    await old.delivered()
    room.faults.add("drop_saves")
    await old.acts.answer("single/1", "B")

    await room.resume(room.sitting)
    room.faults.clear()
    await room.cut()

    await until(lambda: room.sitting.quarantine.get(1))
    await old.shows("moved")
    await until(lambda: old.here.delivery.pending == 0)
    assert [change.value for change in room.sitting.log(1)] == ["A"]
    assert [change.value for change in room.sitting.quarantine[1]] == ["B"]
    with pytest.raises(Refused):
        await old.acts.answer("single/1", "C")


async def test_earlier_candidates_answers_go_on_while_another_is_logged_in(room: FakeRoom, desks: Desks):
    other = room.add_candidate("1002")
    await begun(room)
    desk = await desks.at().in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await desk.acts.submit()
    await desk.acts.finish()
    await desk.in_exam("1002")
    room.faults.clear()
    await room.cut()
    await until(lambda: desk.daemon.connection.online)
    await desk.acts.answer("single/1", "C")

    await until(lambda: room.sitting.receipts)
    await desk.delivered()

    assert [change.value for change in room.sitting.log(1)] == ["A"]
    assert [change.value for change in other.log(1)] == ["C"]


async def test_the_next_candidate_starts_empty_and_the_old_folder_is_put_away(room: FakeRoom, desks: Desks):
    room.add_candidate("1002")
    await begun(room)
    desk = await desks.at().in_exam()
    page_file(desks, "pc1", room).write_text("mine")
    await desk.acts.answer("single/1", "A")
    await desk.acts.submit()
    await desk.acts.finish()

    await desk.in_exam("1002")

    data = desks.root / "pc1"
    work = data / "work" / str(desk.here.holding.sitting)
    assert desk.here.fold.answers == {}
    assert [path.name for path in (data / "work").iterdir()] == [work.name]
    assert not [path for path in work.rglob("*") if path.is_file()]
    assert [path.read_text() for path in (data / "sealed").rglob("index.html")] == ["mine"]


async def test_back_at_the_first_machine_the_newer_work_counts(room: FakeRoom, desks: Desks):
    await begun(room)
    first = await desks.at("pc1").in_exam()
    page_file(desks, "pc1", room).write_text("old")
    await until(lambda: "web01/index.html" in first.here.fold.files)
    await first.delivered()
    await room.resume(room.sitting)
    second = await desks.at("pc2").in_exam()
    page_file(desks, "pc2", room).write_text("newer")
    await until(lambda: second.here.delivery.head == 1)
    await second.delivered()

    await room.resume(room.sitting)
    await first.shows("moved")
    await first.in_exam()

    assert page_file(desks, "pc1", room).read_text() == "newer"
    assert first.here.holding.epoch == 3


async def test_a_machine_that_lost_its_folder_goes_on_with_the_next_epoch(room: FakeRoom, desks: Desks):
    await begun(room)
    first = await desks.at("pc1").in_exam()
    await first.acts.answer("single/1", "A")
    await first.delivered()
    await first.stop()

    fresh = await desks.at("pc1-reinstalled").online()
    with pytest.raises(Refused, match="断点续考"):
        await fresh.acts.log_in(room.sitting.ticket)
    await room.resume(room.sitting)
    await fresh.in_exam()

    assert fresh.here.fold.answers == {"single/1": "A"}


async def resumed_with_a_file(room: FakeRoom, desks: Desks) -> None:
    """A candidate of pc1 with an answer and a work file, both delivered, may go on elsewhere."""
    await begun(room)
    old = await desks.at("pc1").in_exam()
    await old.acts.answer("single/1", "A")
    page_file(desks, "pc1", room).write_text("work")
    await until(lambda: old.here.delivery.head == 2)
    await old.delivered()
    await room.resume(room.sitting)


async def test_nothing_can_be_typed_until_what_was_saved_is_there(room: FakeRoom, desks: Desks):
    await resumed_with_a_file(room, desks)
    room.faults.add("no_fold")

    new = desks.at("pc2")
    await new.logged_in()
    await until(lambda: new.here.holding.paper_key)
    with pytest.raises(Refused, match="not begun"):
        await new.acts.answer("single/1", "B")
    await new.stop()
    room.faults = set()
    again = await desks.at("pc2").online()

    await again.shows("paper")
    assert again.here.fold.answers == {"single/1": "A"}


async def test_answers_do_not_wait_for_files(room: FakeRoom, desks: Desks):
    """The files come meanwhile, also after a restart in between; until then the folder stays shut and nothing is removed."""
    await resumed_with_a_file(room, desks)
    room.faults.add("no_blobs")

    new = desks.at("pc2")
    await new.logged_in()
    await new.shows("paper")
    await new.acts.answer("single/2", "B")
    with pytest.raises(Refused, match="being fetched"):
        await new.acts.open_folder()
    await new.stop()
    again = await desks.at("pc2").online()
    await again.shows("paper")
    room.faults.clear()
    await until(lambda: again.here.files_ready)

    assert again.here.fold.answers == {"single/1": "A", "single/2": "B"}
    assert page_file(desks, "pc2", room).read_text() == "work"
    await again.acts.submit()
    await until(lambda: again.here.holding.receipt)
    assert [change.kind for change in room.sitting.log(2)] == ["answer"]


async def test_who_leaves_before_the_files_have_come_leaves_no_folder_behind(room: FakeRoom, desks: Desks):
    room.add_candidate("1002")
    await begun(room)
    old = await desks.at("pc1").in_exam()
    page_file(desks, "pc1", room).write_text("work")
    await until(lambda: old.here.delivery.head == 1)
    await old.delivered()
    await room.resume(room.sitting)
    room.faults.add("no_blobs")
    desk = desks.at("pc2")
    await desk.logged_in()
    await desk.shows("paper")
    await desk.acts.submit()
    await desk.acts.finish()
    room.faults.clear()

    await desk.in_exam("1002")

    assert [path.name for path in (desks.root / "pc2" / "work").iterdir()] == [str(desk.here.holding.sitting)]


async def test_a_folder_that_a_power_cut_left_is_put_away_at_the_start(room: FakeRoom, desks: Desks):
    """The cut came between the candidate's leaving and the putting away."""
    await begun(room)
    desk = await desks.at().in_exam()
    page_file(desks, "pc1", room).write_text("mine")
    await desk.acts.submit()
    await desk.acts.finish()
    await desk.stop()
    data = desks.root / "pc1"
    next((data / "sealed").iterdir()).rename(data / "work" / str(room.sitting.id))

    await desks.at().online()

    assert list((data / "work").iterdir()) == []
    assert [path.read_text() for path in (data / "sealed").rglob("index.html")] == ["mine"]


async def test_from_login_to_the_last_answer_on_the_screen_in_three_seconds(room: FakeRoom, desks: Desks):
    """With a full paper, and files of 10 MB that are still on their way (issue 5.6)."""
    await begun(room)
    old = await desks.at("pc1").in_exam()
    for n in range(200):
        await old.acts.answer(f"text/{n % 5 + 1}", f"value {n}")
    page_file(desks, "pc1", room).write_bytes(os.urandom(10_000_000))
    await until(lambda: old.here.fold.files)
    await old.delivered()
    await room.resume(room.sitting)
    new = await desks.at("pc2").online()
    await new.shows("login")
    begun_at = time.monotonic()

    await new.logged_in()
    await new.shows("paper")
    shown = new.here.fold.answers
    took_s = time.monotonic() - begun_at

    assert shown == {f"text/{n + 1}": f"value {195 + n}" for n in range(5)}
    assert took_s < 3


async def test_a_machine_whose_disk_lost_the_last_changes_takes_them_from_the_server(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()
    for value in "ABC":
        await desk.acts.answer("text/1", value)
    await desk.delivered()
    await desk.stop()
    with sqlite3.connect(desks.root / "pc1" / "journal.sqlite3") as database:
        database.execute("DELETE FROM change WHERE n > 1")
    database.close()

    again = await desks.at().online()
    await until(lambda: again.here.fold.answers == {"text/1": "C"})
    await again.shows("paper")
    await again.acts.answer("single/2", "D")

    await again.delivered()
    assert [change.value for change in room.sitting.log(1)] == ["A", "B", "C", "D"]
    await again.stop()
    assert desks.at().here.fold.answers == {"text/1": "C", "single/2": "D"}
