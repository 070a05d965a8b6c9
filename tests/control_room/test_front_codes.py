"""What a proctor does with authorization codes: 延考, 考生迟到延考, 授权补时, 考生初始化 (E8, E11, E12, E20, E23)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, fill, incident, primary, send, tool
from tests.control_room.scripted_room import Board, code_request, sitting_id
from tests.control_room.stub import Stub

pytestmark = pytest.mark.browser
REASON = "网络或交换机故障"


def ask(page: Page, stub: Stub, request: dict[str, object]) -> None:
    """Press 申请授权码; the room has stored the request and tells it to every page."""
    dialog(page).locator('[data-act="request_code"]').click()
    expect(page.locator(".told")).to_contain_text("完成")
    stub.push(codes=[request])


def test_after_the_latest_start_the_button_opens_the_late_start(page: Page, look: Open):
    stub = look(scripted_room.late_start())

    expect(tool(page, "allow_start")).to_contain_text("延考")
    tool(page, "allow_start").click()
    expect(dialog(page)).to_contain_text("延考授权")
    expect(primary(page)).to_contain_text("请先申请授权码")
    ask(page, stub, code_request("late_start"))
    for told in ("延考", "1999999003", "8XJE 0R0P", "7K2M 9QXA"):
        expect(dialog(page).locator(".spoken")).to_contain_text(told)
    expect(primary(page)).to_contain_text("8位授权码")
    fill(page, "code", "qm51-27ee")
    send(page)

    assert stub.acts == [
        ("request_code", {"kind": "late_start"}),
        ("start_late", {"request": 7, "code": "qm51-27ee"}),
    ]


def test_a_wrong_code_says_so_and_the_tries_go_down_live(page: Page, look: Open):
    stub = look(scripted_room.late_start())
    stub.push(codes=[code_request("late_start")])
    stub.answers["start_late"] = (409, {"ok": False, "code": "code.wrong", "text": "授权码不正确，请逐位核对。"})

    tool(page, "allow_start").click()
    expect(dialog(page).locator("[data-limits]")).to_contain_text("还可输入5次")
    fill(page, "code", "AAAAAAAA")
    primary(page).click()
    stub.push(codes=[code_request("late_start", tries_left=4)])

    expect(dialog(page).locator(".fault")).to_contain_text("授权码不正确")
    expect(dialog(page).locator("[data-limits]")).to_contain_text("还可输入4次")
    fill(page, "code", "B")  # a new one is typed: the old refusal is over
    expect(dialog(page).locator(".fault")).to_have_count(0)
    stub.push(gone={"codes": [7]})
    expect(dialog(page).locator('[data-act="request_code"]')).to_be_visible()


@pytest.mark.slow
def test_the_request_outlives_the_page(page: Page, look: Open):
    stub = look(scripted_room.late_start())
    stub.push(codes=[code_request("late_start")])

    page.reload()
    page.locator('[data-code="7"] [data-act="go_on"]').click()

    expect(dialog(page).locator(".challenge")).to_have_text("7K2M 9QXA")
    dialog(page).locator('[data-act="withdraw"]').click()
    expect(page.locator(".told")).to_contain_text("完成")
    assert stub.acts == [("withdraw_code", {"request": 7})]


@pytest.mark.slow
def test_a_plan_from_spreadsheets_says_why_not(page: Page, look: Open):
    board = scripted_room.late_start()
    board["tools"]["allow_start"] = {"state": "off", "why": "no_codes"}
    board["session"]["codes"]["usable"] = False
    look(board)

    expect(tool(page, "allow_start")).to_have_attribute("aria-disabled", "true")
    expect(tool(page, "allow_start")).to_contain_text("本考务未带授权码")


def test_above_the_free_minutes_a_code_is_asked_for_both(page: Page, look: Open):
    stub = look()
    choose(page, 9, 10)

    incident(page, "give_extra_time")
    fill(page, "minutes", "8")
    expect(primary(page)).to_contain_text("请先申请授权码")
    ask(page, stub, code_request("extra_time", 9, 10, minutes=8))
    expect(dialog(page).locator(".spoken")).to_contain_text("2YCE MDDS")
    fill(page, "code", "FTMB36CM")
    send(page)

    both = [sitting_id(9), sitting_id(10)]
    assert stub.acts == [
        ("request_code", {"kind": "extra_time", "sittings": both, "minutes": 8}),
        (
            "give_extra_time_by_code",
            {"sittings": both, "minutes": 8, "reason": REASON, "request": 7, "code": "FTMB36CM"},
        ),
    ]


@pytest.mark.slow
def test_other_minutes_are_another_request(page: Page, look: Open):
    stub = look()
    stub.push(codes=[code_request("extra_time", 9, minutes=8)])
    choose(page, 9)

    incident(page, "give_extra_time")
    fill(page, "minutes", "8")
    expect(dialog(page).locator(".spoken")).to_be_visible()
    fill(page, "minutes", "12")

    expect(dialog(page).locator('[data-act="request_code"]')).to_be_visible()


def late_candidates() -> Board:
    board = scripted_room.running()
    for row in board["sittings"]:
        row["late"] = row["state"] == "not_logged_in"
    return board


def test_late_candidates_are_resumed_with_a_code(page: Page, look: Open):
    stub = look(late_candidates())
    stub.push(codes=[code_request("late_candidate", 29, 31)])
    choose(page, 29, 31)

    incident(page, "resume")
    expect(dialog(page)).to_contain_text("考生迟到延考")
    expect(dialog(page).locator("[data-will]")).to_have_count(2)
    fill(page, "code", "F0NBNASK")
    send(page)

    both = [sitting_id(29), sitting_id(31)]
    assert stub.acts == [("admit_late", {"sittings": both, "reason": REASON, "request": 7, "code": "F0NBNASK"})]


def test_a_reset_asks_before_it_is_done(page: Page, look: Open):
    stub = look()
    stub.push(codes=[code_request("reset", 9)])
    choose(page, 9)

    page.locator(f'[data-id="{sitting_id(9)}"]').click(button="right")
    page.locator('.menu [data-act="reset"]').click()
    expect(dialog(page)).to_contain_text("无法恢复，请谨慎操作")
    fill(page, "code", "VR7XW85D")
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("确定要初始化")
    dialog(page).locator('[data-act="no"]').click()
    assert stub.acts == []
    primary(page).click()
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()

    assert stub.acts == [("reset", {"sittings": [sitting_id(9)], "reason": REASON, "request": 7, "code": "VR7XW85D"})]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "why"),
    [({"reset_allowed": False}, "考务不允许"), ({"codes": {"usable": False}}, "本考务未带授权码")],
)
def test_without_the_plan_s_permission_a_reset_says_why_not(
    page: Page, look: Open, change: dict[str, object], why: str
):
    board = scripted_room.running()
    board["session"].update(change)
    look(board)
    choose(page, 9)

    tool(page, "incidents").click()

    expect(page.locator('.menu [data-act="reset"]')).to_have_attribute("aria-disabled", "true")
    expect(page.locator('.menu [data-act="reset"]')).to_contain_text(why)
