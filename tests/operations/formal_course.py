"""A formal session from the first message to its end: what a proctor does for candidates at work (E4, E9, E10, E12, E16–E19, E21,
E22, F1, F7, F9, F10, F13, F14)."""

import re
from typing import Final

from playwright.sync_api import Locator, expect

from tests.e2e.room import PASSWORD
from tests.operations.beginning import panel_of
from tests.operations.steps import takes
from tests.operations.walk import HU, LI, LIU, ZHOU, Walk

PHOTO: Final = bytes.fromhex("89504e470d0a1a0a0000000d49484452")  # as far as its kind is told


@takes("F9")
def messages_both_ways(walk: Walk) -> None:
    """To everybody, with a receipt; a raised hand and its answer."""
    proctor, li = walk.proctor, walk.of(LI)
    dialog = proctor.by_incidents("send_message")
    dialog.locator("[name=text]").fill("请保持安静。")
    proctor.send(dialog)
    expect(li.page.locator(".notice")).to_contain_text("请保持安静。")
    walk.keep(li.page, "message")
    li.page.locator(".notice .btn").click()
    expect(li.page.locator(".notice")).to_have_count(0)

    li.page.locator(".hand").click()
    li.page.locator("dialog.hand-up [name=words]").fill("键盘坏了")
    li.page.locator("dialog.hand-up [type=submit]").click()
    hand = proctor.matter("键盘坏了")
    expect(hand).to_contain_text(LI)
    walk.keep(proctor.page, "hand")
    hand.locator("[data-act=answer_hand]").click()
    answer = proctor.dialog("answer_hand")
    answer.locator("[name=text]").fill("马上来换")
    proctor.send(answer)
    expect(hand).to_have_count(0)
    expect(li.page.locator(".notice", has_text="马上来换")).to_be_visible()
    li.page.locator(".notice .btn").first.click()

    records = proctor.by_incidents("send_message")
    records.locator("[data-act=list_messages]").click()
    expect(proctor.dialog("list")).to_contain_text("请保持安静。")
    proctor.shut(proctor.dialog("list"))


@takes("E16", "F10")
def locking_all(walk: Walk) -> None:
    """Who is left out is said before; a lock stays over a reload; 我已知晓 goes on, and one is unlocked from here."""
    proctor = walk.proctor
    dialog = proctor.by_incidents("lock", LI, LIU, ZHOU)
    expect(dialog.locator("[data-will]")).to_have_count(2)
    expect(dialog.locator("[data-out]")).to_contain_text(ZHOU)
    dialog.locator("[name=text]").fill("请停一下。")
    proctor.send(dialog)
    for person in (LI, LIU):
        expect(walk.of(person).page.locator("dialog.locked blockquote")).to_have_text("请停一下。")
        proctor.is_marked(person, proctor.says("锁屏", "locked"))
    li = walk.of(LI).page
    li.reload()
    expect(li.locator("dialog.locked")).to_be_visible()
    walk.keep(li, "locked")
    li.locator("dialog.locked .btn").click()
    expect(li.locator("dialog.locked")).to_have_count(0)
    proctor.is_not_marked(LI, proctor.says("锁屏", "locked"))

    proctor.send(proctor.by_right_click("unlock", LIU))
    expect(walk.of(LIU).page.locator("dialog.locked")).to_have_count(0)


@takes("E12", "F1", "F7")
def extra_time_and_its_ledger(walk: Walk) -> None:
    """Two minutes with a reason; one candidate's are taken back; the parts of the end stand in the panel."""
    proctor, li = walk.proctor, walk.of(LI)
    before = li.end()
    dialog = proctor.by_incidents("give_extra_time", LI, LIU)
    dialog.locator("[name=minutes]").fill("2")
    dialog.locator("[name=text]").fill("键盘更换")
    proctor.send(dialog)
    expect(li.page.locator(".clock .end")).not_to_have_text(before)
    expect(li.page.locator(".clock .plus")).to_contain_text(proctor.says("补时", "extra time"), ignore_case=True)
    proctor.figure("extra_time", 2)
    proctor.is_marked(LI, "+2")

    panel = panel_of(walk, LI)
    expect(panel.locator("[data-entry]")).to_contain_text("键盘更换")
    expect(panel.locator(".frame + p .st.ok")).to_be_visible()  # the machine goes by it
    proctor.take_back(panel.locator("[data-entry]"), "take_back_time", "给错人")
    expect(panel.locator("[data-entry]")).to_have_count(2)
    expect(li.page.locator(".clock .end")).to_have_text(before)
    proctor.figure("extra_time", 1)
    proctor.shut(panel)


