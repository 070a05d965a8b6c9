"""A machine whose cable is out: the candidate works on, the sitting closes here to the second, and counts (issue 5.4)."""

import asyncio
import hashlib
from functools import partial
from pathlib import Path

import pytest

from formats.messages import AcknowledgeLock, Command, CommandKind
from formats.refused import Refused
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_commands import acks, command

OTHER = "1002"


async def begun(room: FakeRoom, desks: Desks) -> Desk:
    room.add_candidate(OTHER)
    await room.allow_login()
    await room.start()
    return await desks.at().in_exam()


async def cable_out(room: FakeRoom, desk: Desk) -> None:
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)


def page_file(desk: Desk, room: FakeRoom) -> Path:
    return desk.daemon.core.folder.work(room.sitting.id) / "web01" / "index.html"


async def test_over_the_deadline_it_closes_by_itself_to_the_second_and_is_delivered_afterwards(
    room: FakeRoom, desks: Desks
):
    """With a restart of the daemon in between, and without a server from the middle on."""
    desk = await begun(room, desks)
    await desk.acts.answer("single/1", "A")
    await desk.delivered()
    end = room.now() + 2_500
    await room.set_deadline(room.sitting, end)
    await until(lambda: desk.here.holding.deadline_version == 2)
    await cable_out(room, desk)
    await desk.acts.answer("single/2", "B")
    await desk.stop()
    desk = desks.at()
    await desk.shows("paper")
    await until(lambda: desk.here.files_ready)
    page_file(desk, room).write_text("alone")
    await until(lambda: desk.here.fold.files)

    await until(lambda: desk.daemon.ticker.screen == "closed")
    closed_at = room.now()
    with pytest.raises(Refused, match="time is over"):
        await desk.acts.answer("single/1", "too late")
    room.faults.clear()
    await until(lambda: room.sitting.receipts)

    assert 0 <= closed_at - end < 1_000
    log = room.sitting.log(1)
    assert [(change.kind, change.value) for change in log] == [("answer", "A"), ("answer", "B"), ("file", None)]
    assert all(change.at <= end for change in log)
    assert (room.sitting.receipts[0].by, room.sitting.receipts[0].revision) == ("deadline", 3)


