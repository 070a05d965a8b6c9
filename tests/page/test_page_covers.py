"""Lock, interruption, offline, return and messages: what comes over the paper (E16, F2, F5, F9)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.album import BACK, LOCK, MESSAGE, OFFLINE
from tests.page.scenes import State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]


def test_the_lock_covers_everything_until_it_is_acknowledged(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway(lock=LOCK))
    cover = page.get_by_role("dialog", name="监考员已锁定本机")

    expect(cover).to_contain_text("请不要和邻座交谈，坐正继续作答。")
    expect(cover).to_contain_text("监考员 李四")
    for key in ["Escape", "Escape", "a", "ArrowRight", "Enter", " "]:
        page.keyboard.press(key)
    expect(cover).to_be_visible()
    assert daemon.acts == []
    expect(page.get_by_role("button", name="我已知晓")).to_be_focused()  # nothing was pressed for a moment
    page.keyboard.press("Enter")

    expect(cover).to_have_count(0)
    assert daemon.acts == [{"act": "acknowledge_lock"}]


@pytest.mark.slow
def test_the_clock_runs_on_under_the_lock(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway(lock=LOCK))

    expect(page.get_by_role("dialog")).to_contain_text("剩余时间照常走")
    expect(page.get_by_role("dialog").get_by_role("timer")).to_contain_text(re.compile("01:17:0[0-6]"))


@pytest.mark.slow
def test_a_lock_during_submission_lies_over_the_dialog_and_gives_it_back(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    page.locator(".turn").click()

    daemon.show(lock=LOCK)
    page.get_by_role("button", name="我已知晓").click()

    expect(page.get_by_role("dialog", name="交卷")).to_be_visible()


@pytest.mark.slow
def test_the_lock_is_there_on_every_screen(page: Page, sit_down: SitDown):
    sit_down(scenes.before_the_exam("waiting", lock=LOCK))

    expect(page.get_by_role("dialog", name="监考员已锁定本机")).to_be_visible()


@pytest.mark.parametrize("told", [{"interrupted": "全场停电，正在恢复。"}, {"screen": "interrupted"}])
def test_an_interruption_covers_the_paper_and_the_clock_stands(page: Page, sit_down: SitDown, told: State):
    daemon = sit_down(scenes.halfway(deadline=scenes.deadline(None, remaining_ms=4_628_000), **told))
    cover = page.get_by_role("dialog", name="考试暂停")

    expect(cover).to_contain_text("01:17:08")
    page.keyboard.press("Escape")
    expect(page.locator(".clock .end")).to_have_text("时间停住")
    expect(cover).to_contain_text("01:17:08")
    lost = scenes.entry("interruption", 600_000, at(14, 12), at(14, 22))
    daemon.show(screen="paper", interrupted=None, deadline=scenes.deadline(at(15, 39), version=3, entries=[lost]))
    expect(cover).to_have_count(0)


def test_a_lost_server_is_told_calmly_and_work_goes_on(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway(link={"online": False, "since": at(14, 9, 38)}, safety=OFFLINE))

    expect(page.locator(".notice")).to_contain_text("和服务器断开了，请继续作答。")
    expect(page.locator(".notice")).to_contain_text("待上传 3 处改动，最早 14:09:38")
    expect(page.locator(".safe")).to_contain_text("离线 2:1")
    page.keyboard.press("C")
    expect(page.locator(".saving")).to_have_text("已保存本机")
    expect(page.locator(".safe")).not_to_contain_text("已上传")
    daemon.show(link={"online": True, "since": daemon.now()})
    expect(page.locator(".notice")).to_have_count(0)


def test_who_comes_back_sees_what_was_found_lost_and_given(page: Page, sit_down: SitDown):
    back = {"answers": 12, "last_at": at(14, 28, 51), "entries": [BACK]}
    daemon = sit_down(scenes.halfway(welcome_back=back, deadline=scenes.deadline(at(15, 27, 49), entries=[BACK])))
    dialog = page.get_by_role("dialog", name="欢迎回来")

    expect(dialog).to_contain_text("12 题，最后一次 14:28:51")
    expect(dialog).to_contain_text("14:28:51 – 14:32:40，共 3 分 49 秒")
    expect(dialog).to_contain_text("+3 分 49 秒")
    expect(dialog).to_contain_text("15:27:49")
    expect(page.get_by_role("button", name="继续作答")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    daemon.wait_for(lambda: daemon.acts == [{"act": "notice_seen", "id": "welcome_back"}])


@pytest.mark.slow
def test_who_comes_back_is_told_what_was_taken_back(page: Page, sit_down: SitDown):
    """A wrong grant is no extra time, with the minus before it (F1)."""
    given, taken = (scenes.entry("extra_time", ms, None, None) for ms in (120_000, -120_000))
    sit_down(scenes.halfway(welcome_back={"answers": 2, "last_at": at(14, 28), "entries": [given, taken]}))

    rows = page.get_by_role("dialog", name="欢迎回来")

    expect(rows).to_contain_text(re.compile(r"补时\s*\+2 分\s*收回\s*−2 分"))


def test_a_message_stays_until_it_is_read_and_the_room_gets_to_know(page: Page, sit_down: SitDown):
    written = {**MESSAGE, "values": {"sender": "李四"}}
    daemon = sit_down(scenes.halfway(notices=[written]))

    expect(page.locator(".notice")).to_contain_text("监考员 李四")
    expect(page.locator(".notice")).to_contain_text(MESSAGE["text"])
    page.get_by_role("button", name="知道了").click()

    daemon.wait_for(lambda: daemon.acts == [{"act": "notice_seen", "id": "m1"}])
    expect(page.locator(".notice")).to_have_count(0)


@pytest.mark.slow
def test_older_messages_wait_behind_the_newest_two(page: Page, sit_down: SitDown):
    several = [{**MESSAGE, "id": f"m{n}", "text": f"第 {n} 条", "at": at(14, n)} for n in range(4)]

    sit_down(scenes.halfway(notices=several))

    expect(page.locator(".notice")).to_have_count(2)
    expect(page.locator(".notice").first).to_contain_text("第 3 条")
    expect(page.locator(".notice").last).to_contain_text("还有 2 条")
