"""What the server tells is what is shown, at once and never older without saying so (E2, E3, E7, F3, F4)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, one, primary, tool
from tests.control_room.scripted_room import BASE, END, MINUTE, SECOND, sitting, sitting_id

pytestmark = pytest.mark.browser


def submitted(sequence: int) -> dict:
    return sitting(sequence) | {"state": "submitted", "closed_at": BASE, "submitted_by": "candidate"}


def test_a_delta_changes_the_row_and_the_figure(page: Page, look: Open):
    stub = look()
    counts = stub.board["counts"] | {"in_exam": 31, "submitted": 4}

    stub.push(sittings=[submitted(1)], counts=counts)

    expect(one(page, 1)).to_contain_text("已交卷")
    expect(page.locator('[data-figure="submitted"]')).to_contain_text("4")
    assert stub.snapshots == 1


def test_a_gap_asks_once_for_the_snapshot(page: Page, look: Open):
    stub = look()
    expect(page.locator(".tile")).to_have_count(40)

    stub.lose(sittings=[submitted(1)])
    stub.push(sittings=[submitted(2)])

    expect(one(page, 1)).to_contain_text("已交卷")
    expect(one(page, 2)).to_contain_text("已交卷")
    assert stub.snapshots == 2


def test_a_lost_connection_locks_the_buttons_and_tells_the_age(page: Page, look: Open):
    stub = look()
    choose(page, 9)
    tool(page, "register_violation").click()

    stub.drop()

    expect(page.get_by_role("alert")).to_contain_text("与服务器的连接已断开")
    expect(page.get_by_role("alert")).to_contain_text("已过 0:0")
    expect(primary(page)).to_contain_text("连接已断开")
    for name in ("incidents", "end_session", "register_violation"):
        expect(tool(page, name)).to_have_attribute("aria-disabled", "true")
    expect(page.locator('article [data-act="settle_matter"]').first).to_have_count(0)
    assert stub.acts == []


def test_a_server_that_hangs_is_noticed_within_seconds(page: Page, look: Open):
    """Nothing is closed then: silence itself tells (issue 4.7)."""
    stub = look()
    choose(page, 9)
    tool(page, "register_violation").click()
    expect(page.locator("#bar .now")).to_contain_text("14:1")

    stub.stand_still()

    expect(page.locator(".lost")).to_contain_text("与服务器的连接已断开", timeout=8_000)
    expect(primary(page)).to_contain_text("连接已断开")
    expect(page.locator(".lamps")).to_have_text("未知：与服务器断开")
    expect(page.locator("#bar .now")).to_contain_text("--:--:--")

    stub.go_on()

    expect(page.locator(".lost")).to_have_count(0)
    expect(page.locator("#bar .now")).to_contain_text("14:1")


def test_the_connection_comes_back_with_a_snapshot(page: Page, look: Open):
    stub = look()
    stub.drop()
    expect(page.locator(".lost")).to_be_visible()
    stub.lose(sittings=[submitted(1)])

    stub.back()

    expect(page.locator(".lost")).to_have_count(0)
    expect(one(page, 1)).to_contain_text("已交卷")
    expect(tool(page, "register_violation")).not_to_have_attribute("aria-disabled", "true")


def test_an_act_without_an_answer_says_that_nothing_is_known(page: Page, look: Open):
    look()
    choose(page, 9)
    page.route("**/lock/", lambda route: route.abort())
    tool(page, "incidents").click()
    page.locator('.menu [data-act="lock"]').click()

    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")
    primary(page).click()

    expect(dialog(page).locator(".fault")).to_contain_text("不知道是否已处理")


@pytest.mark.slow
def test_time_is_the_servers_whatever_the_browsers_clock_says(page: Page, look: Open):
    page.add_init_script(
        "{ const Real = Date; Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(0); } static now() { return 0; } }; }"
    )
    stub = look()
    left = END - stub.now()

    shown = page.locator("#bar .left").inner_text().split()[-1]

    hours, minutes, seconds = map(int, shown.split(":"))
    assert abs((hours * 3600 + minutes * 60 + seconds) * SECOND - left) < 5 * SECOND


def test_names_and_texts_are_text(page: Page, look: Open):
    stub = look()
    hostile = "<img src=x onerror=alert(1)><b>王</b>"
    line = {"n": 900, "at": BASE, "code": "submitted", "sitting": sitting_id(1), "seat": 1, "who": "", "values": {}}

    stub.push(sittings=[sitting(1) | {"name": hostile}], feed=[line])

    expect(one(page, 1).locator(".name")).to_have_text(hostile)
    expect(page.locator(".feed li").first).to_contain_text(hostile)
    assert page.locator("#room img").count() == 0
    page.locator('[data-view="table"]').click()
    expect(one(page, 1)).to_contain_text(hostile)
    assert page.locator("#room img").count() == 0


@pytest.mark.slow
def test_focus_and_an_open_menu_survive_an_update(page: Page, look: Open):
    stub = look()
    one(page, 9).click(button="right")

    stub.push(sittings=[submitted(1), sitting(9) | {"answered": 20}])

    expect(one(page, 1)).to_contain_text("已交卷")
    expect(page.locator('.menu [data-act="give_extra_time"]')).to_be_focused()


def test_what_is_typed_survives_an_update(page: Page, look: Open):
    stub = look()
    choose(page, 9)
    tool(page, "register_violation").click()
    page.locator(".dock textarea").fill("带手机")

    stub.push(sittings=[submitted(1)])

    expect(one(page, 1)).to_contain_text("已交卷")
    expect(page.locator(".dock textarea")).to_have_value("带手机")


@pytest.mark.slow
def test_saves_grow_old_by_shape_and_word(page: Page, look: Open):
    stub = look()

    stub.push(sittings=[sitting(2) | {"saved_at": BASE - 20 * SECOND}, sitting(3) | {"saved_at": BASE - 90 * SECOND}])

    expect(one(page, 2)).to_have_class("tile exam slow")
    expect(one(page, 3)).to_have_class("tile exam late")


@pytest.mark.slow
def test_the_countdown_is_large_until_the_start(page: Page, look: Open):
    stub = look(scripted_room.waiting(BASE + 4 * MINUTE))

    expect(page.get_by_role("timer")).to_contain_text("00:03:5")
    expect(page.get_by_role("timer")).to_contain_text("3 人未登录 · 2 人未读规则")
    session = stub.board["session"] | {
        "start_at": stub.now() - SECOND,
        "phase": "running",
        "end_at": stub.now() + MINUTE,
    }
    stub.push(session=session)

    expect(page.get_by_role("timer")).to_have_count(0)
    expect(page.locator("#bar .left")).to_contain_text("剩余")


@pytest.mark.slow
def test_while_a_dialog_covers_the_matters_their_number_stays(page: Page, look: Open):
    look()
    choose(page, 9)

    tool(page, "register_violation").click()
    page.get_by_role("button", name="待处理 4").click()

    expect(dialog(page)).to_have_count(0)
    expect(page.locator("article")).to_have_count(4)


@pytest.mark.slow
def test_the_feed_says_what_was_switched(page: Page, look: Open):
    stub = look()
    switched = {"before": {"log_in": True, "answer": False}, "after": {"log_in": True, "answer": True}}

    line = {"n": 816, "at": BASE, "code": "automation_set", "sitting": None, "seat": None, "who": "张三"}
    stub.push(feed=[line | {"values": switched}])

    expect(page.locator(".feed li").first).to_contain_text("张三：开启自动作答")


@pytest.mark.slow
def test_the_feed_says_who_did_what(page: Page, look: Open):
    look()

    expect(page.locator(".feed li")).to_have_text(
        [
            "14:11:20 考生 刘洋 交卷",
            "14:10:02 张三 给 曹鑫 补时 5 分",
            "14:06:41 李四 登记违纪 A101 胡天佑",
            "14:05:10 李四 锁屏 董洁",
        ],
        use_inner_text=True,
    )
