"""模考 on the page: the group, the two ticks beside 允许登录, cancelling, 统一收卷; 刷新考生状态 with progress (M1–M3, E17)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import replies, scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, incident, primary, send, tool
from tests.control_room.scripted_room import sitting_id

pytestmark = pytest.mark.browser


def group(page: Page) -> list[str]:
    return [text.split("\n")[0] for text in page.locator(".tools .mock button").all_inner_texts()]


def test_only_a_mock_exam_has_the_group(page: Page, look: Open):
    stub = look(scripted_room.mock())
    assert group(page) == ["自动登录", "自动作答", "统一收卷"]

    formal = scripted_room.running()
    stub.push(session=formal["session"], tools=formal["tools"])

    expect(page.locator(".tools .mock")).to_have_count(0)


def test_login_is_allowed_with_the_two_ticks(page: Page, look: Open):
    board = scripted_room.mock(scripted_room.waiting())
    board["tools"]["allow_login"] = {"state": "ready"}
    stub = look(board)

    tool(page, "allow_login").click()
    dialog(page).locator('[name="log_in"]').check()
    dialog(page).locator('[name="answer"]').check()
    send(page)

    assert stub.acts == [("allow_login", {"log_in": True, "answer": True})]


@pytest.mark.slow
def test_what_is_on_is_cancelled_by_the_same_button(page: Page, look: Open):
    board = scripted_room.mock()
    board["session"]["automation"] = {"log_in": True, "answer": False}
    stub = look(board)
    assert group(page) == ["取消自动登录", "自动作答", "统一收卷"]

    tool(page, "auto_log_in").click()
    send(page)
    stub.push(session={**board["session"], "automation": {"log_in": False, "answer": False}})
    expect(tool(page, "auto_log_in")).to_contain_text("已关")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    tool(page, "auto_answer").click()
    send(page)

    assert stub.acts == [("set_automation", {"log_in": False}), ("set_automation", {"answer": True})]


@pytest.mark.slow
def test_what_a_colleague_has_pressed_meanwhile_is_not_turned_round(page: Page, look: Open):
    board = scripted_room.mock()
    stub = look(board)

    tool(page, "auto_log_in").click()
    stub.push(session={**board["session"], "automation": {"log_in": True, "answer": False}})

    expect(primary(page).locator("small")).to_have_text("已经完成")
    expect(primary(page)).to_have_attribute("aria-disabled", "true")


def test_everything_is_collected_with_a_result_for_each_seat(page: Page, look: Open):
    board = scripted_room.mock()
    stub = look(board)
    stub.answers["course/c1/"] = (200, replies.course(board, "已收卷", waiting=2))

    tool(page, "collect_all").click()
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("32 名考生")
    dialog(page).locator('[data-act="yes"]').click()

    expect(dialog(page).locator('[data-result="waiting"]')).to_have_count(2)
    stub.answers["course/c1/"] = (200, replies.course(board, "已收卷"))
    expect(dialog(page).locator('[data-result="waiting"]')).to_have_count(0)
    expect(dialog(page).locator('[data-result="ok"]')).to_have_count(37)
    expect(primary(page)).to_be_visible()  # pressed again for those who are left
    assert stub.acts == [("collect_all", {"sittings": "all"})]


@pytest.mark.slow
def test_who_is_chosen_is_collected_first(page: Page, look: Open):
    look(scripted_room.mock())
    choose(page, 4)

    tool(page, "collect_all").click()

    expect(primary(page)).to_have_text("统一收卷 1 人")


def test_the_chosen_are_refreshed_with_progress(page: Page, look: Open):
    board = scripted_room.running()
    stub = look(board)
    stub.answers["course/c1/"] = (200, replies.course(board, waiting=35))
    choose(page, 1, 40)

    incident(page, "refresh")
    rows = dialog(page).locator("[data-refreshed]")
    expect(rows).to_have_count(2)
    expect(rows.locator('[data-result="null"]')).to_have_count(1)
    stub.answers["course/c1/"] = (200, replies.course(board))
    expect(rows.locator('[data-result="true"]')).to_have_count(2)
    expect(dialog(page).locator(".answer")).to_contain_text("2 名考生")

    assert stub.acts == [("refresh", {"sittings": [sitting_id(1), sitting_id(40)]})]