async def test_who_was_offline_to_the_end_is_delivered_while_the_next_one_sits_there(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    end = room.now() + 700
    await room.set_deadline(room.sitting, end)
    await until(lambda: desk.here.holding.deadline_version == 2)
    await cable_out(room, desk)
    await desk.acts.answer("single/1", "A")
    page_file(desk, room).write_text("alone")
    await desk.shows("closed")
    await until(lambda: desk.here.looked_for == 2)
    await desk.acts.finish()
    await desk.stop()
    again = desks.at()
    room.faults = {"drop_saves"}
    await room.set_deadline(room.sittings[OTHER], room.now() + 3_600_000)

    await again.in_exam(OTHER)
    assert room.sitting.log(1) == []
    room.faults.clear()
    await room.cut()
    await until(lambda: room.sitting.receipts)
    await again.acts.answer("single/1", "C")
    await again.delivered()

    assert [(change.kind, change.value) for change in room.sitting.log(1)] == [("answer", "A"), ("file", None)]
    assert [change.value for change in room.sittings[OTHER].log(1)] == ["C"]
    assert again.here.fold.answers == {"single/1": "C"}
    assert again.screen == "paper"


@pytest.mark.parametrize("kind", ["collect", "clear", "restart", "uninstall", "check_environment"])
async def test_a_command_that_comes_again_over_another_link_is_done_once(
    room: FakeRoom, desks: Desks, kind: CommandKind
):
    """Before its acknowledgement has arrived the link breaks; then it comes twice more, the last time too late (5.9)."""
    desk = await desks.at().online()
    sent = command(room, kind)
    await room.send(room.only_machine(), sent)
    await room.cut()
    await until(lambda: len(room.only_machine().hellos) == 2 and desk.daemon.connection.online)

    await room.send(room.only_machine(), Command(id=sent.id, expires_at=sent.expires_at, kind=sent.kind))
    await acks(room, sent)
    await room.send(room.only_machine(), Command(id=sent.id, expires_at=1, kind=sent.kind))
    told = await acks(room, sent, 2)

    (done,) = await desk.daemon.core.store.last_commands()
    assert done.id == sent.id
    assert {(ack.outcome, ack.result.get("reason")) for ack in told} == {(done.outcome, done.result.get("reason"))}
    assert done.result.get("reason") != "expired"


async def test_a_command_that_comes_too_late_after_the_cut_is_not_done(room: FakeRoom, desks: Desks):
    desk = await desks.at().online()
    sent = command(room, "clear")
    sent.expires_at = room.now() + 300
    await cable_out(room, desk)
    await until(lambda: room.now() > sent.expires_at)
    room.faults.clear()
    await desk.online()

    await room.send(room.only_machine(), sent)

    (ack,) = await acks(room, sent)
    assert (ack.outcome, ack.result) == ("refused", {"reason": "expired"})


async def test_a_lock_and_a_shown_number_that_came_over_a_cut_hold_and_are_told_once(room: FakeRoom, desks: Desks):
    """They are state: the last version wins, however often and in whatever order it comes."""
    desk = await begun(room, desks)
    await cable_out(room, desk)
    machine = room.only_machine()
    lock = await room.lock(machine, "请停止作答")
    room.faults.clear()
    await desk.online()
    await until(desk.daemon.core.candidate.lock)

    await room.tell(machine)
    await room.tell(machine)
    await desk.acts.acknowledge_lock()
    await desk.acts.acknowledge_lock()
    await room.cut()
    await until(lambda: len(machine.hellos) == 3 and desk.daemon.connection.online)
    await until(lambda: room.of(AcknowledgeLock))

    assert desk.daemon.core.candidate.lock() is None
    assert {each.id for each in room.of(AcknowledgeLock)} == {lock.id}


async def test_an_outside_editor_s_way_of_saving_is_found_in_the_result(room: FakeRoom, desks: Desks):
    """Editors write beside the file, keep a backup, and rename: what counts is the file, and it is never gone (C2)."""
    desk = await begun(room, desks)
    file = page_file(desk, room)
    for text in ("<h1>one</h1>", "<h1>two</h1>"):
        beside = file.with_name(".index.html.swp")
        beside.write_text(text)
        if file.exists():
            file.rename(file.with_name("index.html~"))
        beside.rename(file)
        file.with_name("index.html~").unlink(missing_ok=True)
        await until(partial(_is_taken, desk, _sha(text)))

    await desk.acts.submit()
    await until(lambda: desk.here.holding.receipt)

    log = [change for change in room.sitting.log(1) if change.path == "web01/index.html"]
    assert [bytes(room.blobs[change.sha256 or ""]).decode() for change in log] == ["<h1>one</h1>", "<h1>two</h1>"]
    assert room.sitting.fold()["files"].keys() == {"web01/index.html"}


@pytest.mark.slow
async def test_two_hundred_megabytes_do_not_hold_the_page_up(room: FakeRoom, desks: Desks):
    """While they are taken and uploaded, an answer is saved in a moment (issue 5.3)."""
    desk = await begun(room, desks)
    loop = asyncio.get_running_loop()
    for number in range(20):
        await asyncio.to_thread(_fill, page_file(desk, room).with_name(f"{number}.bin"), number)
    waits: list[float] = []

    while len(desk.here.fold.files) < 20 or desk.here.delivery.pending:
        before = loop.time()
        await desk.acts.answer("text/1", str(len(waits)))
        waits.append(loop.time() - before)
        await asyncio.sleep(0.05)

    assert sum(entry.size for entry in desk.here.fold.files.values()) == 200_000_000
    assert sorted(waits)[len(waits) * 95 // 100] < 0.3
    assert max(waits) < 2


def _fill(path: Path, number: int) -> None:
    path.write_bytes(bytes([number]) * 10_000_000)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_taken(desk: Desk, sha256: str) -> bool:
    entry = desk.here.fold.files.get("web01/index.html")
    return entry is not None and entry.sha256 == sha256
