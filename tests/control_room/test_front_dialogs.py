"""Every dialog sends exactly what the contract says, and tells what happened to each (E4–E7, E9, E10, E12, E16, E21, E22, F7, F10)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, fill, incident, one, primary, send, tool
from tests.control_room.scripted_room import BASE, MINUTE, SECOND, START, Board, sitting_id
from tests.control_room.stub import ACTS

pytestmark = pytest.mark.browser
HOUR = 60 * MINUTE


def after_late_limit() -> Board:
    board = scripted_room.running()
    board["tools"]["register_absence"] = {"state": "ready", "values": {"count": 3}}
    return board


def one_was_reset() -> Board:
    """He is 未登录 again and was here: no candidate for 缺考登记 (E21)."""
    board = after_late_limit()
    found = next(row for row in board["sittings"] if row["id"] == sitting_id(31))
    found["logged_in_at"] = scripted_room.START
    return board


def test_a_violation_is_sent_with_type_and_description(page: Page, look: Open):
    stub = look()
    choose(page, 4, 31)

    tool(page, "register_violation").click()
    fill(page, "search", "旁窥")
    dialog(page).get_by_text("A110").click()
    fill(page, "description", " 看邻座屏幕 ")
    send(page)

    assert stub.acts == [
        (
            "register_violation",
            {"sittings": [sitting_id(4), sitting_id(31)], "type": "A110", "description": "看邻座屏幕"},
        )
    ]
    expect(dialog(page).locator('[data-result="ok"]')).to_have_count(2)


@pytest.mark.slow
def test_a_violation_may_carry_its_time_on_the_clock_of_the_room(page: Page, look: Open):
    stub = look()
    choose(page, 4)

    tool(page, "register_violation").click()
    dialog(page).get_by_text("A101").click()
    fill(page, "description", "手机")
    fill(page, "time", "14:05")
    send(page)

    assert stub.acts[0][1]["happened_at"] == START + 10 * MINUTE


def test_a_violation_is_neither_still_to_come_nor_of_yesterday(page: Page, look: Open):
    stub = look()
    choose(page, 4)
    tool(page, "register_violation").click()
    dialog(page).get_by_text("A101").click()
    fill(page, "description", "手机")

    for wrong in ("23:59", "13:30"):
        fill(page, "time", wrong)
        expect(primary(page)).to_contain_text("时间应在 13:35 到现在之间")
    fill(page, "time", "13:35")

    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")
    assert stub.acts == []


@pytest.mark.slow
def test_a_violation_before_midnight_says_its_day(page: Page, look: Open):
    board = scripted_room.running()
    board["session"].update(login_from=BASE - 20 * HOUR, login_allowed_at=BASE - 20 * HOUR)
    stub = look(board)
    choose(page, 4)
    tool(page, "register_violation").click()
    dialog(page).get_by_text("A101").click()
    fill(page, "description", "手机")

    fill(page, "time", "23:59")

    expect(dialog(page)).to_contain_text("2019-12-21 23:59:00")
    send(page)
    assert stub.acts[0][1]["happened_at"] == BASE - 14 * HOUR - 12 * MINUTE - 52 * SECOND


@pytest.mark.slow
def test_a_violation_needs_candidates_a_type_and_words(page: Page, look: Open):
    stub = look()

    tool(page, "register_violation").click()
    expect(primary(page)).to_contain_text("请先选择考生")
    choose(page, 4)
    expect(primary(page)).to_contain_text("请选择违纪类型")
    dialog(page).get_by_text("A101").click()
    expect(primary(page)).to_contain_text("请填写情况描述")
    primary(page).click(force=True)

    assert stub.acts == []


def test_a_violation_is_cancelled_from_its_list_after_a_question(page: Page, look: Open):
    stub = look()

    page.locator('[data-figure="violation"]').click()
    dialog(page).locator('[data-act="cancel_violation"]').click()
    expect(dialog(page).get_by_role("alertdialog")).to_contain_text("胡天佑")
    assert stub.acts == []
    fill(page, "text", "认错人")
    dialog(page).locator('[data-act="yes"]').click()

    expect(page.locator(".told")).to_contain_text("完成")
    assert stub.acts == [("cancel_violation", {"violation": 44, "reason": "误登记：认错人"})]


def test_an_offline_candidate_is_resumed_without_a_question(page: Page, look: Open):
    stub = look()
    choose(page, 17, 31)

    incident(page, "resume")
    expect(dialog(page).locator("[data-out]")).to_contain_text("还没有登录过")
    expect(dialog(page).locator("[data-will]")).to_contain_text("2:14")
    send(page)

    assert stub.acts == [("resume", {"sittings": [sitting_id(17)], "reason": "网络或交换机故障"})]


def test_resuming_who_is_online_and_in_the_exam_asks_first(page: Page, look: Open):
    stub = look()
    choose(page, 9)

    incident(page, "resume")
    expect(dialog(page).locator("[data-will]")).to_have_count(1)
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("考生在线且在考试中")
    dialog(page).locator('[data-act="no"]').click()
    assert stub.acts == []
    primary(page).click()
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()

    assert stub.acts == [("resume", {"sittings": [sitting_id(9)], "reason": "网络或交换机故障"})]


def test_extra_time_shows_its_ceilings_before_it_is_given(page: Page, look: Open):
    stub = look()
    choose(page, 9, 10)

    incident(page, "give_extra_time")
    expect(dialog(page).locator(".field small")).to_contain_text("每人还可免码 5 分")
    expect(dialog(page).locator("[data-will]").first.locator("td.num")).to_have_text(["5", "5", "20", "25"])
    fill(page, "minutes", "8")
    expect(primary(page)).to_contain_text("授权码")
    fill(page, "minutes", "26")
    expect(primary(page)).to_contain_text("最多 25 分")
    fill(page, "minutes", "2.5")
    expect(primary(page)).to_contain_text("整数")
    fill(page, "minutes", "4")
    dialog(page).locator('[name="category"]').select_option("")
    expect(primary(page)).to_contain_text("请填写原因")
    fill(page, "text", "键盘更换")
    send(page)

    assert stub.acts == [
        ("give_extra_time", {"sittings": [sitting_id(9), sitting_id(10)], "minutes": 4, "reason": "键盘更换"})
    ]


def test_a_screen_is_locked_with_a_message(page: Page, look: Open):
    stub = look()
    choose(page, 9)

    incident(page, "lock")
    fill(page, "text", "请停止作答")
    send(page)

    assert stub.acts == [("lock", {"sittings": [sitting_id(9)], "text": "请停止作答"})]


@pytest.mark.slow
def test_everybody_is_locked_at_once(page: Page, look: Open):
    stub = look()
    choose(page, 9)

    incident(page, "lock")
    dialog(page).get_by_text("全部在线且考试中的考生（31）").click()
    expect(dialog(page).locator("[data-will]")).to_have_count(30)
    expect(dialog(page).locator("[data-out]")).to_contain_text("董洁")  # locked already
    send(page)

    assert len(stub.acts[0][1]["sittings"]) == 30


def test_a_locked_screen_is_unlocked(page: Page, look: Open):
    stub = look()
    choose(page, 27)

    incident(page, "unlock")
    send(page)

    assert stub.acts == [("unlock", {"sittings": [sitting_id(27)]})]


def test_absences_are_registered_for_those_who_never_logged_in(page: Page, look: Open):
    stub = look(one_was_reset())
    choose(page, 29, 9)

    expect(tool(page, "register_absence")).to_contain_text("2 人从未登录")
    tool(page, "register_absence").click()
    expect(dialog(page).locator("tbody input")).to_have_count(2)
    dialog(page).locator(f'[data-tick="{sitting_id(38)}"]').click()
    send(page)

    assert stub.acts == [("register_absence", {"sittings": [sitting_id(29), sitting_id(38)], "reason": "未到考"})]


def test_an_absence_is_undone_from_its_list(page: Page, look: Open):
    stub = look(scripted_room.settled())

    page.locator('[data-figure="absent"]').click()
    expect(dialog(page).locator("[data-row]")).to_have_count(3)
    dialog(page).locator('[data-act="undo_absence"]').first.click()
    dialog(page).locator('[data-act="yes"]').click()

    expect(page.locator(".told")).to_contain_text("完成")
    assert stub.acts == [("undo_absence", {"sittings": [sitting_id(29)], "reason": "误登记"})]


def test_the_start_is_allowed_once_the_countdown_has_been_shown(page: Page, look: Open):
    stub = look(scripted_room.waiting())

    page.locator('.notice [data-act="allow_start"]').click()
    expect(dialog(page)).to_contain_text("14:15:52 开考")
    send(page)

    assert stub.acts == [("allow_start", {})]


def test_the_authorization_names_what_it_is_for(page: Page, look: Open):
    board = scripted_room.waiting()
    board["tools"]["authorise"] = {"state": "ready"}
    stub = look(board)

    tool(page, "authorise").click()
    expect(dialog(page)).to_contain_text("第一场次")
    expect(dialog(page)).to_contain_text("Web前端开发 初级（40 人）")
    send(page)

    assert stub.acts == [("authorise", {})]


def test_login_is_allowed(page: Page, look: Open):
    board = scripted_room.waiting()
    board["tools"]["allow_login"] = {"state": "ready"}
    stub = look(board)

    tool(page, "allow_login").click()
    send(page)

    assert stub.acts == [("allow_login", {})]


def test_clients_start_everywhere_or_at_chosen_seats(page: Page, look: Open):
    stub = look()

    tool(page, "start_client").click()
    send(page)
    dialog(page).locator('footer [data-act="close"]').click()
    choose(page, 4, 9)
    tool(page, "start_client").click()
    send(page)

    assert stub.acts == [("start_client", {"seats": "all"}), ("start_client", {"seats": [4, 9]})]
    expect(dialog(page).locator('[data-result="ok"]')).to_have_count(2)


@pytest.mark.slow
def test_a_machine_that_came_late_is_started_although_others_are_chosen(page: Page, look: Open):
    """Those of the chosen run: pressing 启动考生端 means what does not (E4)."""
    board = scripted_room.running()
    board["seats"].append(scripted_room.seat(41) | {"ui_on": False, "shown": "", "sitting": None})
    stub = look(board)
    choose(page, 4, 9)

    tool(page, "start_client").click()
    send(page)

    assert stub.acts == [("start_client", {"seats": [41]})]


@pytest.mark.slow
def test_clients_that_did_not_start_are_told_by_seat(page: Page, look: Open):
    stub = look()
    refused = [{"seat": 4, "ok": True, "text": "已发送"}, {"seat": 9, "ok": False, "text": "PC23 不在线"}]
    stub.answers["start_client"] = (200, {"ok": True, "text": "1/2", "results": refused})
    choose(page, 4, 9)

    tool(page, "start_client").click()
    send(page)

    expect(dialog(page).locator('[data-result="refused"]')).to_have_text("009 PC23 不在线")


@pytest.mark.slow
def test_what_has_become_of_each_client_is_named(page: Page, look: Open):
    board = scripted_room.running()
    words = {1: "opening", 2: "no_session", 3: "no_browser", 4: "nobody", 5: "", 6: "shown"}
    for number, shown in words.items():
        seat_of(board, number)["shown"] = shown
    seat_of(board, 6)["ui_on"] = False
    look(board)

    tool(page, "start_client").click()

    told = [dialog(page).locator(f'[data-seat="{number}"] .st').inner_text() for number in words]
    assert told == ["正在启动", "桌面未登录", "没有找到浏览器", "页面没有打开", "已启动", "正在关闭"]
    expect(dialog(page).locator(".course-line")).to_contain_text("已启动 35 / 40")


def seat_of(board: Board, number: int) -> Board:
    return next(each for each in board["seats"] if each["number"] == number)


def test_clients_are_closed(page: Page, look: Open):
    board = scripted_room.settled()
    board["tools"]["close_client"] = {"state": "ready"}
    stub = look(board)

    tool(page, "close_client").click()
    send(page)

    assert stub.acts == [("close_client", {"seats": "all"})]


@pytest.mark.parametrize(
    ("sequence", "way", "reason"),
    [(17, "submit", "未交卷离场"), (20, "absent", "未交卷离场"), (31, "absent", "未到考")],
)
def test_who_is_left_is_settled_with_reason_and_password(page: Page, look: Open, sequence: int, way: str, reason: str):
    stub = look()

    tool(page, "end_session").click()
    expect(primary(page)).to_contain_text("37 人未处理")
    left = dialog(page).locator(f'[data-unsettled="{sitting_id(sequence)}"]')
    left.locator(f'[data-act="{way}"]').click()
    expect(left.locator('[data-act="settle"]')).to_contain_text("请输入密码")
    fill(page, "text", "已离开")
    fill(page, "password", "888")
    left.locator('[data-act="settle"]').click()
    expect(page.locator(".told")).to_contain_text("完成")

    body = {"sitting": sitting_id(sequence), "how": way, "reason": f"{reason}：已离开", "password": "888"}
    assert stub.acts == [("settle", body)]


@pytest.mark.slow
def test_several_who_are_left_are_settled_at_once(page: Page, look: Open):
    """E22: those chosen on the board, each named in the form; who is at work is never proposed by itself."""
    stub = look()
    tool(page, "end_session").click()
    expect(dialog(page).locator('[data-act="absent_all"]')).to_have_text("缺考登记 5 人")
    expect(dialog(page).locator('[data-act="submit_all"]')).to_have_count(0)

    choose(page, 17, 18)
    dialog(page).locator('[data-act="submit_all"]').click()
    expect(dialog(page).locator('[data-settling="submit"]')).to_contain_text("017 何雨桐")
    expect(dialog(page).locator('[data-settling="submit"] option', has_text="未到考")).to_have_count(0)
    fill(page, "text", "已离开")
    fill(page, "password", "888")
    dialog(page).locator('[data-act="settle"]').click()
    expect(page.locator(".told")).to_contain_text("完成")

    [(verb, body)] = stub.acts
    assert (verb, body["sittings"], body["how"]) == ("settle", [sitting_id(17), sitting_id(18)], "submit")


@pytest.mark.slow
def test_who_is_marked_as_present_is_not_absent_without_a_question(page: Page, look: Open):
    """F8, E21: the mark stands in the list, and has to be meant."""
    board = scripted_room.running()
    board["tools"]["register_absence"] = {"state": "ready"}
    board["sittings"][30]["present_at"] = BASE
    stub = look(board)

    tool(page, "register_absence").click()
    expect(dialog(page)).to_contain_text("已登记到场 14:11")
    dialog(page).locator(f'[data-tick="{sitting_id(31)}"]').check()
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("苏晴：已登记到场，但从未登录")
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()

    assert [verb for verb, _body in stub.acts] == ["register_absence"]


def test_the_exam_ends_once_empty_papers_are_confirmed(page: Page, look: Open):
    stub = look(scripted_room.settled(empty=(3,)))

    tool(page, "end_session").click()
    expect(dialog(page)).to_contain_text("周俊杰")
    fill(page, "password", "888")
    expect(primary(page)).to_contain_text("请先确认空白试卷")
    dialog(page).locator('[name="empty"]').check()
    send(page)

    assert stub.acts == [("end_session", {"password": "888", "empty_confirmed": True})]


@pytest.mark.slow
def test_who_is_unequal_at_collection_is_named_before_the_end(page: Page, look: Open):
    """Both sides state the same head, or the name stands here (F3, E22)."""
    board = scripted_room.settled()
    for row in board["sittings"]:
        row["collected"] = row["state"] != "submitted" or row["sequence"] != 7
    stub = look(board)

    tool(page, "end_session").click()
    fill(page, "password", "888")
    expect(dialog(page).locator("[data-unequal] li")).to_have_text("007 唐文博")
    expect(primary(page)).to_have_attribute("aria-disabled", "true")
    dialog(page).locator('[name="unequal"]').check()
    send(page)

    sent = {"password": "888", "empty_confirmed": False, "unequal_confirmed": True}
    assert stub.acts == [("end_session", sent)]


def test_a_refusal_is_shown_and_the_form_stays(page: Page, look: Open):
    stub = look(scripted_room.settled())
    stub.answers["end_session"] = (409, {"ok": False, "code": "password.wrong", "text": "这不是系统管理员的密码。"})

    tool(page, "end_session").click()
    fill(page, "password", "777")
    primary(page).click()

    expect(dialog(page).locator(".fault")).to_have_text("这不是系统管理员的密码。")
    expect(dialog(page).locator('[name="password"]')).to_have_value("")
    assert stub.acts == [("end_session", {"password": "777", "empty_confirmed": False})]


@pytest.mark.slow
def test_nobody_done_is_told_for_each(page: Page, look: Open):
    stub = look()
    refused = [{"sitting": sitting_id(9), "ok": False, "text": "考生端刚刚离线"}]
    stub.answers["lock"] = (200, {"ok": False, "text": "0/1", "results": refused})
    choose(page, 9)

    incident(page, "lock")
    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")
    primary(page).click()

    expect(dialog(page).locator('[data-result="refused"]')).to_contain_text("考生端刚刚离线")


def test_a_list_exports_both_files_and_filters(page: Page, look: Open):
    stub = look()

    page.locator('[data-figure="extra_time"]').click()
    expect(dialog(page).locator("[data-row]")).to_contain_text("考试机故障")
    expect(dialog(page).locator('[data-export="xlsx"]')).to_have_attribute(
        "href", ACTS + "/list/extra_time/?format=xlsx"[1:]
    )
    expect(dialog(page).locator('[data-export="csv"]')).to_have_attribute(
        "href", ACTS + "/list/extra_time/?format=csv"[1:]
    )
    fill(page, "search", "没有这样的人")

    expect(dialog(page).locator("[data-row]")).to_have_count(0)
    assert stub.asked[0] == "list/extra_time/"


@pytest.mark.slow
def test_states_are_refreshed_with_a_new_snapshot(page: Page, look: Open):
    stub = look()
    choose(page, 9, 17)

    incident(page, "refresh")

    expect(dialog(page).locator("tbody tr")).to_have_count(2)
    expect(dialog(page).locator(".answer")).to_be_visible()
    assert stub.snapshots == 2


@pytest.mark.slow
def test_a_double_click_opens_the_candidate_in_full(page: Page, look: Open):
    look()

    one(page, 9).dblclick()

    expect(dialog(page)).to_contain_text("190319999990031009")
    expect(dialog(page)).to_contain_text("15:30:00")


@pytest.mark.slow
def test_the_room_keeps_its_own_time_of_day(page: Page, look: Open):
    stub = look()

    expect(page.locator("#bar .now")).to_contain_text("14:1")
    assert stub.now() - BASE < 10 * MINUTE
