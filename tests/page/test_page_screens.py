"""Every screen is drawn from the pushed state, fits the screen and stays local (C2)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.album import OFFLINE, RECEIPT, REFUSED, exam
from tests.page.scenes import NOW, State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]
SCREENS = ["number", "waiting", "login", "confirm", "rules", "countdown", "submitted", "moved", "closed"]
SIZES = [(1366, 768), (1920, 1080), (683, 384)]  # the last is 1366×768 at 200 %
FITS = (
    "() => document.scrollingElement.scrollHeight <= innerHeight && document.scrollingElement.scrollWidth <= innerWidth"
)
FOREIGN = "() => performance.getEntriesByType('resource').map(({name}) => new URL(name).origin).filter(origin => origin !== location.origin)"


def test_the_number_is_large_and_says_which_machine_it_is(page: Page, sit_down: SitDown):
    sit_down(scenes.before_the_exam("number"))

    expect(page.locator(".big")).to_contain_text("009")
    assert page.locator(".big").evaluate("big => big.getBoundingClientRect().height") > 300
    expect(page.locator(".sub")).to_have_text("PC23192.168.0.23在线")


@pytest.mark.slow
def test_a_machine_without_a_number_says_so_with_its_name_and_address(page: Page, sit_down: SitDown):
    seat = {"number": None, "hostname": "PC23", "address": "192.168.0.23"}
    sit_down(scenes.before_the_exam("number", seat=seat, link={"online": False, "since": at(13, 30)}))

    expect(page.get_by_role("heading")).to_have_text("这台考试机还没有机位号")
    expect(page.locator(".sub")).to_have_text("PC23192.168.0.23离线")
    expect(page.locator(".notice")).to_have_count(0)


def test_waiting_says_when_login_opens(page: Page, sit_down: SitDown):
    sit_down(scenes.before_the_exam("waiting", exam=exam(login_allowed_at=at(14, 20))))

    expect(page.locator("main")).to_contain_text("登录将于 14:20 开放")
    expect(page.locator("main")).to_contain_text("2025-12-21 14:00")
    expect(page.locator(".seat")).to_contain_text("009")


def test_login_asks_for_the_id_number_only_when_the_plan_says_so(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("login"))

    expect(page.get_by_label("准考证号")).to_be_focused()
    expect(page.get_by_label("证件号", exact=False)).to_have_count(0)
    daemon.show(exam=exam(login_by="ticket_and_id"))
    expect(page.get_by_label("证件号", exact=False)).to_have_count(1)


def test_a_refused_login_says_why_beside_the_field(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("login"))

    page.get_by_label("准考证号").fill(" 123 ")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("准考证号 123 不在本考场名单里")
    assert daemon.acts == [{"act": "log_in", "ticket": "123", "proof": ""}]


@pytest.mark.slow
def test_the_refusal_in_the_state_is_said_once(page: Page, sit_down: SitDown):
    sit_down(scenes.before_the_exam("login", refused=REFUSED))

    expect(page.get_by_text(REFUSED["text"])).to_have_count(1)
    expect(page.locator("#login-error")).to_contain_text(REFUSED["text"])


@pytest.mark.slow
def test_an_empty_login_is_not_sent(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("login"))

    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("请先填写准考证号")
    assert daemon.acts == []


def test_who_is_not_the_named_person_says_so_and_the_proctor_hears(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("confirm"))

    expect(page.locator(".idcard")).to_contain_text("曹鑫")
    expect(page.locator(".idcard")).to_contain_text("350***********2X")
    page.get_by_role("button", name="不是我，举手").click()

    expect(page.locator(".notice")).to_contain_text("已告诉监考员")
    assert daemon.acts == [{"act": "not_me"}]


def test_a_locked_login_takes_nothing_until_it_is_released(page: Page, sit_down: SitDown):
    locked = scenes.before_the_exam("login")
    daemon = sit_down({**locked, "seat": {**locked["seat"], "login_locked": True}})

    expect(page.get_by_role("alert")).to_contain_text("本机登录已锁定")
    expect(page.get_by_label("准考证号")).to_have_count(0)
    daemon.show(seat=locked["seat"])
    expect(page.get_by_label("准考证号")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_empty()


@pytest.mark.slow
def test_who_sits_at_another_seat_than_the_planned_one_reads_it_and_may_enter(page: Page, sit_down: SitDown):
    state = scenes.before_the_exam("confirm")
    sit_down({**state, "identity": {**state["identity"], "planned_seat": 12}})

    expect(page.locator(".other-seat")).to_contain_text("你的编排机位是 012，这里是 009")
    expect(page.get_by_role("button", name="是我，进入")).to_be_enabled()


def test_pressed_too_early_the_button_leads_to_what_is_not_read_yet(page: Page, sit_down: SitDown):
    """With the keyboard alone nobody has to look for the other tab (C2)."""
    long = [f"第 {number} 条" for number in range(1, 80)]
    daemon = sit_down(scenes.before_the_exam("rules", rules=["第一条"], guide=long))
    read = page.get_by_role("button", name=re.compile("我已阅读"))
    expect(read).to_have_attribute("aria-disabled", "true")

    read.press("Enter")
    expect(page.get_by_role("tabpanel", name=re.compile("操作指南"))).to_be_focused()
    page.keyboard.press("End")
    expect(read).not_to_have_attribute("aria-disabled", "true")
    read.press("Enter")

    daemon.wait_for(lambda: daemon.acts == [{"act": "read_rules"}])


def test_the_rules_count_as_read_only_at_their_end(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("rules"))
    button = page.get_by_role("button", name="我已阅读")

    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_contain_text("先读完操作指南")
    button.click(force=True)
    page.get_by_role("tab", name="操作指南").click()
    expect(button).to_have_attribute("aria-disabled", "true")
    page.get_by_role("tabpanel", name="操作指南").evaluate("text => text.scrollTo(0, text.scrollHeight)")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.click()

    expect(page.get_by_role("heading", name="等待开考")).to_be_visible()
    assert daemon.acts == [{"act": "read_rules"}]


def test_the_countdown_runs_to_the_start_and_the_paper_comes_by_itself(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("countdown", exam=exam(start_at=NOW + 258_000), rules_read=True))

    expect(page.get_by_role("timer")).to_have_text(re.compile("04:1[0-6]"))
    daemon.show(**scenes.on_paper())
    expect(page.get_by_role("heading", name="第 1 题")).to_be_visible()


def test_the_receipt_can_be_copied_and_printed(page: Page, sit_down: SitDown):
    receipt = {"at": at(14, 11, 20), "by": "deadline", "revision": 86, "chain": "7f3a91c4" * 8, "confirmed": False}
    daemon = sit_down(scenes.before_the_exam("submitted", receipt={**receipt, "answered": 17, "questions": 21}))
    page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes' } }")

    expect(page.locator(".handed")).to_contain_text("到时自动收卷")
    expect(page.locator(".handed")).to_contain_text("等待服务器确认")
    expect(page.locator(".hash span")).to_have_text(["7f3a", "91c4"] * 8)
    daemon.change("receipt", confirmed=True)
    expect(page.locator(".handed")).to_contain_text("服务器已收齐，两边一致")
    page.get_by_role("button", name="打印回执").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="交卷回执")).to_be_visible()
    expect(page.get_by_role("button", name="结束")).to_be_hidden()


@pytest.mark.slow
def test_finish_goes_back_to_waiting(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("submitted"))

    page.get_by_role("button", name="结束").click()

    page.wait_for_selector("body[data-screen=waiting]")
    assert daemon.acts == [{"act": "finish"}]


@pytest.mark.slow
def test_who_was_moved_is_told_where_to_go_on_and_frees_the_place(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.before_the_exam("moved"))

    expect(page.locator("main")).to_contain_text("请到监考员指定的机位登录。已作的答案都在")
    page.get_by_role("button", name="结束").click()
    daemon.wait_for(lambda: daemon.acts == [{"act": "finish"}])


@pytest.mark.slow
def test_a_closed_sitting_says_what_is_still_to_be_uploaded(page: Page, sit_down: SitDown):
    receipt = {**RECEIPT, "by": "deadline", "confirmed": False}
    over = scenes.deadline(NOW - 1000)
    daemon = sit_down(scenes.before_the_exam("closed", deadline=over, receipt=receipt, safety=OFFLINE))

    expect(page.locator("main")).to_contain_text("时间到，已自动收卷")
    expect(page.locator("main")).to_contain_text("待上传 3 处，请不要关机")
    expect(page.locator("main")).to_contain_text("到时自动收卷")
    daemon.change("safety", pending=0)
    expect(page.locator("main")).to_contain_text("答案已送到服务器")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_screen_fits_without_scrolling_the_page_and_asks_nothing_of_others(
    page: Page, sit_down: SitDown, lang: str
):
    daemon = sit_down(scenes.halfway(lang=lang, link={"online": False, "since": at(14, 9)}))

    unfit = []
    for state in [scenes.halfway(), *map(scenes.before_the_exam, SCREENS)]:
        daemon.show(**{**state, "lang": lang})
        page.wait_for_selector(f"body[data-screen={state['screen']}]")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            unfit += [] if page.evaluate(FITS) else [(state["screen"], width)]

    assert unfit == []
    assert page.evaluate(FOREIGN) == []