@takes("F14")
def an_accommodation(walk: Walk) -> None:
    """Approved before the exam: a later end and larger type, apart from time for faults."""
    proctor = walk.proctor
    panel = panel_of(walk, LIU)
    expect(panel).to_contain_text(proctor.says("批准延长 7 分钟 · 大字号", "7 min more by approval · large type"))
    walk.keep(proctor.page, "panel")
    proctor.shut(panel)
    liu = walk.of(LIU).page
    expect(liu.locator(".clock .m", has_not=liu.locator(".plus")).first).to_contain_text("7")
    expect(liu.locator(".size-large")).to_be_visible()
    walk.keep(liu, "large-type")


@takes("E10")
def resuming(walk: Walk) -> None:
    """Online and in the exam: a question first; forced out there, everything is here at another machine."""
    proctor, li = walk.proctor, walk.of(LI)
    dialog = proctor.by_incidents("resume", LI)
    proctor.send(dialog, sure=True)
    li.sees("moved")
    walk.keep(li.page, "moved")
    again = walk.sit(LI, 4)
    walk.logs_in(LI)
    again.sees("paper")
    walk.keep(again.page, "welcome-back")
    again.page.locator("dialog.back footer .btn").click()
    assert [again.chosen(number) for number in (1, 11)] == ["A", "ABD"]

    proctor.figure("resume", 1)
    entries = proctor.open_list("resume")
    expect(entries.locator("[data-row]")).to_contain_text(LI)
    exported(entries, "xlsx", "csv")
    proctor.shut(entries)


def exported(dialog: Locator, *formats: str) -> None:
    """Each is a file with something in it."""
    for kind in formats:
        with dialog.page.expect_download() as download:
            dialog.locator(f"[data-export={kind}]").click()
        assert download.value.path().stat().st_size > 100


@takes("E17")
def refreshing(walk: Walk) -> None:
    """Every machine is asked, and answers."""
    proctor = walk.proctor
    dialog = proctor.by_incidents("refresh")
    expect(dialog.locator("[data-refreshed]")).to_have_count(4)
    expect(dialog.locator("[data-result=true]")).to_have_count(3)  # the fourth has not come
    expect(dialog.locator(".answer")).to_be_visible()
    walk.keep(proctor.page, "refreshed")
    proctor.shut(dialog)


@takes("E18")
def the_record_sheet(walk: Walk) -> None:
    """考场情况记录单 on the screen, and as PDF."""
    proctor = walk.proctor
    with proctor.beside("record_sheet", LI) as sheet:
        text = re.sub(r"\s+", "", sheet.locator("body").inner_text())
        assert proctor.says("考场情况记录单", "Recordsheet").lower() in text.lower()
        walk.keep(sheet, "sheet")
        with sheet.expect_download(timeout=60_000) as download:
            sheet.locator("a[href*=pdf], button[name=pdf]").first.click()
        assert download.value.path().read_bytes().startswith(b"%PDF")


@takes("E19")
def the_candidates_log(walk: Walk) -> None:
    """Server and client in one order; searched."""
    with walk.proctor.beside("candidate_log", LI) as log:
        expect(log.locator("body")).to_contain_text(walk.ticket(LI))
        expect(log.locator("body")).to_contain_text("键盘更换")
        walk.keep(log, "log")


