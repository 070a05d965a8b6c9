"""Every button of the manual is there; one that may not be used yet says why, in both languages (E2)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, tool

pytestmark = pytest.mark.browser

MANUAL = (
    "启动考生端 考试授权 允许登录 允许开考 缺考登记 违纪处理 异常处理 单机收卷 结束考试 上报结果 关闭考生端".split()
)


def labels(page: Page) -> list[str]:
    return [text.split("\n")[0] for text in page.locator(".tools button").all_inner_texts()]


def test_the_toolbar_has_the_buttons_of_the_manual(page: Page, look: Open):
    look()

    assert labels(page) == MANUAL


def test_a_button_that_is_off_says_why_and_can_be_reached(page: Page, look: Open):
    look()

    for name, why in {
        "register_absence": "14:25 起",
        "collect_single": "14:25 起",
        "report": "先结束考试",
        "close_client": "32 人考试中",
    }.items():
        button = tool(page, name)
        expect(button.locator("small")).to_have_text(why)
        expect(button).to_have_attribute("aria-disabled", "true")
        button.focus()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(dialog(page)).to_have_count(0)


@pytest.mark.slow
def test_a_reason_that_the_page_does_not_know_is_not_now(page: Page, look: Open):
    board = scripted_room.running()
    board["tools"]["report"] = {"state": "off", "why": "moon_phase"}

    look(board)

    expect(tool(page, "report").locator("small")).to_have_text("暂不可用")


def test_who_only_looks_on_may_press_nothing(page: Page, look: Open):
    look(may=["rooms.see_room"])
    choose(page, 9)

    expect(tool(page, "register_violation").locator("small")).to_have_text("没有权限")
    expect(tool(page, "incidents").locator("small")).to_have_text("没有权限")
    expect(tool(page, "end_session").locator("small")).to_have_text("没有权限")
    page.locator('[data-figure="violation"]').click()
    expect(dialog(page).locator('[data-act="cancel_violation"]')).to_have_attribute("aria-disabled", "true")
    expect(dialog(page).locator('[data-export="xlsx"]')).to_be_visible()


@pytest.mark.slow
def test_lamps_have_words(page: Page, look: Open):
    look()

    assert page.locator(".lamp").all_inner_texts() == ["已授权", "网络连接正常", "作答进度 1 人慢"]


@pytest.mark.slow
def test_the_record_sheet_opens_beside_the_room(page: Page, look: Open):
    look()
    choose(page, 9)
    tool(page, "incidents").click()

    with page.context.expect_page() as opened:
        page.locator('.menu [data-act="record_sheet"]').click()

    assert opened.value.url.endswith("/admin/documents/record-sheet/7d0f7c5e-0000-4000-8000-000000000001/")
    expect(page.locator(".tile")).to_have_count(40)


@pytest.mark.slow
def test_report_results_leads_to_its_page(page: Page, look: Open):
    board = scripted_room.running()
    board["tools"]["report"] = {"state": "ready"}
    look(board)
    page.route("**/admin/reporting/**", lambda route: route.fulfill(body="reporting", content_type="text/plain"))

    tool(page, "report").click()

    page.wait_for_url("**/admin/reporting/7d0f7c5e-0000-4000-8000-000000000001/")


@pytest.mark.slow
def test_a_question_mark_shows_the_keys(page: Page, look: Open):
    look()

    page.keyboard.press("?")

    expect(dialog(page)).to_contain_text("Shift+F10")


@pytest.mark.slow
def test_english_is_complete(page: Page, look: Open):
    look(language="en")

    assert labels(page)[:4] == ["Start clients", "Authorization", "Allow login", "Allow start"]
    assert page.locator(".bar nav a").all_inner_texts() == [
        "Before the exam",
        "During the exam",
        "After the exam",
        "System management",
    ]
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("article h3").first).to_contain_text("seat 017: offline")
    untranslated = page.locator(".tools, .figures, .side h2, .switch").evaluate_all(
        "all => all.map(el => el.innerText).join(' ')"
    )
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in untranslated)


@pytest.mark.slow
def test_a_mock_exam_is_marked(page: Page, look: Open):
    board = scripted_room.running()
    board["session"]["kind"] = "mock"

    look(board)

    expect(page.locator("#bar")).to_contain_text("模考")


@pytest.mark.slow
def test_dark_follows_the_system(page: Page, look: Open):
    page.emulate_media(color_scheme="dark")
    look()

    assert page.evaluate("getComputedStyle(document.querySelector('.tile')).backgroundColor") == "rgb(24, 33, 45)"
