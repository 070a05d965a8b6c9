"""Materials of a practical task at the candidate's machine (C2, E10, C5, issue 5.3)."""

import os
import shutil
from pathlib import Path

import pytest

from agent_client import materials, workfolder
from agent_client.kiosk_yield import Yield
from formats.messages import Beat
from formats.refused import Refused
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_kiosk_yield import Kiosk
from tests.agent.test_page import browser

PNG = b"\x89PNG\r\n\x1a\n" + os.urandom(700_000)
GIVEN = {"效果图.png": PNG, "data.txt": b"one\n"}


def folder(desk: Desk) -> Path:
    return desk.daemon.core.folder.work(desk.here.holding.sitting) / "材料"


def laid(desk: Desk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder(desk).iterdir()}


async def begun(room: FakeRoom, given: dict[str, bytes] = GIVEN) -> None:
    room.give(given)
    await room.allow_login()
    await room.start()


async def test_they_lie_in_the_work_folder_and_do_not_come_back_unless_changed(room: FakeRoom, desks: Desks):
    await begun(room)
    desk = await desks.at().in_exam()

    assert laid(desk) == GIVEN
    (folder(desk) / "data.txt").write_bytes(b"one\ntwo\n")
    await until(lambda: "材料/data.txt" in desk.here.fold.files)
    await desk.delivered()

    assert [(change.path, change.question) for change in room.sitting.log(1)] == [("材料/data.txt", "task/1")]


async def test_they_are_fetched_sealed_before_the_start_and_opened_after_it(room: FakeRoom, desks: Desks):
    room.give(GIVEN)
    await room.allow_login()
    desk = desks.at()
    await desk.logged_in()
    await desk.acts.read_rules()
    kept = desk.daemon.core.folder.papers
    sources = desk.here.holding.paper.materials

    await until(lambda: all(materials.place(kept, source).exists() for source in sources), "fetched")
    everything = b"".join(path.read_bytes() for path in kept.parent.rglob("*") if path.is_file())
    assert b"one\n" not in everything
    assert PNG[:200] not in everything
    await room.start()
    await until(lambda: desk.here.files_ready, "work folder")

    assert laid(desk) == GIVEN


async def test_a_download_that_was_cut_goes_on_where_it_stopped(room: FakeRoom, desks: Desks):
    room.faults.add("cut_materials")
    await begun(room, {"效果图.png": PNG})

    desk = await desks.at().in_exam()

    assert laid(desk) == {"效果图.png": PNG}
    assert room.ranges[0] == "bytes=0-"
    assert "bytes=0-" not in room.ranges[1:]


async def test_a_resume_at_another_machine_has_them_and_what_was_made_of_one(room: FakeRoom, desks: Desks):
    await begun(room)
    old = await desks.at("pc1").in_exam()
    (folder(old) / "data.txt").write_bytes(b"mine")
    await until(lambda: "材料/data.txt" in old.here.fold.files)
    await old.delivered()

    await room.resume(room.sitting)
    await old.shows("moved")
    new = await desks.at("pc2").in_exam()

    assert laid(new) == {**GIVEN, "data.txt": b"mine"}


async def test_after_the_hand_in_the_folder_is_gone_and_the_next_one_has_fresh_ones(room: FakeRoom, desks: Desks):
    other = room.add_candidate("1002")
    await begun(room)
    desk = await desks.at().in_exam()
    mine = folder(desk)
    (mine / "data.txt").write_bytes(b"mine")
    await until(lambda: "材料/data.txt" in desk.here.fold.files)
    await desk.acts.submit()
    await until(lambda: desk.here.holding.receipt, "receipt")
    await desk.acts.finish()

    assert not mine.exists()
    await desk.in_exam("1002")
    assert laid(desk) == GIVEN
    assert desk.here.holding.sitting == other.id


@pytest.mark.parametrize("instead", ["link", "file"])
async def test_a_link_or_a_file_in_place_of_their_folder_is_never_written_through(
    room: FakeRoom, desks: Desks, tmp_path: Path, instead: str
):
    await begun(room)
    desk = await desks.at().in_exam()
    elsewhere, mine = tmp_path / "elsewhere", folder(desk)
    elsewhere.mkdir()
    shutil.rmtree(mine)
    mine.symlink_to(elsewhere) if instead == "link" else mine.write_bytes(b"mine")
    await desk.stop()

    again = await desks.at().online()
    await until(lambda: again.here.files_ready, "work folder")

    assert list(elsewhere.iterdir()) == []
    assert mine.is_symlink() or mine.read_bytes() == b"mine"


