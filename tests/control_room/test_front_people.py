"""Messages, raised hands, leaving the room and attendance on the page (F7, F8, F9, F13, F14)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, fill, incident, one, primary, send, tool
from tests.control_room.scripted_room import BASE, MINUTE, START, Board, sitting_id

pytestmark = pytest.mark.browser


def people() -> Board:
    """Most were ticked, 9 and 29 were not; 4 is out, 31 was ticked and has not come, 6 has an unread message, 8 has an accommodation."""
    board = scripted_room.running()
    row = {each["sequence"]: each for each in board["sittings"]}
    for sequence in range(10, 40):
        row[sequence].update(present_at=START)
    row[29].update(present_at=None)
    row[4].update(out_at=BASE - 3 * MINUTE, outs=2, away_ms=4 * MINUTE, present_at=START)
    row[31].update(present_at=START)
    row[6].update(unread=1, present_at=START)
    row[8].update(accommodation_ms=15 * MINUTE, large_type=True, present_at=START)
    return board | {"counts": scripted_room.counts(board["sittings"])}


def test_a_message_goes_to_everybody_who_can_still_read_it(page: Page, look: Open):
    stub = look()

    incident(page, "send_message")
    dialog(page).locator("select[name=template]").select_option(label="请继续作答。")
    send(page)

    ((verb, body),) = stub.acts
    assert (verb, body["text"]) == ("send_message", "请继续作答。")
    assert len(body["sittings"]) == 37
    assert sitting_id(12) not in body["sittings"]


def test_a_raised_hand_is_answered_from_its_matter(page: Page, look: Open):
    stub = look()

    page.locator('[data-matter="2"] [data-act="answer_hand"]').click()
    expect(dialog(page)).to_contain_text("编辑器打不开了")
    expect(primary(page)).to_contain_text("已到机位处理")
    fill(page, "text", "请重新打开")
    expect(primary(page)).to_contain_text("发送回复")
    send(page)

    assert stub.acts == [("answer_hand", {"matter": 2, "text": "请重新打开"})]


def test_out_and_in_again(page: Page, look: Open):
    stub = look(people())

    choose(page, 9)
    incident(page, "let_out")
    fill(page, "text", "监考人员陪同")
    send(page)
    dialog(page).locator('[data-act="close"]').click()
    expect(dialog(page)).to_have_count(0)
    choose(page, 4)
    tool(page, "incidents").click()
    expect(page.locator('.menu [data-act="let_out"]')).to_contain_text("已经离场")
    page.locator('.menu [data-act="let_in"]').click()
    expect(dialog(page)).to_contain_text("14:08:52")
    send(page)

    assert stub.acts == [
        ("let_out", {"sittings": [sitting_id(9)], "allowed_by": "李四", "reason": "上卫生间：监考人员陪同"}),
        ("let_in", {"sittings": [sitting_id(4)]}),
    ]


def test_tickets_are_scanned_one_after_the_other_and_the_list_is_ticked(page: Page, look: Open):
    stub = look(people())
    stub.answers["scan_ticket"] = 200, {"ok": True, "text": "陈一鸣 已登记到场。", "sitting": sitting_id(5)}

    page.locator('[data-figure="present"]').click()
    ticket = dialog(page).locator("[name=ticket]")
    for number in ("190319999990031005", "190319999990031006"):
        ticket.press_sequentially(number)
        ticket.press("Enter")
        expect(ticket).to_have_value("")
    expect(dialog(page).locator("[data-scanned=ok]")).to_have_count(2)
    dialog(page).locator(f'[data-tick="{sitting_id(29)}"]').check()
    send(page)

    assert stub.acts == [
        ("scan_ticket", {"ticket": "190319999990031005"}),
        ("scan_ticket", {"ticket": "190319999990031006"}),
        ("mark_present", {"sittings": [sitting_id(29)]}),
    ]


@pytest.mark.slow
def test_the_camera_reads_a_ticket_where_the_browser_can(page: Page, look: Open):
    page.add_init_script("""
        window.BarcodeDetector = class { async detect() { return [{ rawValue: "190319999990031005" }]; } };
        Object.defineProperty(navigator, "mediaDevices", { value: { async getUserMedia() {
            return Object.assign(document.createElement("canvas"), { width: 8, height: 8 }).captureStream(5);
        } } });
        Object.defineProperty(HTMLMediaElement.prototype, "readyState", { get: () => 4 });
    """)
    stub = look()

    page.locator('[data-figure="present"]').click()
    dialog(page).locator('[data-act="camera"]').click()
    expect(dialog(page).locator("[data-scanned=ok]")).to_be_visible()

    assert stub.acts == [("scan_ticket", {"ticket": "190319999990031005"})]


@pytest.mark.slow
def test_tile_and_panel_say_who_is_out_who_is_unmarked_and_what_was_approved(page: Page, look: Open):
    look(people())

    expect(one(page, 4)).to_contain_text("离开")
    expect(one(page, 31)).to_contain_text("到场")
    expect(one(page, 6)).to_contain_text("消息未读")
    expect(one(page, 9)).to_contain_text("未签到")
    one(page, 8).dblclick()
    expect(dialog(page)).to_contain_text("批准延长 15 分钟 · 大字号")


@pytest.mark.slow
def test_a_reason_offers_texts_for_its_category(page: Page, look: Open):
    look()
    choose(page, 17)

    incident(page, "resume")
    dialog(page).locator("select[name=category]").select_option(label="断电")

    expect(dialog(page).locator("#reason-texts option")).to_have_count(2)
