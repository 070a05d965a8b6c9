"""Lost time, interruptions and changes of seat on the page (F1, F2, F5, F6)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, fill, incident, one, primary, send
from tests.control_room.scripted_room import BASE, MINUTE, SECOND, START, Board, Row, sitting_id

pytestmark = pytest.mark.browser
BEGAN = BASE - 5 * MINUTE


def lost(began: int, ended: int | None, cause: str = "stopped", *, sure: bool = True) -> Row:
    return {"cause": cause, "began": began, "ended": ended, "sure": sure}


def cut_off() -> Board:
    """A row without power that is back, one on the way to another machine, one who may be working on."""
    board = scripted_room.running()
    rows = {row["sequence"]: row for row in board["sittings"]}
    for sequence in (3, 4, 5):
        began = BEGAN + sequence * SECOND
        rows[sequence]["losses"] = [lost(began, began + 134_417)]
    rows[8]["losses"] = [lost(BASE - 95 * SECOND, None, "moved")]
    rows[8].update(seat=None, machine=None, online=None)
    rows[9]["losses"] = [lost(BASE - 40 * SECOND, None, "link", sure=False)]
    board["matters"] += [
        waiting_loss(key, sequence, BEGAN + sequence * SECOND) for key, sequence in ((13, 3), (12, 4), (11, 5))
    ]
    board["matters"].append(waiting_loss(14, 8, BASE - 95 * SECOND) | {"seats": []})
    return board


def waiting_loss(key: int, sequence: int, since: int) -> Row:
    return scripted_room.matter(key, "lost_time", sequence) | {"since": since}


def losses(*sequences: int) -> list[Row]:
    return [{"sitting": sitting_id(sequence), "began": BEGAN + sequence * SECOND} for sequence in sequences]


def test_what_was_measured_is_proposed_and_given_back_in_one_step(page: Page, look: Open):
    stub = look(cut_off())
    expect(one(page, 3)).to_contain_text("待补回 2:14")

    incident(page, "give_back")
    expect(dialog(page).locator("tbody[data-fault]")).to_have_count(3)
    expect(primary(page)).to_have_text("补回 4 人")
    dialog(page).locator(f'[data-tick="{sitting_id(8)} {BASE - 95 * SECOND}"]').uncheck()
    expect(primary(page)).to_have_text("补回 3 人")
    send(page)

    [(verb, body)] = stub.acts
    assert (verb, body["losses"], body["reason"]) == ("give_back", losses(3, 4, 5), "网络或交换机故障")
    assert body["until"] >= BASE


def test_caused_by_the_candidate_is_a_choice_with_a_reason(page: Page, look: Open):
    stub = look(cut_off())
    choose(page, 4)

    incident(page, "give_back")
    expect(primary(page)).to_have_text("补回 1 人")
    dialog(page).locator('[name="way"]').nth(1).check()
    dialog(page).locator("select").select_option("考生原因")
    fill(page, "text", "拔掉电源")
    send(page)

    [(verb, body)] = stub.acts
    assert (verb, body["losses"], body["reason"]) == ("refuse_loss", losses(4), "考生原因：拔掉电源")


def test_lost_time_is_an_open_matter_with_its_seats(page: Page, look: Open):
    look(cut_off())

    matter = page.locator('[data-matter="11"]')
    expect(matter).to_contain_text("机位 003、004、005")
    expect(matter).to_contain_text("周俊杰、胡天佑、陈一鸣")
    expect(matter).to_contain_text("2:14")
    matter.locator('[data-act="give_back"]').click()

    expect(primary(page)).to_have_text("补回 3 人")


def test_lost_time_is_taken_over_by_one_of_two_proctors_and_names_the_seat_of_who_is_under_way(page: Page, look: Open):
    """Of somebody who was resumed the number that the tile shows stands there too (F4)."""
    stub = look(cut_off())

    under_way = page.locator('[data-matter="14"]')
    expect(under_way).to_contain_text("机位 008")
    page.locator('[data-matter="11"] [data-act="take_matter"]').click()
    expect(page.locator(".told")).to_be_visible()

    assert stub.acts == [("take_matter", {"matters": [13, 12, 11]})]


def test_a_resume_proposes_what_was_measured_and_books_it_in_the_same_act(page: Page, look: Open):
    """E10, F2: the choice stands in the dialog, giving back is proposed; the other one leaves it to settle."""
    board = cut_off()
    board["sittings"][8].update(online=False)
    stub = look(board)
    choose(page, 9)
    incident(page, "resume")

    expect(dialog(page).locator("[data-lost]")).to_contain_text("按实测补回（建议）")
    expect(dialog(page).locator("[data-lost]")).to_contain_text("1 名考生：到此刻 0:")
    send(page)
    dialog(page).locator('[data-act="close"]').click()
    incident(page, "resume")
    dialog(page).locator('[data-lost] [name="lost"]').nth(1).check()
    send(page)

    body = {"sittings": [sitting_id(9)], "reason": "网络或交换机故障"}
    assert stub.acts == [("resume", body | {"give_back": True}), ("resume", body)]


def test_the_room_is_interrupted_with_a_text_and_goes_on(page: Page, look: Open):
    stub = look()

    incident(page, "interrupt")
    fill(page, "message", "火警，请坐好")
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("37 名考生")
    expect(dialog(page).locator(".question")).to_contain_text("王丽娜、刘洋、周俊杰 等另 34 人")
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()
    stub.push(session={**stub.board["session"], "interruptions": [standing()]})
    page.locator('.notice[data-interruption="3"] [data-act="go_on"]').click()
    expect(page.locator(".told .notice")).to_be_visible()

    interrupted = {"sittings": "all", "text": "火警，请坐好", "reason": "网络或交换机故障"}
    assert stub.acts == [("interrupt", interrupted), ("go_on", {"interruption": 3})]


def standing() -> Row:
    return {"id": 3, "since": BASE - 60 * SECOND, "text": "火警，请坐好", "whole_room": True, "sittings": []}


def test_noticed_late_it_is_credited_from_a_moment_to_another(page: Page, look: Open):
    stub = look()
    choose(page, 4)

    incident(page, "interrupt")
    dialog(page).locator('[name="way"]').nth(1).check()
    fill(page, "from", "14:05:10")
    fill(page, "to", "14:07:00")
    primary(page).click()
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()

    span = {"from": START + 10 * MINUTE + 10 * SECOND, "to": START + 12 * MINUTE}
    assert stub.acts == [
        ("interrupt_afterwards", {"sittings": [sitting_id(4)], "reason": "网络或交换机故障", **span}),
    ]


def test_one_is_moved_to_a_spare_machine_and_two_change_places(page: Page, look: Open):
    stub = look()
    choose(page, 15)
    incident(page, "change_seat")
    dialog(page).locator('[name="seat"]').select_option("31")
    confirmed(page, "换机位将强制退出原考生端")
    dialog(page).locator('[data-act="close"]').click()
    expect(dialog(page)).to_have_count(0)

    one(page, 16).click(modifiers=["Control"])
    incident(page, "change_seat")
    expect(dialog(page)).to_contain_text("换到 016 号机位")
    confirmed(page, "李慧敏")

    moved = {"sittings": [sitting_id(15)], "reason": "网络或交换机故障", "seat": 31}
    swapped = {"sittings": [sitting_id(15), sitting_id(16)], "reason": "网络或交换机故障"}
    assert stub.acts == [("change_seat", moved), ("swap_seats", swapped)]


def confirmed(page: Page, words: str) -> None:
    """Who is online and in the exam is not forced out without a question (E10)."""
    expect(primary(page)).not_to_have_attribute("aria-disabled", "true")
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text(words)
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()


def spare(number: int) -> Row:
    return scripted_room.seat(number) | {"sitting": None}


def test_a_real_spare_is_proposed_and_never_a_seat_that_somebody_may_still_come_to(page: Page, look: Open):
    """29, 31 and 38 are planned for people who have not come (F6)."""
    board = scripted_room.running()
    for row in board["seats"]:
        row["online"] = row["number"] not in (12, 26, 34)  # of those who have handed in
    stub = look(board)
    choose(page, 15)

    incident(page, "change_seat")
    expect(dialog(page).locator('[name="seat"]')).to_have_value("0")
    expect(primary(page)).to_contain_text("请选择机位")
    expect(dialog(page).locator("optgroup").first).to_contain_text("029（已编排")
    stub.push(seats=[spare(41)])

    expect(dialog(page).locator('[name="seat"]')).to_have_value("41")
    expect(primary(page)).to_have_text("换到 041")


def test_a_package_and_the_minutes_come_along_with_a_move(page: Page, look: Open, tmp_path: Path):
    """Resume, package, minutes and move in one dialog; what was answered meanwhile was not lost (F2, F6)."""
    board = cut_off()
    silent = next(row for row in board["sittings"] if row["sequence"] == 9)
    silent["losses"] = [lost(BASE - 600 * SECOND, None, "link", sure=False)]
    board["seats"].append(spare(41))
    stub = look(board)
    choose(page, 9)
    incident(page, "change_seat")
    dialog(page).locator('[data-act="bring"]').click()
    stub.answers["examine_package"] = (200, {"ok": True, "text": "", "package": package(9)})
    (tmp_path / "li.jka").write_bytes(b"sealed")

    dialog(page).locator('input[type="file"]').set_input_files(tmp_path / "li.jka")
    expect(dialog(page).locator("[data-package]")).to_contain_text("曹鑫")
    expect(dialog(page).locator("[data-lost]")).to_contain_text(re.compile(r"此刻 [12]:\d\d"))
    expect(dialog(page).locator("[data-will]")).to_contain_text("作答包中1条")
    confirmed(page, "曹鑫")

    verbs = [(verb, body.get("seat"), body.get("give_back")) for verb, body in stub.acts]
    assert verbs == [("examine_package", None, None), ("import_package", None, None), ("change_seat", 41, True)]


SIDE = {"answered": 8, "files": 0, "last_at": BASE - 60_000}


def package(sequence: int) -> Row:
    """What was examined: it lacks nothing that counts."""
    return {
        "sitting": sitting_id(sequence), "outcome": "newer", "epoch": 1, "seat": sequence, "made_at": BASE, "changes": 4,
        "server_changes": 3, "new": 1, "late": 0, "late_text": "", "proven": True, "files": 0, "bytes": 0,
        "handed_in_at": None, "comparison": "x", "differences": [],
        "sides": {"package": SIDE, "server": SIDE | {"answered": 3}, "taken": SIDE},
    }  # fmt: skip
