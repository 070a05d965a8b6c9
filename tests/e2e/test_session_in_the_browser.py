"""A whole session through the pages that people use: proctor and candidate in a browser (B10, E1–E22, C2–C4, F3)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import Look
from tests.e2e.proctor import ENGLISH, Proctor
from tests.e2e.room import PASSWORD, Machine, answers, arriving, set_up, write_files
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[[], Page]
Make = Callable[[str, int], Machine]
LATE_MIN = 0.75  # after the start: the late limit, and the earliest submission
LI, LIU, ZHOU, HU = "王丽娜", "刘洋", "周俊杰", "胡天佑"
SUBMIT = {"at_s": LATE_MIN * 60 + 1, "do": "submit"}


def handing_in(ticket: str, letters: str) -> list[dict[str, object]]:
    return [*arriving(ticket), *answers(letters), SUBMIT]


def test_a_session_in_chinese(own_server: Server, tmp_path, new_page: Open, machines: Make, look: Look):
    files = write_files(
        tmp_path / "files", 5, in_s=45, duration_min=10, late_limit_min=LATE_MIN, earliest_submit_min=LATE_MIN
    )
    tickets = [person.ticket for person in files.people]
    set_up(own_server, files)
    proctor = Proctor(new_page(), own_server.url)

    # --- the files
    proctor.log_in()
    proctor.preview_import(files)
    look(proctor.page, "import-preview")
    proctor.confirm_import()
    look(proctor.page, "imported")

    # --- the machines; 王丽娜 sits at a page, the third never came, the fifth seat is spare
    desk = machines(own_server.url, 1).start()
    machines(own_server.url, 2).start(handing_in(tickets[1], "ABCDABCDAB"))
    machines(own_server.url, 3).start(handing_in(tickets[2], "DDDDDDDDDD"))
    spare = machines(own_server.url, 5).start()
    machines(own_server.url, 4).start()
    li = Candidate(new_page())
    li.sit_down(desk.page())

    # --- into the room
    proctor.open_choice()
    look(proctor.page, "choose-session")
    proctor.enter()
    proctor.figure("expected", 5)
    look(proctor.page, "control-room")
    li.sees("waiting")
    look(li.page, "waiting")
    clients = proctor.open("start_client")
    expect(clients.locator("tbody tr .st.idle")).to_have_count(5)  # every machine is there
    look(proctor.page, "start-clients")
    proctor.send(clients)
    authorisation = proctor.open("authorise")
    look(proctor.page, "authorise")
    proctor.send(authorisation)
    proctor.shows_done("authorise")

    # --- login is allowed by itself
    proctor.shows_done("allow_login")
    li.sees("login")
    look(li.page, "login")
    li.log_in(tickets[0])
    expect(li.page.locator(".confirm")).to_contain_text(LI)
    look(li.page, "confirm")
    li.confirm()
    li.sees("rules")
    look(li.page, "rules")
    li.read_rules()
    li.sees("countdown")
    proctor.figure("logged_in", 3)
    look(proctor.page, "logged-in")

    # --- the start
    start = proctor.open("allow_start")
    look(proctor.page, "allow-start")
    proctor.send(start)
    expect(li.page.locator(".countdown .figure")).to_be_visible()
    look(li.page, "countdown")
    look(proctor.page, "counting")
    li.sees("paper")
    proctor.figure("in_exam", 3)

    # --- answers
    li.choose(1, "A")
    li.choose(11, "ABD")
    li.choose(16, "B")
    folder = li.open(21).locator(".folder .path").inner_text()
    (work := desk.data / "work" / folder.rpartition("/")[2]).mkdir(parents=True, exist_ok=True)
    (work / "web01").mkdir(exist_ok=True)
    (work / "web01" / "index.html").write_text("<!doctype html><title>社团报名</title>")
    expect(li.page.locator(".files .st.ok")).to_have_count(1)
    li.is_safe()
    look(li.page, "task")
    li.open(11)
    look(li.page, "paper")
    expect(proctor.tile(LI).locator("meter")).to_have_js_property("value", 4)
    look(proctor.page, "running")

    # --- a violation, and not after all
    proctor.choose(LIU)
    violation = proctor.open("register_violation")
    violation.locator("[name=type][value=A101]").check()
    violation.locator("[name=description]").fill("携带纸条进入考场")
    look(proctor.page, "violation")
    proctor.send(violation)
    proctor.figure("violation", 1)
    entries = proctor.open_list("violation")
    entries.locator("[data-act=cancel_violation]").click()
    look(proctor.page, "cancel-violation")
    entries.locator("[data-act=yes]").click()
    proctor.figure("violation", 0)
    expect(entries.locator(".entries li")).to_have_count(0)
    entries.locator("footer [data-act=close]").click()

    # --- a locked screen
    lock = proctor.open_incident("lock", LI)
    lock.locator("[name=text]").fill("请不要和邻座交谈，坐正继续作答。")
    look(proctor.page, "lock")
    proctor.send(lock)
    expect(li.page.locator("dialog.locked blockquote")).to_have_text("请不要和邻座交谈，坐正继续作答。")
    look(li.page, "locked")
    look(proctor.page, "locked")
    li.page.get_by_role("button", name="我已知晓").click()
    expect(li.page.locator("dialog.locked")).to_have_count(0)
    expect(proctor.tile(LI)).not_to_contain_text("锁屏")

    # --- more time
    before = li.end()
    time = proctor.open_incident("give_extra_time", LI)
    time.locator("[name=minutes]").fill("2")
    look(proctor.page, "extra-time")
    proctor.send(time)
    expect(li.page.locator(".clock .end")).not_to_have_text(before)
    expect(li.page.locator(".clock .plus")).to_contain_text("补时")
    look(li.page, "extra-time")
    proctor.figure("extra_time", 1)

    # --- to another machine
    resume = proctor.open_incident("resume", LI)
    look(proctor.page, "resume")
    proctor.send(resume, sure=True)
    li.sees("moved")
    look(li.page, "moved")
    again = Candidate(new_page())
    again.sit_down(spare.page())
    again.log_in(tickets[0])
    again.confirm()
    again.sees("paper")
    expect(again.page.locator("dialog.back")).to_contain_text("4 题")
    look(again.page, "welcome-back")
    again.page.get_by_role("button", name="继续作答").click()
    assert [again.chosen(number) for number in (1, 11, 16)] == ["A", "ABD", "B"]
    again.open(21)
    expect(again.page.locator(".files .st.ok")).to_have_count(1)
    again.choose(2, "B")
    again.is_safe()
    proctor.figure("resume", 1)
    look(proctor.page, "resumed")

    # --- who did not come
    absence = proctor.open("register_absence")
    for ticket in (HU, files.people[4].name):
        absence.get_by_role("checkbox", name=ticket).check()
    look(proctor.page, "absence")
    proctor.send(absence)
    proctor.figure("absent", 2)

    # --- handing in
    again.page.locator(".turn").click()
    look(again.page, "submit")
    again.page.keyboard.press("Escape")
    again.submit()
    expect(again.page.locator(".handed")).to_contain_text("服务器已收齐，两边一致")
    look(again.page, "receipt")
    proctor.figure("submitted", 3)

    # --- the end
    end = proctor.open("end_session")
    end.locator("[name=password]").fill(PASSWORD)
    look(proctor.page, "end")
    proctor.send(end)
    proctor.shows_done("end_session")
    look(proctor.page, "ended")
    proctor.page.goto(f"{own_server.url}/admin/documents/record-sheet/{session_of(proctor.page)}/")
    look(proctor.page, "record-sheet")
    sheet = re.sub(r"\s+", "", proctor.page.locator("body").inner_text())
    assert "应考人数:5人;实考人数:3人;缺考人数:2人;违纪人数:0人;补时人数:1人;" in sheet


def session_of(page: Page) -> str:
    return page.url.rstrip("/").rpartition("/")[2]


@pytest.mark.slow
def test_the_main_operations_in_english(own_server: Server, tmp_path, new_page: Open, machines: Make, look: Look):
    files = write_files(tmp_path / "files", 2, in_s=40, duration_min=10, late_limit_min=0.2, earliest_submit_min=0.2)
    tickets = [person.ticket for person in files.people]
    set_up(own_server, files)
    proctor = Proctor(new_page(), own_server.url, words=ENGLISH)
    proctor.page.context.add_cookies([{"name": "jiankao_room_language", "value": "en", "url": own_server.url}])
    li = Candidate(new_page())
    desk = machines(own_server.url, 1).start()
    machines(own_server.url, 2).start()
    li.sit_down(desk.page())
    li.page.get_by_role("button", name="English").click()

    proctor.log_in()
    proctor.preview_import(files)
    look(proctor.page, "import-preview")
    proctor.confirm_import()
    proctor.open_choice()
    look(proctor.page, "choose-session")
    proctor.enter()
    expect(proctor.page.locator(".tile")).to_have_count(2)
    clients = proctor.open("start_client")
    expect(clients.locator("tbody tr .st.idle")).to_have_count(2)
    proctor.send(clients)
    proctor.send(proctor.open("authorise"))
    li.log_in(tickets[0])
    look(li.page, "confirm")
    li.confirm()
    li.read_rules()
    proctor.send(proctor.open("allow_start"))
    li.sees("paper")
    li.choose(1, "A")
    li.is_safe()
    look(li.page, "paper")
    look(proctor.page, "running")

    # the server dies, and nobody has to do anything
    own_server.kill()
    li.choose(2, "B")
    expect(li.page.locator(".notices .notice.warn")).to_be_visible()
    look(li.page, "server-away")
    expect(proctor.page.locator(".notice.alarm, .notice.warn", has_text="Connecting again")).to_be_visible()
    look(proctor.page, "server-away")
    own_server.start()
    li.is_safe()
    expect(proctor.tile(LI).locator("meter")).to_have_js_property("value", 2)

    lock = proctor.open_incident("lock", LI)
    look(proctor.page, "lock")
    proctor.send(lock)
    li.page.get_by_role("button", name="I understand").click()
    time = proctor.open_incident("give_extra_time", LI)
    time.locator("[name=minutes]").fill("1")
    proctor.send(time)
    expect(li.page.locator(".clock .plus")).to_contain_text("Extra time", ignore_case=True)
    absence = proctor.open("register_absence")
    absence.locator("[data-tick=all]").check()
    look(proctor.page, "absence")
    proctor.send(absence)
    li.submit()
    look(li.page, "receipt")

    proctor.figure("submitted", 1)
    end = proctor.open("end_session")
    end.locator("[name=password]").fill(PASSWORD)
    look(proctor.page, "end")
    proctor.send(end)
    proctor.shows_done("end_session")
    proctor.page.goto(f"{own_server.url}/admin/documents/record-sheet/{session_of(proctor.page)}/")
    look(proctor.page, "record-sheet")
