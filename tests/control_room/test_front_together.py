"""Two proctors at one room: what changes under an open dialog is said, an act carries what was shown, a batch tells of each (F10)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, expect_chosen, incident, one, primary, send, tool
from tests.control_room.scripted_room import BASE, MINUTE, sitting, sitting_id

pytestmark = pytest.mark.browser

SEEN = '.dock [data-act="seen"]'


def test_a_change_under_an_open_dialog_is_looked_at_before_the_act(page: Page, look: Open):
    stub = look()
    choose(page, 10)
    incident(page, "give_extra_time")
    expect(primary(page)).to_have_text("考生补时 1 人")

    stub.push(sittings=[sitting(10) | {"extra_ms": 5 * MINUTE, "deadline_version": 2}])

    expect(dialog(page).get_by_role("alert")).to_contain_text("打开后已有变化：许家豪")
    expect(dialog(page).get_by_role("alert")).to_contain_text("结束时间 15:25:00 · 在线")
    expect(primary(page)).to_contain_text("先核对变化")
    assert stub.acts == []
    page.locator(SEEN).click()
    expect(page.locator(SEEN)).to_have_count(0)
    send(page)
    assert stub.shown == [{sitting_id(10): {"state": "in_exam", "deadline_version": 2}}]


def test_a_lock_of_another_proctor_is_said_and_never_reported_as_done_again(page: Page, look: Open):
    """Two open 考生端锁屏 for one candidate; the other was quicker, with another text."""
    stub = look()
    choose(page, 10)
    incident(page, "lock")
    expect(dialog(page).locator("[data-will]")).to_have_count(1)

    stub.push(sittings=[sitting(10) | {"locked": {"id": 9, "text": "举手示意", "at": BASE}}])

    expect(dialog(page).get_by_role("alert")).to_contain_text("已锁屏：“举手示意”")
    page.locator(SEEN).click()
    expect(dialog(page).locator("[data-out]")).to_contain_text("已由 张三 锁屏：“举手示意”")
    expect(primary(page)).to_contain_text("没有可处理的考生")
    assert stub.acts == []


@pytest.mark.slow
def test_a_question_that_has_become_untrue_is_not_asked_any_more(page: Page, look: Open):
    stub = look()
    choose(page, 10)
    incident(page, "resume")
    expect(dialog(page).locator("[data-will]")).to_have_count(1)
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("在线")

    stub.push(sittings=[sitting(10) | {"resumes": 1, "online": False, "link_since": BASE}])

    expect(dialog(page).get_by_role("alert")).to_contain_text("断点续考 1 次 · 离线")
    expect(dialog(page).locator(".question")).to_have_count(0)
    page.locator(SEEN).click()
    expect(page.locator(SEEN)).to_have_count(0)
    expect(dialog(page).locator(".question")).to_have_count(0)
    assert stub.acts == []


@pytest.mark.slow
def test_what_the_act_does_not_stand_on_asks_nothing(page: Page, look: Open):
    stub = look()
    choose(page, 10)
    tool(page, "register_violation").click()
    expect(dialog(page).locator("[data-will]")).to_have_count(1)

    stub.push(sittings=[sitting(10) | {"answered": 20, "deadline_version": 2}])

    expect(one(page, 10).locator("meter")).to_have_js_property("value", 20)
    expect(page.locator(SEEN)).to_have_count(0)


@pytest.mark.slow
def test_who_is_chosen_later_is_seen_as_of_then(page: Page, look: Open):
    stub = look()
    choose(page, 10)
    tool(page, "register_violation").click()
    stub.push(sittings=[sitting(11) | {"violations": 1}])
    expect(one(page, 11)).to_contain_text("违")

    one(page, 11).click(modifiers=["Control"])

    expect(dialog(page).locator("[data-will]")).to_have_count(2)
    expect(page.locator(SEEN)).to_have_count(0)


def test_an_impatient_double_click_is_one_act(page: Page, look: Open):
    stub = look()
    choose(page, 10)
    incident(page, "give_extra_time")
    expect(dialog(page).locator("[data-will]")).to_have_count(1)

    primary(page).dblclick()

    expect(dialog(page).locator(".answer")).to_be_visible()
    assert [verb for verb, _ in stub.acts] == ["give_extra_time"]


def test_a_refusal_because_of_another_s_act_lets_one_look_and_go_on(page: Page, look: Open):
    stub = look()
    choose(page, 10)
    incident(page, "give_extra_time")
    told = "许家豪 的时间已变化：现在结束时间为 15:30:00。本次没有执行，请核对后再操作。"
    refused = {"sitting": sitting_id(10), "ok": False, "code": "shown.time", "text": told}
    stub.answers["give_extra_time"] = (200, {"ok": False, "text": "1名考生中完成0名。", "results": [refused]})

    primary(page).click()

    expect(dialog(page).locator('[data-result="refused"]')).to_contain_text("现在结束时间为 15:30:00")
    stub.push(sittings=[sitting(10) | {"extra_ms": 5 * MINUTE, "deadline_version": 2}])
    page.locator(SEEN).click()
    expect(dialog(page).locator(".fault")).to_have_count(0)
    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")


def test_a_confirmation_names_the_people_and_their_number(page: Page, look: Open):
    look()
    choose(page, 17, 18, 19, 21)

    incident(page, "resume")

    expect(dialog(page).locator(".meant")).to_have_text("断点续考 4 名考生：何雨桐、郭子涵、林志强 等另 1 人")
    expect(primary(page)).to_have_text("断点续考 4 人")


@pytest.mark.slow
def test_those_of_a_batch_who_were_refused_are_taken_up_again(page: Page, look: Open):
    stub = look()
    choose(page, 10, 11)
    incident(page, "lock")
    expect(dialog(page).locator("[data-will]")).to_have_count(2)
    results = [{"sitting": sitting_id(10), "ok": True, "text": "已处理"}]
    results.append({"sitting": sitting_id(11), "ok": False, "text": "谢磊 的考试机离线。"})
    stub.answers["lock"] = (200, {"ok": True, "text": "2名考生中完成1名。", "results": results})
    send(page)
    expect(dialog(page).locator('[data-result="refused"]')).to_have_count(1)

    page.locator('.dock [data-act="failed"]').click()

    expect_chosen(page, 11)
    expect(dialog(page).locator("[data-will]")).to_have_count(1)


def test_every_batch_says_beforehand_who_is_left_out(page: Page, look: Open):
    look()
    choose(page, 26, 27)

    incident(page, "unlock")

    expect(dialog(page).locator("[data-out]")).to_contain_text("没有锁屏")
    expect(dialog(page).locator("[data-will]")).to_contain_text("董洁")


@pytest.mark.slow
def test_the_parts_of_the_page_are_reached_by_key(page: Page, look: Open):
    look()
    one(page, 3).focus()

    page.keyboard.press("F6")
    expect(page.locator(".side button").first).to_be_focused()
    page.keyboard.press("F6")
    expect(tool(page, "start_client")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "authorise")).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(page.locator(".side button").first).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(one(page, 3)).to_be_focused()


def test_an_operation_is_done_by_keyboard_alone(page: Page, look: Open):
    stub = look()
    page.keyboard.press("/")
    page.keyboard.type("010")
    page.keyboard.press("Enter")
    expect(one(page, 10)).to_be_focused()

    page.keyboard.press("ContextMenu")
    expect(page.locator('.menu [data-act="give_extra_time"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page).locator('[name="minutes"]')).to_be_focused()
    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")
    page.keyboard.press("F6")
    page.keyboard.press("Shift+F6")
    primary(page).focus()
    page.keyboard.press("Enter")

    expect(dialog(page).locator(".answer")).to_be_visible()
    assert [verb for verb, _ in stub.acts] == ["give_extra_time"]
