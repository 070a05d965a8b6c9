"""What the proctor does with an answer package: toolbar 单机收卷, 异常处理 → 导入作答包 (E13, E14)."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open, browser, context, look, page
from tests.control_room.hands import choose, dialog, incident, primary, send, tool
from tests.control_room.scripted_room import BASE, MINUTE, Board, sitting_id
from tests.control_room.stub import Stub

__all__ = ["browser", "context", "look", "page"]  # fixtures
pytestmark = pytest.mark.browser
PIECE = 512 * 1024
REASON = "网络或交换机故障"


def collecting() -> Board:
    """The earliest submission time has come."""
    board = scripted_room.running()
    board["tools"]["collect_single"] = {"state": "ready"}
    return board


def package(sequence: int, *differences: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = {
        "outcome": "newer",
        "epoch": 1,
        "seat": sequence,
        "made_at": BASE - MINUTE,
        "changes": 57,
        "server_changes": 40,
        "new": 17,
    }
    facts |= {"late": 0, "late_text": "", "proven": True, "files": 2, "bytes": 3 << 20, "handed_in_at": None}
    side = {"answered": 17, "files": 2, "last_at": BASE - MINUTE}
    facts |= {"sides": {"package": side, "server": side | {"answered": 9}, "taken": side}}
    facts |= {
        "sitting": sitting_id(sequence),
        "comparison": "abc" if differences else "",
        "differences": list(differences),
    }
    return facts | more


def difference(question: str, kind: str, server: str, taken: str, *, proposed: bool) -> dict[str, Any]:
    sides: dict[str, Any] = {
        name: {"value": value, "files": [], "at": BASE - MINUTE if value else None}
        for name, value in (("server", server), ("package", taken))
    }
    return {"question": question, "kind": kind, "late": False, "proposed": proposed, **sides}


def found(stub: Stub, text: str, package: dict[str, Any]) -> None:
    stub.answers["examine_package"] = (200, {"ok": True, "text": text, "results": [], "package": package})


def bring(page: Page, size: int = 100) -> None:
    file = {"name": "190319999990031017-1.jka", "mimeType": "application/octet-stream", "buffer": b"x" * size}
    dialog(page).locator('[name="file"]').set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
    expect(dialog(page).locator("[data-package]")).to_be_visible()


def test_a_package_comes_in_pieces_and_submits_after_a_question(page: Page, look: Open):
    stub = look(collecting())
    found(stub, "作答包中有17条作答记录服务器上没有。", package(18))

    tool(page, "collect_single").click()
    expect(primary(page)).to_contain_text("请选择作答包")
    bring(page, PIECE + 100)
    expect(dialog(page).locator("[data-outcome]")).to_contain_text("17条作答记录")
    primary(page).click()
    expect(dialog(page).locator('[data-side="server"]')).to_contain_text("9")
    expect(dialog(page).locator(".question")).to_contain_text("考生在线且在考试中")
    expect(dialog(page).locator(".question")).to_contain_text("018 郭子涵")
    expect(dialog(page)).to_contain_text("不能继续作答")
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()

    upload = stub.pieces[0][0]
    assert stub.pieces == [(upload, 0, PIECE), (upload, PIECE, 100)]
    assert stub.acts == [
        ("examine_package", {"upload": upload, "for": "collect_package"}),
        ("collect_package", {"upload": upload, "comparison": "", "take": [], "reason": REASON}),
    ]


def test_what_differs_is_decided_question_by_question(page: Page, look: Open):
    stub = look()
    only = difference("single/3", "only_package", "", "C", proposed=True)
    older = difference("text/1", "older", "新的回答", "旧的回答", proposed=False)
    found(stub, "作答包来自考生已离开的考试机。有2道题不一致。", package(18, only, older, outcome="stale"))
    choose(page, 18)

    incident(page, "import_package")
    bring(page)
    rows = dialog(page).locator("[data-question]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("单选题3")
    expect(rows.first.locator("input")).to_be_checked()
    expect(rows.last).to_contain_text("服务器较新")
    expect(rows.last.locator("input")).not_to_be_checked()
    rows.last.locator("input").check()
    expect(rows.last).to_have_class("taken")
    primary(page).click()
    expect(dialog(page).locator(".question")).to_contain_text("断点续考后才能看到导入的作答")
    dialog(page).locator('[data-act="yes"]').click()
    expect(dialog(page).locator(".answer")).to_be_visible()

    verb, body = stub.acts[-1]
    assert (verb, body["take"], body["comparison"]) == ("import_package", ["single/3", "text/1"], "abc")
    assert (body["reason"], body["sittings"]) == (REASON, [sitting_id(18)])


def test_a_package_that_is_refused_says_why_and_another_can_be_chosen(page: Page, look: Open):
    stub = look(collecting())
    refused = {
        "ok": False,
        "code": "answer_package.cut_off",
        "text": "作答包不完整：文件末尾缺失，请从考试机重新拷贝。",
    }
    stub.answers["examine_package"] = (409, refused)

    tool(page, "collect_single").click()
    file = {"name": "a.jka", "mimeType": "application/octet-stream", "buffer": b"PK"}
    dialog(page).locator('[name="file"]').set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
    expect(dialog(page).locator(".fault")).to_contain_text("作答包不完整")
    expect(primary(page)).to_have_attribute("aria-disabled", "true")
    found(stub, "作答包与服务器上的作答完全一致。", package(17, outcome="equal"))
    bring(page)

    expect(dialog(page).locator(".fault")).to_have_count(0)


def test_an_imported_package_is_a_matter_with_the_button_that_settles_it(page: Page, look: Open):
    board = scripted_room.running()
    board["matters"] = [
        {
            "id": 9,
            "kind": "package_waiting",
            "since": BASE,
            "seats": [17],
            "sittings": [sitting_id(17)],
            "values": {"revision": 57},
        }
    ]
    look(board)

    matter = page.locator('[data-matter="9"]')
    expect(matter).to_contain_text("已导入作答包，尚未断点续考")
    matter.locator('[data-act="resume"]').click()

    expect(page.locator('[data-dialog="resume"]')).to_be_visible()


def test_after_the_end_the_page_of_the_report_leads_to_the_package_of_one_candidate(page: Page, look: Open):
    """A1: 导入作答包 of 核对."""
    stub = look()
    found(stub, "作答包中有17条作答记录服务器上没有。", package(17))

    page.goto(f"{stub.url}?recover={sitting_id(17)}")
    expect(dialog(page)).to_contain_text("导入作答包")
    bring(page)
    send(page)

    verb, body = stub.acts[-1]
    assert (verb, body["sittings"], body["reason"]) == ("recover_package", [sitting_id(17)], REASON)
    assert page.url == stub.url
