"""The answer package from the machine: beside the daemon, after it, from the screen and from the command line (C3)."""

import json
from pathlib import Path

import pytest

from agent_client import exporter, exporting
from agent_client.core import Export
from agent_client.doing import decode
from agent_client.exporter import Drive, sticks
from agent_client.store import Store
from agent_client.view import Taste, _export
from formats.answer_package import open_package
from formats.refused import Refused
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import PACKAGE_PRIVATE, TICKET, FakeRoom
from tests.agent.test_page import browser

Content = dict[str, str | bytes]


def held_in(path: Path) -> Content:
    """The answers and files of a package, as the room reads them."""
    found: Content = {}
    with path.open("rb") as stream:
        package = open_package(stream, PACKAGE_PRIVATE)
        contents = {each.sha256: b"".join(package.content(each)) for each in package.manifest.contents}
        for change in package.changes():
            found[change.path or change.question] = contents[change.sha256] if change.sha256 else change.value or ""
    return found


async def cut_off(room: FakeRoom, desks: Desks) -> Desk:
    """A candidate has written an answer with a server, another one and a file without."""
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")
    await desk.delivered()
    room.faults.add("refuse")
    await room.cut()
    await until(lambda: not desk.daemon.connection.online)
    await desk.acts.answer("single/1", "B")
    work = desk.daemon.core.folder.work(desk.here.holding.sitting) / "web01" / "index.html"
    work.write_text("<h1>hello</h1>")
    return desk


EXPECTED: Content = {"single/1": "B", "web01/index.html": b"<h1>hello</h1>"}


async def test_the_screen_exports_onto_the_stick_without_a_server(
    room: FakeRoom, desks: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stick = tmp_path / "stick"
    stick.mkdir()
    (tmp_path / "gone.jka").write_bytes(b"")  # a stick that was pulled out: nothing can be written there
    monkeypatch.setattr(exporter, "sticks", lambda: [tmp_path / "gone.jka" / "stick", stick])
    desk = await cut_off(room, desks)

    await desk.daemon._page._doing.do(decode(b'{"act": "export"}'))
    told = await until(lambda: (export := desk.daemon.core.export) and not export.running and export)

    assert (told.fault, told.on_stick, len(told.files)) == (None, True, 1)
    assert held_in(Path(told.files[0])) == EXPECTED
    assert desk.screen == "paper"


async def test_after_an_offline_submission_the_way_out_still_exports_until_all_is_delivered(
    room: FakeRoom, desks: Desks
):
    """Issue 5.4: the next one finds the login, and whoever stands there that somebody's answers are only here."""
    desk = await cut_off(room, desks)
    await desk.acts.submit()
    await desk.acts.finish()
    async with browser(desks) as page:
        await page.open()
        before = await page.state()
        await page.do("export")
        told = await until(lambda: (export := desk.daemon.core.export) and not export.running and export)
        room.faults.clear()
        await until(lambda: not desk.daemon.core.candidate.undelivered())
        after, refused = await page.state(), await page.do("export")

    assert (before["identity"], before["undelivered"], after["undelivered"]) == (None, 1, 0)
    assert held_in(Path(told.files[0])) == EXPECTED
    assert refused[1]["code"] == "export.nothing"


async def test_the_command_exports_beside_the_daemon_and_after_it(
    room: FakeRoom, desks: Desks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    desk = await cut_off(room, desks)
    await until(lambda: desk.here.fold.files)
    arguments = [str(tmp_path / "out"), "--data", str(desks.root / "pc1")]

    assert exporting.main(arguments) == 0
    told = capsys.readouterr().out
    (path,) = (tmp_path / "out").iterdir()
    assert (held_in(path), path.name.startswith(f"{TICKET}-"), "changes: 3  not on the server: " in told) == (
        EXPECTED,
        True,
        True,
    )
    await desk.stop()
    path.unlink()

    assert exporting.main([*arguments, "--ticket", TICKET]) == 0
    assert held_in(path) == EXPECTED


def test_where_nothing_is_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert exporting.main([str(tmp_path), "--data", str(tmp_path)]) == 2
    Store(tmp_path / "journal.sqlite3").begin().stop()
    assert exporting.main([str(tmp_path / "out"), "--data", str(tmp_path)]) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[0].endswith("is not the folder of a candidate's machine.")
    assert told[1] == "There are no answers to export."
    assert not (tmp_path / "out").exists()


async def test_a_login_with_an_older_room_has_no_key_to_seal_for(
    room: FakeRoom, desks: Desks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    desk = await cut_off(room, desks)
    desk.here.holding.package_key = ""
    await desk.daemon.core.store.keep(desk.here.holding)

    assert exporting.main([str(tmp_path / "out"), "--data", str(desks.root / "pc1")]) == 1
    assert "The room's key is not here" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_stick_is_what_the_system_calls_removable_or_mounts_as_one(tmp_path: Path):
    places = [Drive(str(tmp_path), "rw,removable"), Drive(str(tmp_path / "none"), "rw,removable"), Drive("/", "rw")]

    assert sticks(places) == [tmp_path]


def test_the_state_says_what_became_of_it():
    told = _export(Export(fault=Refused("export.nothing", "There are no answers to export.")), Taste(lang="zh"))

    assert json.loads(json.dumps(told)) == {
        "running": False,
        "files": [],
        "on_stick": False,
        "fault": {"code": "export.nothing", "text": "没有可以导出的作答。"},
    }
