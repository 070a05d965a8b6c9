"""考生端初始化 on the machine: nothing that the server lacks is lost (S3)."""

import sqlite3
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from formats.messages import Ack, CommandKind
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_commands import acks, command


async def asked(room: FakeRoom, kind: CommandKind = "clear", **arguments: bool) -> Ack:
    sent = command(room, kind, **arguments)
    await room.send(room.only_machine(), sent)
    return (await acks(room, sent))[0]


async def submitted(room: FakeRoom, desks: Desks, **options: Any) -> Desk:
    """A candidate has handed in an answer and a file."""
    await room.allow_login()
    await room.start()
    desk = await desks.at(**options).in_exam()
    await desk.acts.answer("single/1", "A")
    (desk.daemon.core.folder.work(desk.here.holding.sitting) / "web01" / "index.html").write_text("<h1>hello</h1>")
    await until(lambda: desk.here.fold.files)
    await desk.acts.submit()
    await desk.delivered()
    await until(lambda: desk.here.holding.receipt and left(desk.daemon.core.options.data)["receipt"])
    return desk


def left(folder: Path) -> dict[str, int]:
    """How many rows and files of candidates are there."""
    with sqlite3.connect(folder / "journal.sqlite3") as database:
        tables = ("holding", "change", "deadline", "receipt", "outbox")
        rows = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    database.close()
    files = [path for name in ("blobs", "work", "sealed", "papers") for path in (folder / name).rglob("*")]
    return {**rows, "files": sum(path.is_file() for path in files)}


NOTHING = {"holding": 0, "change": 0, "deadline": 0, "receipt": 0, "outbox": 0, "files": 0}


async def test_what_the_server_has_is_cleared_and_the_machine_stays_who_it_is(room: FakeRoom, desks: Desks):
    desk = await submitted(room, desks)
    before = desk.daemon.core.identity.machine

    ack = await asked(room)

    assert (ack.outcome, ack.result) == ("done", {"cleared": 1})
    assert left(desks.root / "pc1") == NOTHING
    assert desk.daemon.core.candidate.held == {}
    assert desk.daemon.core.identity.machine == before
    await desk.stop()
    again = await desks.at().online()
    assert again.daemon.core.identity.machine == before


async def test_a_machine_at_which_somebody_works_is_left_alone(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")
    await desk.delivered()

    ack = await asked(room, export=True)

    assert (ack.outcome, ack.result) == ("refused", {"reason": "busy"})
    assert desk.here.fold.answers == {"single/1": "A"}


async def test_answers_that_the_server_lacks_are_not_cleared(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await desk.acts.submit()
    before = left(desks.root / "pc1")

    ack = await asked(room)

    assert (ack.outcome, ack.result) == ("refused", {"reason": "holds_answers", "count": 1})
    assert (left(desks.root / "pc1"), before["change"]) == (before, 1)


async def test_exported_first_they_are_cleared_and_the_copy_delivers_them(room: FakeRoom, desks: Desks, tmp_path: Path):
    await room.allow_login()
    await room.start()
    desk = await desks.at(export_folder=tmp_path / "aside").in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await desk.acts.submit()

    ack = await asked(room, export=True)

    assert ack.outcome == "done"
    (kept,) = (tmp_path / "aside").iterdir()
    assert ack.result == {"cleared": 1, "exported": str(kept)}
    assert left(desks.root / "pc1") == NOTHING
    await desk.stop()
    room.faults.clear()
    copy = Desks(room, kept.parent)
    brought = copy.at(kept.name, fingerprint="hardware of pc1")
    try:
        await brought.online()
        await brought.delivered()
    finally:
        await copy.stop()


async def test_a_server_that_does_not_know_the_candidate_lacks_him(room: FakeRoom, desks: Desks):
    desk = await submitted(room, desks)
    for held in desk.daemon.core.candidate.held.values():
        held.delivery.link_up(None)

    ack = await asked(room)

    assert (ack.outcome, ack.result["reason"]) == ("refused", "holds_answers")


async def test_a_cut_in_between_is_finished_at_the_next_start(room: FakeRoom, desks: Desks):
    desk = await submitted(room, desks)
    await desk.daemon.core.store.clear(await desk.daemon.core.store.heads())
    await desk.stop()
    assert left(desks.root / "pc1")["files"] > 0

    await desks.at().online()

    assert left(desks.root / "pc1") == NOTHING


async def test_a_machine_without_the_words_for_it_is_not_uninstalled(room: FakeRoom, desks: Desks):
    await submitted(room, desks)
    before = left(desks.root / "pc1")

    ack = await asked(room, "uninstall")

    assert (ack.outcome, ack.result) == ("refused", {"reason": "uninstall_not_configured"})
    assert left(desks.root / "pc1") == before


@pytest.mark.parametrize("export", [False, True])
async def test_uninstalled_it_leaves_nothing_but_what_was_set_aside(
    room: FakeRoom, desks: Desks, tmp_path: Path, export: bool
):
    mark = tmp_path / "removed"
    program = (sys.executable, "-c", f"open({str(mark)!r}, 'w').close()")
    desk = await submitted(room, desks, uninstall=program)

    ack = await asked(room, "uninstall", export=export)
    await until(lambda: desk._running is not None and desk._running.done(), "ended")
    await desk.stop()

    assert (ack.outcome, mark.exists()) == ("done", True)
    assert [path.name for path in (desks.root / "pc1").iterdir()] == (["exported"] if export else [])


async def test_a_program_that_cannot_be_removed_goes_on(room: FakeRoom, desks: Desks):
    desk = await submitted(room, desks, uninstall=(sys.executable, "-c", "raise SystemExit('in use')"))

    ack = await asked(room, "uninstall")

    assert (ack.outcome, ack.result) == ("failed", {"cleared": 1, "reason": "in use"})
    assert desk.daemon.connection.online
    assert isinstance(desk.daemon.core.identity.machine, UUID)
