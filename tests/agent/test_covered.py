"""Behind a lock, and while the exam stands still, nobody works on by posting to the local page (E16, F5, issue 5.10)."""

from pathlib import Path
from typing import Any

import pytest

from agent_client import cover
from tests.agent.conftest import Desk, Desks, until
from tests.agent.fake_room import FakeRoom
from tests.agent.test_cheating import begun, code_of, open_browser
from tests.agent.test_page import Browser, browser

WORK: list[tuple[str, dict[str, Any]]] = [
    ("answer", {"question": "single/1", "value": "B"}),
    ("mark", {"question": "single/1", "marked": True}),
    ("open_folder", {}),
    ("open_material", {"name": "logo.png"}),
    ("submit", {}),
]


def file_of(desk: Desk) -> Path:
    return desk.daemon.core.folder.work(desk.here.holding.sitting) / "web01" / "index.html"


async def posted(page: Browser) -> set[tuple[int, str]]:
    return {await code_of(page, act, **values) for act, values in WORK}


async def covered(room: FakeRoom, desk: Desk, **told: Any) -> None:
    await room.tell(room.only_machine(), **told)
    await until(lambda: desk.daemon.core.candidate.is_covered)


async def test_what_was_being_typed_is_taken_and_then_nothing(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    desk = await begun(room, desks)
    async with browser(desks) as page:
        await open_browser(page)
        await covered(room, desk, interrupted="停电")
        first = await code_of(page, "answer", question="single/1", value="A")
        monkeypatch.setattr(cover, "GRACE_MS", -1)

        then = await posted(page)
        told = await page.do("answer", question="single/1", value="B")

    assert (first, then) == ((200, ""), {(409, "interrupted")})
    assert told[1]["text"] == "考试已中断，已输入的内容会保留，恢复后自动保存。"
    assert (desk.here.fold.answers, desk.here.holding.marks, desk.here.holding.submit_asked_at) == (
        {"single/1": "A"},
        [],
        None,
    )


async def test_the_grace_is_over_also_when_an_interruption_becomes_a_lock(room: FakeRoom, desks: Desks):
    desk = await begun(room, desks)
    core = desk.daemon.core
    await covered(room, desk, interrupted="停电")
    now = core.clocks.boot()
    core.cover.look(now)

    await room.lock(room.only_machine(), "安静")
    await until(core.candidate.lock)
    await room.tell(room.only_machine(), interrupted=None)
    await until(lambda: not core.candidate.is_interrupted)

    assert not core.cover.stands_still(now + 60_000)
    with pytest.raises(Exception, match="The screen is locked"):
        core.cover.check(now + cover.GRACE_MS + 500)


async def test_files_wait_for_the_interruption_to_end_and_nobody_loses_work(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cover, "GRACE_MS", -1)
    desk = await begun(room, desks)
    await covered(room, desk, interrupted="停电")
    file_of(desk).write_text("meanwhile")
    async with browser(desks) as page:
        await open_browser(page)
        refused = await posted(page)
        await page.do("export")  # it looks at the work folder first
        await until(lambda: desk.daemon.core.export and desk.daemon.core.export.fault)
    assert (refused, desk.here.delivery.head) == ({(409, "interrupted")}, 0)

    await room.tell(room.only_machine(), interrupted=None)

    await until(lambda: desk.here.delivery.head == 1)
    assert desk.here.fold.files.keys() == {"web01/index.html"}
    await desk.acts.submit()


async def test_behind_a_lock_files_are_taken_and_posts_are_not_until_it_is_acknowledged(
    room: FakeRoom, desks: Desks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cover, "GRACE_MS", -1)
    desk = await begun(room, desks)
    await room.lock(room.only_machine(), "请坐好")
    await until(desk.daemon.core.candidate.lock)
    file_of(desk).write_text("the clock runs")
    async with browser(desks) as page:
        await open_browser(page)
        refused = await posted(page)
        await until(lambda: desk.here.delivery.head == 1)
        await page.do("acknowledge_lock")
        taken = await code_of(page, "answer", question="single/1", value="B")

    assert (refused, taken) == ({(409, "locked")}, (200, ""))
