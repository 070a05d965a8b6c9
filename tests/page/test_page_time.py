"""The time left comes from the server, whatever the machine's clock says; its changes are told (C4, F2)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.page import scenes
from tests.page.scenes import MINUTE, NOW, State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]
THREE_HOURS_SLOW = "const now = Date.now; Date.now = () => now() - 3 * 3600 * 1000"


def test_a_wrong_clock_and_a_wrong_zone_move_neither_time(page: Page, context: BrowserContext, sit_down: SitDown):
    """The browser of these tests stands in Los Angeles."""
    context.add_init_script(THREE_HOURS_SLOW)

    sit_down(scenes.halfway())

    expect(page.locator(".clock .end")).to_have_text("15:29")
    expect(page.locator(".clock [role=timer] b")).to_have_text(re.compile("01:17:0[0-6]"))


@pytest.mark.slow
def test_after_the_machine_has_slept_the_time_is_asked_for_anew(page: Page, context: BrowserContext, sit_down: SitDown):
    """A browser's monotonic clock may stand still meanwhile; the daemon's runs through (issue 5.7)."""
    context.add_init_script("window.slept = 0; const now = Date.now; Date.now = () => now() + window.slept")
    daemon = sit_down(scenes.halfway())
    expect(page.locator(".clock [role=timer] b")).to_have_text(re.compile("01:17:0[0-6]"))

    daemon.sleep(10 * MINUTE)
    page.evaluate("window.slept = 600000")

    expect(page.locator(".clock [role=timer] b")).to_have_text(re.compile("01:0(6:5|7:0)[0-9]"))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        pytest.param(15, "还有 15 分钟", marks=pytest.mark.slow),
        pytest.param(5, "还有 5 分钟", marks=pytest.mark.slow),
        (1, "还有 1 分钟"),
    ],
)
def test_short_time_is_told_once(page: Page, sit_down: SitDown, minutes: int, words: str):
    sit_down(scenes.halfway(deadline=scenes.deadline(NOW + minutes * MINUTE + 3000)))

    expect(page.locator(".notice")).to_contain_text(words)
    page.get_by_role("button", name="知道了").click()
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.locator(".clock [role=timer] b")).to_have_text(re.compile(f"00:{minutes - 1:02}:5[0-6]"))
    expect(page.locator(".notice")).to_have_count(0)


@pytest.mark.slow
def test_given_time_is_told_with_what_was_lost(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    lost = scenes.entry("extra_time", 5 * MINUTE, at(14, 4, 10), at(14, 8, 48))

    daemon.show(deadline=scenes.deadline(at(15, 34), version=2, entries=[lost]))

    expect(page.locator(".notice")).to_contain_text("+5 分 补时")
    expect(page.locator(".notice")).to_contain_text(
        "14:04:10 至 14:08:48 不能作答，监考员给你补时 5 分。新的结束时间是 15:34。"
    )
    expect(page.locator(".clock .end")).to_have_text("15:34")
    expect(page.locator(".clock .plus")).to_have_text("+5 分 补时")


@pytest.mark.slow
def test_an_end_that_moved_without_a_gift_is_told(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())

    daemon.show(deadline=scenes.deadline(at(15, 20), version=2))

    expect(page.locator(".notice")).to_contain_text("新的结束时间是 15:20")


def test_the_end_of_the_time_is_said(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway(deadline=scenes.deadline(NOW + 1000)))

    expect(page.locator(".notice")).to_contain_text("时间到")
    expect(page.locator(".clock [role=timer] b")).to_have_text("00:00:00")


def test_what_was_typed_last_is_saved_before_the_time_is_over(page: Page, sit_down: SitDown):
    """An input method still composes: nothing but the end of the time would send it."""
    daemon = sit_down(scenes.halfway(deadline=scenes.deadline(NOW + 6000)))
    page.get_by_role("button", name="第 20 题，").click()

    page.get_by_role("textbox").evaluate(
        "field => { field.value = '写了一半'; field.dispatchEvent(new InputEvent('input', {isComposing: true, bubbles: true})) }"
    )

    daemon.wait_for(lambda: daemon.values_of("text/1") == ["写了一半"])


@pytest.mark.slow
def test_what_was_approved_before_the_exam_stands_in_the_bar(page: Page, sit_down: SitDown):
    """F14: it is in the end already."""
    sit_down(scenes.halfway(deadline=scenes.deadline(accommodation_ms=15 * scenes.MINUTE), size="large"))

    expect(page.locator(".clock")).to_contain_text("照顾")


@pytest.mark.slow
def test_what_was_taken_back_is_told(page: Page, sit_down: SitDown):
    given = scenes.entry("extra_time", 10 * MINUTE)
    daemon = sit_down(scenes.halfway(deadline=scenes.deadline(at(15, 39), version=2, entries=[given])))

    back = [given, scenes.entry("extra_time", -10 * MINUTE)]
    daemon.show(deadline=scenes.deadline(at(15, 29), version=3, entries=back))

    expect(page.locator(".notice")).to_contain_text("−10 分 收回")
    expect(page.locator(".notice")).to_contain_text("监考员收回误给的 10 分。新的结束时间是 15:29。")
    expect(page.locator(".clock .plus")).to_have_text("−10 分 收回")


@pytest.mark.slow
def test_the_whole_ledger_is_behind_what_was_given(page: Page, sit_down: SitDown):
    entries = [
        scenes.entry("credit", 2 * MINUTE, at(14, 4), at(14, 6)),
        scenes.entry("credit", 0, at(14, 7), at(14, 8)),
    ]
    sit_down(scenes.halfway(deadline=scenes.deadline(at(15, 31), version=2, entries=entries)))

    page.locator(".clock .plus").click()
    ledger = page.get_by_role("dialog", name="时间明细")

    expect(ledger.locator("dt")).to_have_text(["开考", "考试时长", "中断", "补回", "中断", "补回", "结束时间"])
    expect(ledger.locator("dd").nth(3)).to_have_text("+2 分")
    expect(ledger.locator("dd").nth(5)).to_have_text("未补回")
    page.keyboard.press("Escape")
    expect(ledger).to_have_count(0)