@takes("E9")
def a_violation(walk: Walk) -> None:
    """With an attachment, in the list with its filter, exported, and cancelled."""
    proctor = walk.proctor
    proctor.choose(ZHOU)
    dialog = proctor.open("register_violation")
    dialog.locator("[name=type][value=A101]").check()
    dialog.locator("[name=description]").fill("携带纸条进入考场")
    note = {"name": "note.png", "mimeType": "image/png", "buffer": PHOTO}
    dialog.locator("[name=attachment]").set_input_files(note)  # type: ignore[arg-type]  # a FilePayload
    proctor.send(dialog)
    proctor.figure("violation", 1)
    proctor.is_marked(ZHOU, proctor.says("违", "viol"))

    entries = proctor.open_list("violation")
    expect(entries.locator("[data-attachment]")).to_be_visible()
    entries.locator("[name=search]").fill("没有这样的人")
    expect(entries.locator("[data-row]")).to_have_count(0)
    entries.locator("[name=search]").fill(ZHOU)
    expect(entries.locator("[data-row]")).to_have_count(1)
    exported(entries, "xlsx", "csv")
    proctor.take_back(entries.locator("[data-row]"), "cancel_violation", "认错人")
    expect(entries.locator("[data-row]")).to_have_count(0)
    proctor.figure("violation", 0)
    proctor.shut(entries)


@takes("F13")
def out_and_in_again(walk: Walk) -> None:
    """With who allowed it; both times are in the list."""
    proctor = walk.proctor
    proctor.send(proctor.by_incidents("let_out", LIU))
    proctor.is_marked(LIU, proctor.says("离开", "out"))
    back = proctor.by_incidents("let_in", LIU)
    proctor.send(back)
    proctor.is_not_marked(LIU, proctor.says("离开", "out"))

    records = proctor.by_incidents("let_out", LIU)
    records.locator("[data-act=list_outings]").click()
    expect(proctor.dialog("list").locator("[data-row]")).to_contain_text(LIU)
    proctor.shut(proctor.dialog("list"))


@takes("E21")
def an_absence(walk: Walk) -> None:
    """Only who never logged in; undone, and registered again."""
    proctor = walk.proctor
    register(walk)
    entries = proctor.open_list("absent")
    proctor.take_back(entries.locator("[data-row]", has_text=HU), "undo_absence", "人到了")
    proctor.figure("absent", 0)
    proctor.shut(entries)
    register(walk)


def register(walk: Walk) -> None:
    proctor = walk.proctor
    proctor.nobody()
    dialog = proctor.open("register_absence")
    expect(dialog.locator("tbody input")).to_have_count(1)
    dialog.get_by_role("checkbox", name=HU).check()
    proctor.send(dialog)
    proctor.figure("absent", 1)
    proctor.is_in_state(HU, "absent")


@takes("E22")
def the_end(walk: Walk) -> None:
    """One hands in, one is submitted as it stands, one who only logged in is absent; then the password."""
    proctor = walk.proctor
    walk.of(LI).submit()
    walk.keep(walk.of(LI).page, "receipt")
    proctor.figure("submitted", 1)
    end = proctor.open("end_session")
    for person, way in ((LIU, "submit"), (ZHOU, "absent")):
        left = end.locator("[data-unsettled]", has_text=person)
        left.locator(f"[data-act={way}]").click()
        left.locator("[name=text]").fill("已离开")
        left.locator("[name=password]").fill(PASSWORD)
        walk.keep(proctor.page, way)
        left.locator("[data-act=settle]").click()
        expect(left).to_have_count(0)
    walk.of(LIU).sees("submitted")
    expect(end.locator("[data-unequal]")).to_have_count(0)  # both sides have the same head
    end.locator("[name=password]").fill(PASSWORD)
    proctor.send(end)

    proctor.shows_done("end_session")
    proctor.figure("submitted", 2)
    proctor.figure("absent", 2)
    expect(proctor.tool("report")).not_to_have_attribute("aria-disabled", "true")


@takes("E4")
def closing_the_clients(walk: Walk) -> None:
    """Their screens wait for the next session."""
    proctor = walk.proctor
    proctor.send(proctor.open("close_client"))
    dialog = proctor.open("close_client")
    expect(dialog.locator("tbody tr .st.ok")).to_have_count(0)
    proctor.shut(dialog)

    walk.of(LI).sees("waiting")


STEPS = (
    messages_both_ways,
    locking_all,
    extra_time_and_its_ledger,
    an_accommodation,
    resuming,
    refreshing,
    the_record_sheet,
    the_candidates_log,
    a_violation,
    out_and_in_again,
    an_absence,
    the_end,
    closing_the_clients,
)
