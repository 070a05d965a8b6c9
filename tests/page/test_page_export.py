"""导出作答包 on the candidate's screen, when there is no server (C3, E13)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.scenes import State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser
SitDown = Callable[[State], StubDaemon]


def test_without_a_server_the_answers_can_be_taken_away_on_a_stick(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    expect(page.get_by_role("button", name="导出作答包")).to_have_count(0)
    daemon.show(link={"online": False, "since": at(14, 9)})

    page.get_by_role("button", name="导出作答包").click()
    page.get_by_role("button", name="导出", exact=True).click()
    daemon.wait_for(lambda: bool(daemon.acts_named("export")))
    daemon.show(export={"running": True, "files": [], "on_stick": False, "fault": None})
    expect(page.get_by_role("dialog")).to_contain_text("正在导出")
    daemon.show(export={"running": False, "files": ["/media/usb/1903-1.jka"], "on_stick": True, "fault": None})
    expect(page.get_by_role("dialog")).to_contain_text("已导出到U盘")
    expect(page.get_by_role("dialog")).to_contain_text("/media/usb/1903-1.jka")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_after_an_offline_submission_the_login_says_that_answers_are_only_here(page: Page, sit_down: SitDown):
    """Issue 5.4: who has gone from here has left what is nowhere else."""
    daemon = sit_down(
        scenes.before_the_exam("login", identity=None, undelivered=1, link={"online": False, "since": at(14, 9)})
    )
    notice = page.locator(".notice").filter(has_text="请不要关机：本机还有作答没有上传。")
    notice.get_by_role("button", name="导出作答包").click()
    page.get_by_role("button", name="导出", exact=True).click()
    daemon.wait_for(lambda: bool(daemon.acts_named("export")))
    page.keyboard.press("Escape")

    daemon.show(undelivered=0)

    expect(notice).to_have_count(0)


@pytest.mark.slow
def test_a_daemon_that_never_had_a_server_names_no_span(page: Page, sit_down: SitDown):
    """Started again without one, it does not know since when."""
    sit_down(scenes.halfway(link={"online": False, "since": None}))

    expect(page.locator(".safe")).to_contain_text("离线")
    expect(page.locator(".safe .warn")).to_have_text("离线")


@pytest.mark.slow
def test_an_export_that_failed_says_why(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.show(link={"online": False, "since": at(14, 9)})
    page.get_by_role("button", name="导出作答包").click()

    fault = {"code": "export.failed", "text": "作答包没有写入，请换一个U盘再试。"}
    daemon.show(export={"running": False, "files": [], "on_stick": False, "fault": fault})

    expect(page.get_by_role("alert").filter(has_text="请换一个U盘再试")).to_be_visible()
