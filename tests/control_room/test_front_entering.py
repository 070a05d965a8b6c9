"""Entering asks for the session and for who is in charge, with names and phones (E1)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import dialog, fill, primary, send
from tests.control_room.stub import Stub

pytestmark = pytest.mark.browser


def person(page: Page, place: int):
    return page.locator("[data-person]").nth(place)


def test_the_session_and_the_people_are_sent_and_the_room_opens(page: Page):
    with Stub() as stub:
        page.goto(stub.url.rsplit("/", 2)[0] + "/")
        expect(person(page, 0).locator("[name=name]")).to_have_value("张三")
        expect(person(page, 1).locator("[name=phone]")).to_have_value("15011111112")
        page.locator("[data-add]").click()
        person(page, 2).locator("[name=name]").fill("王五")
        person(page, 2).locator("[name=phone]").fill("15011111113")
        page.locator("[type=submit]").click()
        expect(page.locator(".tile")).to_have_count(40)

    invigilators = [{"name": "李四", "phone": "15011111112"}, {"name": "王五", "phone": "15011111113"}]
    body = {"administrator": "张三", "administrator_phone": "15011111111", "invigilators": invigilators}
    assert stub.acts == [("enter", body)]


def test_a_refusal_is_shown_and_nothing_opens(page: Page):
    with Stub() as stub:
        stub.answers["enter"] = (409, {"ok": False, "code": "enter.names", "text": "请填写姓名。"})
        page.goto(stub.url.rsplit("/", 2)[0] + "/")
        page.locator("[type=submit]").click()

        expect(page.get_by_role("alert")).to_have_text("请填写姓名。")
        expect(page.locator("[type=submit]")).to_be_enabled()


def test_the_last_invigilator_cannot_be_removed(page: Page):
    with Stub() as stub:
        page.goto(stub.url.rsplit("/", 2)[0] + "/")
        expect(person(page, 1).locator("[data-remove]")).to_be_hidden()
        page.locator("[data-add]").click()
        person(page, 1).locator("[data-remove]").click()

        expect(page.locator("[data-person]")).to_have_count(2)
        expect(person(page, 1).locator("[data-remove]")).to_be_hidden()


def test_a_room_that_nobody_has_entered_asks_for_the_names(page: Page, look: Open):
    board = scripted_room.running()
    board["session"] |= {"administrator": "", "invigilators": []}
    stub = look(board)

    expect(primary(page)).to_contain_text("两个姓名都要填写")
    fill(page, "a_name", "张三")
    fill(page, "a_phone", "15011111111")
    fill(page, "i0_name", "李四")
    send(page)

    body = {
        "administrator": "张三",
        "administrator_phone": "15011111111",
        "invigilators": [{"name": "李四", "phone": ""}],
    }
    assert stub.acts == [("enter", body)]


def test_who_only_looks_on_is_not_asked(page: Page, look: Open):
    board = scripted_room.running()
    board["session"] |= {"administrator": "", "invigilators": []}

    look(board, may=["rooms.see_room"])

    expect(page.locator(".tile")).to_have_count(40)
    expect(dialog(page)).to_have_count(0)
