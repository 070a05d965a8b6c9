"""A formal session as far as everybody is at work: entering, the clients, authorization, login, the start, the two views
(E1–E7, E15, F3, F8)."""

import re
from typing import Final

from playwright.sync_api import expect

from tests.operations.steps import takes
from tests.operations.walk import HU, LI, LIU, ZHOU, Walk

COLUMNS: Final = {
    True: "准考证号 姓名 序号 机位号 考试状态 在线标记 交卷状态 IP地址".split(),
    False: ["Ticket number", "Name", "Sequence", "Seat", "Exam state", "Online", "Submission", "IP address"],
}


@takes("E1")
def entering(walk: Walk) -> None:
    """Session, 系统管理员 and two 监考老师; the room is not sealed, which asks for reason and password."""
    proctor, page = walk.proctor, walk.proctor.page
    proctor.open_choice()
    page.locator("[data-add]").click()
    third = page.locator("[data-person]").nth(2)
    third.locator("[name=name]").fill("王五")
    third.locator("[name=phone]").fill("15011111113")
    walk.keep(page, "choose")
    proctor.enter()

    proctor.figure("expected", 4)
    for person in (LI, LIU, ZHOU, HU):
        proctor.is_in_state(person, "idle")


@takes("E2")
def the_main_screen(walk: Walk) -> None:
    """Every button; one that may not be used yet says why."""
    proctor, page = walk.proctor, walk.proctor.page
    names = "start_client authorise allow_login allow_start register_absence register_violation incidents"
    for name in [*names.split(), "collect_single", "end_session", "report", "close_client"]:
        expect(proctor.tool(name)).to_be_visible()
    for name in ("allow_login", "allow_start", "register_absence", "end_session", "report"):
        expect(proctor.tool(name)).to_have_attribute("aria-disabled", "true")
        expect(proctor.tool(name).locator("small")).not_to_be_empty()
    expect(page.locator(".lamps .lamp")).to_have_count(3)
    expect(page.locator(".lamps")).to_contain_text(proctor.says("未授权", "Not authorised"))
    expect(page.locator(".tools .mock")).to_have_count(0)


@takes("E4")
def starting_the_clients(walk: Walk) -> None:
    """Each seat says what became of it; the candidates' screens wait."""
    proctor = walk.proctor
    for person, seat in ((LI, 1), (LIU, 2), (ZHOU, 3)):
        walk.sit(person, seat).sees("waiting")
    dialog = proctor.open("start_client")
    expect(dialog.locator("tbody tr .st.idle")).to_have_count(4)
    proctor.send(dialog)

    again = proctor.open("start_client")
    expect(again.locator("tbody tr .st.ok")).to_have_count(4)
    proctor.shut(again)


@takes("E5")
def authorising(walk: Walk) -> None:
    """The dialog names session, subject, candidates and validity; OK completes it."""
    proctor = walk.proctor
    dialog = proctor.open("authorise")
    for words in ("第一场次", "Web前端开发", "4"):
        expect(dialog.locator(".facts")).to_contain_text(words)
    proctor.send(dialog)

    proctor.shows_done("authorise")
    expect(proctor.page.locator(".lamps")).to_contain_text(proctor.says("已授权", "Authorised"))


@takes("E6")
def logging_in(walk: Walk) -> None:
    """Allowed by itself in its window."""
    proctor = walk.proctor
    proctor.shows_done("allow_login")
    for person in (LI, LIU, ZHOU):
        walk.logs_in(person)
    walk.keep(walk.of(LI).page, "rules")
    for person in (LI, LIU):
        walk.of(person).read_rules()
        walk.of(person).sees("countdown")
    walk.of(ZHOU).sees("rules")

    proctor.figure("logged_in", 3)
    proctor.is_in_state(LI, "in")


