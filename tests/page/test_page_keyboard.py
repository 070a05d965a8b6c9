"""The keyboard alone is enough; dialogs hold it and give it back (C2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.scenes import NOW, State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]
REGION = "() => ['exam-bar', 'index', 'question', 'deck'].find(name => document.activeElement.closest(`.${name}[data-region]`))"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Tab until the button of that name has the focus."""
    button = page.get_by_role("button", name=name).first
    for _ in range(60):
        if button.evaluate("button => button === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {name}")


def test_from_login_to_submission_with_the_keyboard_alone(page: Page, sit_down: SitDown):
    before = scenes.before_the_exam("login")
    daemon = sit_down(
        {**scenes.on_paper(), **before, "paper": scenes.on_paper()["paper"], "deadline": scenes.deadline()}
    )
    daemon.state["exam"] = scenes.begun(before)

    page.keyboard.type("190319999990031009")
    press(page, "Enter")
    page.wait_for_selector("body[data-screen=confirm]")
    tab_to(page, "是我，进入")
    press(page, "Enter")
    page.wait_for_selector("body[data-screen=rules]")
    press(page, "Shift+Tab", "ArrowRight")
    expect(page.get_by_role("tabpanel", name="操作指南")).to_be_visible()
    press(page, "Tab", "End")
    expect(page.get_by_role("button", name="我已阅读")).not_to_have_attribute("aria-disabled", "true")
    tab_to(page, "我已阅读")
    press(page, "Enter")
    page.wait_for_selector("body[data-screen=paper]")
    press(page, "B", "ArrowRight", "C", "M", "ArrowRight", "ArrowLeft")
    expect(page.get_by_role("heading", name="第 2 题")).to_be_focused()
    tab_to(page, "交卷")
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_contain_text("未答 19 题")
    expect(page.get_by_role("dialog")).to_contain_text("标记 1 题")
    tab_to(page, "确认交卷")
    press(page, "Enter")
    page.wait_for_selector("body[data-screen=submitted]")

    assert daemon.state["answers"] == {"single/1": "B", "single/2": "C"}
    assert [act["act"] for act in daemon.acts] == [
        "log_in",
        "confirm",
        "read_rules",
        "answer",
        "answer",
        "mark",
        "submit",
    ]


def test_f6_goes_round_the_regions_and_back(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway())

    round_trip = []
    for key in ["F6", "F6", "F6", "F6", "Shift+F6"]:
        press(page, key)
        round_trip.append(page.evaluate(REGION))

    assert round_trip == ["deck", "exam-bar", "index", "question", "index"]


@pytest.mark.slow
def test_arrows_turn_the_page_and_not_the_choice(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    page.get_by_role("button", name="第 1 题，").click()
    page.get_by_label("<nav>").focus()

    press(page, "ArrowRight")

    expect(page.get_by_role("heading", name="第 2 题")).to_be_focused()
    assert daemon.acts == []


@pytest.mark.slow
def test_letters_typed_into_a_text_choose_and_mark_nothing(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.on_paper())
    page.get_by_role("button", name="第 20 题，").click()
    page.get_by_role("textbox").focus()

    page.keyboard.type("mabd")
    press(page, "ArrowLeft")

    daemon.wait_for(lambda: daemon.values_of("text/1")[-1:] == ["mabd"])
    assert daemon.acts_named("mark") == []


@pytest.mark.slow
def test_esc_closes_a_dialog_and_the_focus_goes_back(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway())
    tab_to(page, "举手")
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="举手")).to_be_visible()

    press(page, "Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".deck .hand")).to_be_focused()


def test_a_dialog_holds_the_focus(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway())
    page.locator(".turn").click()
    expect(page.get_by_role("dialog")).to_be_visible()

    for _ in range(20):
        press(page, "Tab")
        assert page.evaluate(
            "() => document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


@pytest.mark.slow
def test_the_dialog_of_submission_leads_back_to_an_open_question(page: Page, sit_down: SitDown):
    sit_down(scenes.halfway())
    page.locator(".turn").click()

    page.get_by_role("dialog").get_by_role("button", name="第 13 题，未答").press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="第 13 题")).to_be_visible()


def test_submission_names_the_earliest_time_and_waits_for_it(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.change("exam", earliest_submit_at=at(14, 25))
    expect(page.locator(".turn")).to_contain_text("14:25 起")
    page.locator(".turn").click()
    button = page.get_by_role("button", name="确认交卷")

    expect(page.get_by_role("dialog")).to_contain_text("14:25 起可以交卷")
    button.click(force=True)
    expect(button).to_have_attribute("aria-disabled", "true")
    daemon.change("exam", earliest_submit_at=NOW)
    button.click()

    page.wait_for_selector("body[data-screen=submitted]")
    assert daemon.acts == [{"act": "submit"}]


def test_submission_waits_until_everything_is_saved(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.hold()
    page.keyboard.press("A")

    page.locator(".turn").click()

    expect(page.get_by_role("button", name="确认交卷")).to_contain_text("先保存 1 处")
    daemon.release()
    expect(page.get_by_role("button", name="确认交卷")).not_to_have_attribute("aria-disabled", "true")


@pytest.mark.slow
def test_a_refused_submission_says_why(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    daemon.refuse("submit", "submit.early", "14:25 起可以交卷。")
    page.locator(".turn").click()

    page.get_by_role("button", name="确认交卷").click()

    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("14:25 起可以交卷。")


def test_a_hand_is_raised_with_words(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    page.locator(".deck .hand").press("Enter")
    expect(page.get_by_role("dialog", name="举手").get_by_role("textbox")).to_be_focused()

    page.keyboard.type("鼠标坏了")
    tab_to(page, "取消")
    press(page, "Tab", "Enter")

    expect(page.locator(".notice")).to_contain_text("已举手")
    assert daemon.acts == [{"act": "raise_hand", "words": "鼠标坏了"}]