async def test_a_damaged_one_opens_no_folder_and_is_fetched_again(room: FakeRoom, desks: Desks):
    room.give(GIVEN)
    whole = dict(room.materials)
    sha256 = next(iter(whole))
    room.materials[sha256] = whole[sha256][:-1] + bytes([whole[sha256][-1] ^ 1])
    await room.allow_login()
    await room.start()
    desk = desks.at()
    await desk.logged_in()
    await desk.acts.read_rules()
    await desk.shows("paper")
    await until(lambda: len(room.ranges) >= 2, "asked again")
    assert not desk.here.files_ready

    room.materials = whole
    await until(lambda: desk.here.files_ready, "work folder")

    assert laid(desk) == GIVEN


async def test_the_page_shows_pictures_of_the_open_paper_only(room: FakeRoom, desks: Desks):
    await begun(room, {**GIVEN, "page.html": b"<script>1</script>"})
    desk = await desks.at().in_exam()
    async with browser(desks) as page:
        await page.open()
        status, headers = await page.get("/materials/效果图.png")
        others = [
            (await page.get(f"/materials/{name}"))[0] for name in ("data.txt", "page.html", "x.png", "..%2fx.png")
        ]
        told = (await page.state())["paper"]["questions"][-1]["materials"]
        await page.do("submit")
        after = (await page.get("/materials/效果图.png"))[0]

    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/png", "no-store")
    assert others == [404] * 4
    assert [(each["name"], each["size"]) for each in told] == [
        ("效果图.png", len(PNG)),
        ("data.txt", 4),
        ("page.html", 18),
    ]
    assert after == 404
    assert desk.here.holding.submit_asked_at is not None


async def test_waiting_for_the_key_tells_the_page_nothing_and_looks_at_nothing(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    """Half an hour of waiting costs a candidate's machine nothing (issue 5.11)."""
    monkeypatch.setattr("agent_client.preparation.TRY_AGAIN_S", 0.01)
    room.give(GIVEN)
    await room.allow_login()
    desk = desks.at()
    await desk.logged_in()
    await desk.acts.read_rules()
    core = desk.daemon.core
    await until(lambda: workfolder.is_there(core.folder.work(desk.here.holding.sitting)), "fetched")
    await until(lambda: desk.daemon.ticker.screen == "countdown", "countdown")

    looked: list[object] = []
    rung = core.changed.count
    monkeypatch.setattr(materials, "gathered", lambda *asked: looked.append(asked))
    beats = len(room.of(Beat))
    await until(lambda: len(room.of(Beat)) > beats, "a beat")

    assert (core.changed.count - rung, looked) == (0, [])


async def test_one_is_opened_by_the_daemon_and_lies_there_again_if_it_was_removed(room: FakeRoom, desks: Desks):
    """The full-screen browser could only save it where nobody finds it."""
    await begun(room)
    desk, kiosk = await desks.at().in_exam(), Kiosk()
    desk.daemon.stage.kiosk = kiosk
    (folder(desk) / "data.txt").unlink()

    where = await desk.acts.open_material("data.txt")

    assert (Path(where), laid(desk)) == (folder(desk) / "data.txt", GIVEN)
    assert kiosk.orders[0] == Yield(folder=str(folder(desk).parent), tools=(), file=where)


@pytest.mark.parametrize("name", ["nothing.txt", "../../../journal.sqlite3", "材料/data.txt"])
async def test_nothing_else_is_opened(room: FakeRoom, desks: Desks, name: str):
    await begun(room)
    desk, kiosk = await desks.at().in_exam(), Kiosk()
    desk.daemon.stage.kiosk = kiosk

    with pytest.raises(Refused) as refused:
        await desk.acts.open_material(name)

    assert (refused.value.code, kiosk.orders) == ("material.unknown", [])


async def test_without_a_desktop_it_is_said_where_the_materials_lie(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    await begun(room)
    desk = await desks.at().in_exam()

    with pytest.raises(Refused) as refused:
        await desk.acts.open_material("data.txt")

    assert (refused.value.code, refused.value.values) == ("folder.no_desktop", {"folder": str(folder(desk))})