@takes("F8")
def attendance(walk: Walk) -> None:
    """One by the ticket, one by the tick; the other way round it is taken back."""
    proctor = walk.proctor
    dialog = proctor.by_incidents("mark_present")
    ticket = dialog.locator("[name=ticket]")
    ticket.fill(walk.ticket(LI))
    ticket.press("Enter")
    expect(dialog.locator("[data-scanned=ok]")).to_have_count(1)
    expect(dialog.get_by_role("checkbox", name=LI)).to_have_count(0)
    dialog.get_by_role("checkbox", name=LIU).check()
    proctor.send(dialog)
    proctor.figure("present", 2)

    marked = proctor.by_incidents("mark_present")
    marked.locator("[data-act=list_attendance]").click()
    entries = proctor.dialog("list")
    proctor.take_back(entries.locator("[data-row]", has_text=LIU), "undo_present", "认错人")
    proctor.figure("present", 1)
    proctor.shut(entries)


@takes("E7")
def starting(walk: Walk) -> None:
    """Pressed after the planned start the plan's countdown runs, at zero it begins by itself."""
    proctor = walk.proctor
    dialog = proctor.open("allow_start")
    expect(dialog.locator(".big b")).to_have_text(re.compile("0:0[1-4]$"))
    proctor.send(dialog)
    for person in (LI, LIU):
        walk.of(person).sees("paper")

    proctor.shows_done("allow_start")
    proctor.figure("in_exam", 2)
    proctor.is_in_state(LI, "exam")
    proctor.is_in_state(ZHOU, "in")


@takes("F3")
def answering(walk: Walk) -> None:
    """已保存 and 已上传 on the screen; the board has the count and the age of the last save."""
    li = walk.of(LI)
    li.choose(1, "A")
    li.choose(11, "ABD")
    li.is_safe()
    walk.of(LIU).choose(1, "C")
    walk.of(LIU).is_safe()
    walk.keep(li.page, "paper")

    proctor = walk.proctor
    expect(proctor.tile(LI).locator("meter")).to_have_js_property("value", 2)
    expect(proctor.tile(LI).locator(".saved")).not_to_be_empty()
    expect(proctor.page.locator(".lamps .good")).to_have_count(2)


@takes("E3")
def two_views(walk: Walk) -> None:
    """The same state twice: what is filtered and chosen stays."""
    proctor, page = walk.proctor, walk.proctor.page
    proctor.choose(LI)
    page.locator("[data-figure=in_exam]").click()
    expect(page.locator(".tile")).to_have_count(2)
    page.locator("[data-view=table]").click()
    expect(page.locator("tbody tr[data-id]")).to_have_count(2)
    heads = [head.rstrip(" ▴▾") for head in page.locator("thead th button").all_text_contents()]
    assert heads[:8] == COLUMNS[proctor.is_chinese]
    expect(page.locator("tbody tr[aria-selected=true]")).to_contain_text(LI)
    page.locator("[data-sort=ip]").click()
    expect(page.locator("th[aria-sort=ascending] [data-sort=ip]")).to_be_visible()
    walk.keep(page, "table")
    page.locator("[data-figure=expected]").click()
    expect(page.locator("tbody tr[data-id]")).to_have_count(4)
    page.locator("[data-view=tiles]").click()

    proctor.menu_on(LI)
    proctor.entry("switch_view").click()
    expect(page.locator("tbody tr[data-id]")).to_have_count(4)
    page.locator("[data-view=tiles]").click()
    expect(page.locator(".tile")).to_have_count(4)
    proctor.nobody()


@takes("E15")
def finding(walk: Walk) -> None:
    """By the last digits of the ticket, by name, by seat."""
    proctor, page = walk.proctor, walk.proctor.page
    proctor.menu_on(LI)
    proctor.entry("find").click()
    for asked, person in ((walk.ticket(ZHOU)[-4:], ZHOU), (LIU, LIU), ("001", LI)):
        page.locator("#find").fill(asked)
        page.keyboard.press("Enter")
        expect(proctor.tile(person)).to_be_focused()
        expect(proctor.tile(person)).to_have_attribute("aria-selected", "true")
    page.locator("#find").fill("")
    expect(page.locator(".tile")).to_have_count(4)
    proctor.nobody()


STEPS = (
    entering,
    the_main_screen,
    starting_the_clients,
    authorising,
    logging_in,
    attendance,
    starting,
    answering,
    two_views,
    finding,
)
