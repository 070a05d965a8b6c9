"""Files of the practical task: on this disk first, then in pieces on the server, then named (C2, C3)."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_client.blobs import PIECE
from agent_client.view import _answered
from formats.messages import RaiseHand
from formats.paper import Question
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_page import browser


async def begun(room: FakeRoom, desks: Desks) -> Desk:
    await room.allow_login()
    await room.start()
    return await desks.at().in_exam()


def work(desk: Desk) -> Path:
    return desk.daemon.core.folder.work(desk.here.holding.sitting)


async def test_folders_of_the_task_are_made(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)

    assert (work(desk) / "web01" / "css").is_dir()


async def test_changes_of_a_file_are_seen_uploaded_and_named_in_order(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    file = work(desk) / "web01" / "index.html"

    file.write_text("one")
    await until(lambda: desk.here.delivery.head == 1)
    file.write_text("two and more")
    await until(lambda: desk.here.delivery.head == 2)
    file.unlink()
    await until(lambda: desk.here.delivery.head == 3)
    await desk.delivered()

    log = room.sitting.log(1)
    assert [(change.path, change.size, change.question) for change in log] == [
        ("web01/index.html", 3, "task/1"),
        ("web01/index.html", 12, "task/1"),
        ("web01/index.html", 0, "task/1"),
    ]
    assert [bytes(room.blobs[change.sha256]) for change in log if change.sha256] == [b"one", b"two and more"]
    assert log[2].sha256 == ""


async def test_what_is_submitted_is_what_lies_there_at_that_moment(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    (work(desk) / "web01" / "index.html").write_text("just now")

    await desk.acts.submit()

    await until(lambda: desk.here.holding.receipt)
    assert [change.path for change in room.sitting.log(1)] == ["web01/index.html"]


async def test_a_task_is_answered_also_by_a_file_whose_name_not_every_system_bears(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    task = Question(kind="task", number=1, stem="Make a page", marks=5, title="Page", files=("web01/aux.html",))
    assert desk.here.paper is not None
    desk.here.paper = replace(desk.here.paper, questions=(task,))

    (work(desk) / "web01" / "aux.html").write_text("<p>")
    await until(lambda: desk.here.delivery.head == 1)

    assert list(desk.here.fold.files) == ["web01/%61ux.html"]
    assert _answered(desk.here, desk.here.fold) == {"task/1"}


async def test_what_was_written_just_before_the_deadline_counts_from_then(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    end = room.now() + 600
    await room.set_deadline(room.sitting, end)
    await until(lambda: desk.here.holding.deadline_version == 2)

    (work(desk) / "web01" / "index.html").write_text("in time")

    await until(lambda: desk.here.holding.receipt)
    await until(lambda: room.sitting.receipts[-1].revision == 1)
    (change,) = room.sitting.log(1)
    assert change.at < end


async def test_upload_goes_on_in_the_middle_after_the_connection_broke(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    room.drop_after_patches = 3
    content = os.urandom(PIECE * 5 + 17)

    (work(desk) / "big.bin").write_bytes(content)
    await until(lambda: desk.here.delivery.head == 1)
    await desk.acts.answer("single/1", "A")
    await desk.delivered()

    assert room.patched_bytes == len(content)
    assert bytes(room.blobs[room.sitting.log(1)[0].sha256 or ""]) == content
    assert [change.kind for change in room.sitting.log(1)] == ["file", "answer"]


async def test_upload_goes_on_after_a_restart_of_the_daemon(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    content = os.urandom(PIECE * 4)
    room.faults.add("refuse")
    await room.cut()
    room.drop_after_patches = 2
    (work(desk) / "big.bin").write_bytes(content)
    await until(lambda: desk.here.delivery.head == 1)
    await desk.stop()
    room.faults.clear()

    again = desks.at()

    await until(lambda: room.sitting.log(1))
    await again.delivered()
    assert room.patched_bytes == len(content)


async def test_an_empty_file_is_a_file(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)

    (work(desk) / "empty.txt").touch()
    await until(lambda: desk.here.delivery.head == 1)
    await desk.delivered()

    assert room.sitting.log(1)[0].size == 0
    assert room.blob_lengths == {room.sitting.log(1)[0].sha256: 0}


async def test_a_server_that_lost_a_content_gets_it_again(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    (work(desk) / "a.txt").write_text("content")
    await until(lambda: desk.here.delivery.head == 1)
    await desk.delivered()

    room.sitting.log(1).clear()
    room.blobs.clear()
    room.blob_lengths.clear()
    await room.cut()

    await until(lambda: room.sitting.log(1))
    assert [bytes(blob) for blob in room.blobs.values()] == [b"content"]


async def test_links_and_what_lies_outside_are_never_followed(room: FakeRoom, desks: Desks, tmp_path: Path):
    desk = await begun(room, desks)
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("not yours")
    (work(desk) / "link.txt").symlink_to(secret / "key.txt")
    (work(desk) / "folder").symlink_to(secret)
    os.mkfifo(work(desk) / "pipe")
    (work(desk) / "mine.txt").write_text("mine")

    await until(lambda: desk.here.delivery.head == 1)
    await desk.acts.submit()

    await until(lambda: room.sitting.receipts)
    assert [change.path for change in room.sitting.log(1)] == ["mine.txt"]


async def test_a_file_changed_while_offline_and_restarted_is_found(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    file = work(desk) / "a.txt"
    file.write_text("before")
    await until(lambda: desk.here.delivery.head == 1)
    await desk.stop()
    file.write_text("while the daemon was away")

    again = desks.at()

    await until(lambda: again.here.delivery.head == 2)
    await again.delivered()
    assert room.sitting.log(1)[1].size == len("while the daemon was away")


async def test_a_file_is_kept_whatever_its_name_and_comes_back_at_the_next_machine(room: FakeRoom, desks: Desks):
    """C2, C3: Debian bears names that Windows does not, and bytes that are no text."""
    desk = await begun(room, desks)
    names = [
        "报告:终稿.txt",
        "what?.html",
        "aux.js",
        "CON",
        'q"q',
        "a*b",
        "dot.",
        "x ",
        "two\nlines",
        "\udcb1\udca8.txt",
        "长" * 80,
    ]
    for name in names:
        (work(desk) / "web01" / name).write_text(name.encode("utf-8", "surrogateescape").hex())

    await until(lambda: desk.here.delivery.head == len(names))
    await desk.delivered()
    await room.resume(room.sitting)
    await desk.shows("moved")
    again = await desks.at("pc2").in_exam()

    assert desk.here.left_out == ()
    assert {change.path for change in room.sitting.log(1)} >= {
        "web01/报告%3A终稿.txt",
        "web01/%43ON",
        "web01/%B1%A8.txt",
    }
    assert sorted(each.name for each in (work(again) / "web01").iterdir() if each.is_file()) == sorted(names)
    await again.acts.submit()
    await until(lambda: again.here.holding.receipt)
    assert room.sitting.log(2) == []


async def test_what_cannot_be_kept_is_told_to_candidate_and_proctor(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("agent_client.workfolder.MOST_BYTES", 10)
    desk = await begun(room, desks)
    (work(desk) / "link").symlink_to("/etc")
    (work(desk) / "影片:1.mp4").write_text("more than ten bytes")

    await until(lambda: hands(room))

    async with browser(desks) as page:
        await page.open()
        told = (await page.state())["left_out"]
    first = [{"path": "link", "why": "no_file"}, {"path": "影片:1.mp4", "why": "large"}]
    assert told == {"count": 2, "files": first}
    assert hands(room) == ["文件没有收取 / file not collected: 影片:1.mp4"]


def hands(room: FakeRoom) -> list[str]:
    return [frame.words for frame in room.of(RaiseHand)]
