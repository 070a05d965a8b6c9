"""Choosing by mouse and keyboard, and what the menu on a candidate offers (E3, E15; Veyon's and SEB Server's habits)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, expect_chosen, one
from tests.control_room.scripted_room import sitting_id

pytestmark = pytest.mark.browser


def menu_item(page: Page, name: str):
    return page.locator(f'.menu [data-act="{name}"]')


def centre(page: Page, sequence: int) -> tuple[float, float]:
    box = one(page, sequence).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_clicks_choose_one_add_and_reach(page: Page, look: Open):
    look()

    one(page, 3).click()
    expect_chosen(page, 3)
    one(page, 5).click(modifiers=["Control"])
    expect_chosen(page, 3, 5)
    one(page, 8).click(modifiers=["Shift"])
    expect_chosen(page, 5, 6, 7, 8)
    one(page, 6).click(modifiers=["Control"])
    expect_chosen(page, 5, 7, 8)
    one(page, 1).click()
    expect_chosen(page, 1)


def test_a_band_chooses_what_it_touches(page: Page, look: Open):
    look()
    one(page, 40).click()

    page.mouse.move(*centre(page, 10))
    page.mouse.down()
    page.mouse.move(*centre(page, 19), steps=4)
    page.mouse.up()

    expect_chosen(page, 10, 11, 18, 19)
    expect(page.locator(".band")).to_be_hidden()


@pytest.mark.slow
def test_a_band_with_control_adds(page: Page, look: Open):
    look()
    one(page, 40).click()

    page.keyboard.down("Control")
    page.mouse.move(*centre(page, 10))
    page.mouse.down()
    page.mouse.move(*centre(page, 11), steps=4)
    page.mouse.up()
    page.keyboard.up("Control")

    expect_chosen(page, 10, 11, 40)


def test_the_keyboard_moves_and_chooses(page: Page, look: Open):
    look()
    one(page, 1).focus()

    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(one(page, 10)).to_be_focused()
    expect_chosen(page, 10)
    page.keyboard.press("Shift+ArrowRight")
    expect_chosen(page, 10, 11)
    page.keyboard.press("Escape")
    expect_chosen(page)
    page.keyboard.press("Control+a")
    expect(page.locator('.tile[aria-selected="true"]')).to_have_count(40)


@pytest.mark.slow
def test_all_means_all_that_are_shown(page: Page, look: Open):
    look()

    page.locator('[data-figure="submitted"]').click()
    one(page, 12).focus()
    page.keyboard.press("Control+a")

    expect_chosen(page, 12, 26, 34)


def test_the_table_chooses_by_tick_and_by_row(page: Page, look: Open):
    look()
    page.locator('[data-view="table"]').click()

    one(page, 2).locator("input").click()
    one(page, 4).locator("input").click()
    expect_chosen(page, 2, 4)
    one(page, 6).locator("input").click(modifiers=["Shift"])
    expect_chosen(page, 2, 4, 5, 6)
    one(page, 1).locator("td").nth(2).click()
    expect_chosen(page, 1)
    page.locator("thead input").click()
    expect(page.locator('tbody [aria-selected="true"]')).to_have_count(40)
    page.locator("thead input").click()
    expect_chosen(page)


def test_the_menu_opens_on_the_chosen(page: Page, look: Open):
    look()
    choose(page, 9, 10)

    for way in ("mouse", "Shift+F10", "ContextMenu"):
        one(page, 10).click(button="right") if way == "mouse" else page.keyboard.press(way)

        expect(page.get_by_role("menu")).to_have_attribute("aria-label", "010 许家豪 +1")
        expect_chosen(page, 9, 10)
        page.keyboard.press("Escape")
        expect(page.get_by_role("menu")).to_have_count(0)
        expect(one(page, 10)).to_be_focused()


@pytest.mark.slow
def test_the_menu_on_another_one_is_about_that_one(page: Page, look: Open):
    look()
    choose(page, 9, 10)

    one(page, 17).click(button="right")

    expect_chosen(page, 17)
    expect(menu_item(page, "give_extra_time")).to_contain_text("没有人在线且考试中")
    expect(menu_item(page, "give_extra_time")).to_have_attribute("aria-disabled", "true")


def test_the_menu_has_the_entries_of_the_manual(page: Page, look: Open):
    look()

    one(page, 9).click(button="right")

    expect(page.get_by_role("menu")).to_be_visible()
    words = [each.split()[0] for each in page.locator(".menu [role=menuitem]").all_inner_texts()]
    wanted = "考生补时 考生端锁屏 刷新考生状态 查看考试情况 查看考生日志 考生初始化 查找考生 断点续考 违纪处理 切换视图".split()
    assert [word for word in words if word in wanted] == wanted


@pytest.mark.slow
def test_the_menu_is_worked_with_the_keyboard(page: Page, look: Open):
    stub = look()
    one(page, 9).focus()

    page.keyboard.press("Shift+F10")
    expect(menu_item(page, "give_extra_time")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(menu_item(page, "give_extra_time")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(one(page, 9)).to_be_focused()
    page.keyboard.press("Shift+F10")
    expect(menu_item(page, "give_extra_time")).to_be_focused()
    for _entry in ("give_back", "change_seat", "lock"):
        page.keyboard.press("ArrowDown")
    expect(menu_item(page, "lock")).to_be_focused()
    page.keyboard.press("Enter")

    expect(dialog(page)).to_have_attribute("data-dialog", "lock")
    assert stub.acts == []


@pytest.mark.slow
def test_a_long_press_opens_the_menu(page: Page, look: Open):
    look()
    x, y = centre(page, 9)

    one(page, 9).dispatch_event("pointerdown", {"pointerType": "touch", "clientX": x, "clientY": y, "bubbles": True})

    expect(page.get_by_role("menu")).to_be_visible()


@pytest.mark.slow
def test_an_entry_that_may_not_be_used_does_nothing(page: Page, look: Open):
    look()

    one(page, 17).click(button="right")
    menu_item(page, "give_extra_time").click(force=True)

    expect(page.get_by_role("menu")).to_be_visible()
    expect(dialog(page)).to_have_count(0)


def test_a_candidate_is_found_and_jumped_to(page: Page, look: Open):
    look()

    for asked, sequence in {"190319999990031023": 23, "1031": 31, "015": 15, "7": 7, "韩雪": 25, "努尔": 15}.items():
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        page.keyboard.type(asked)
        page.keyboard.press("Enter")

        expect_chosen(page, sequence)
        expect(one(page, sequence)).to_be_focused()
        expect(page.locator("#find")).to_have_value("")


@pytest.mark.slow
def test_who_is_hidden_by_a_filter_is_found_all_the_same(page: Page, look: Open):
    look()
    page.locator('[data-figure="submitted"]').click()

    page.keyboard.press("/")
    page.keyboard.type("韩雪")
    page.keyboard.press("Enter")

    expect(one(page, 25)).to_be_focused()
    expect(page.locator(".tile")).to_have_count(40)


@pytest.mark.slow
def test_nobody_found_is_said(page: Page, look: Open):
    look()

    page.keyboard.press("/")
    page.keyboard.type("欧阳")
    page.keyboard.press("Enter")

    expect(page.locator(".told")).to_contain_text("没有找到“欧阳”")


@pytest.mark.slow
def test_letters_typed_into_a_dialog_are_no_commands(page: Page, look: Open):
    look()
    choose(page, 9)
    page.locator('.tools [data-act="register_violation"]').click()

    page.locator(".dock textarea").press_sequentially("a/b? c")

    expect(page.locator(".dock textarea")).to_have_value("a/b? c")
    assert page.locator(f'[data-id="{sitting_id(9)}"][aria-selected="true"]').count() == 1
