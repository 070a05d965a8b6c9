"""A mock exam: 自动登录, 自动作答, late ones without a code, 统一收卷, and 到时收卷 with a machine that is away (M1–M3, E11, E24)."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.room import write_files
from tests.operations.beginning import enter, start_clients
from tests.operations.steps import takes
from tests.operations.walk import HU, LI, LIU, ZHOU, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
OBJECTIVE = 20  # questions of the sample's paper; the practical task is the last
DEADLINE_MS = 240_000


@takes("M1")
def login_by_itself(walk: Walk) -> None:
    """允许登录 is pressed by hand, with both ticks; nobody touches a machine."""
    proctor = walk.proctor
    enter(walk)
    for person, seat in ((LI, 1), (LIU, 2), (ZHOU, 3)):
        walk.sit(person, seat)
    start_clients(walk)
    proctor.send(proctor.open("authorise"))
    proctor.shows_ready("allow_login")
    dialog = proctor.open("allow_login")
    for tick in ("log_in", "answer"):
        dialog.locator(f"[name={tick}]").check()
    proctor.send(dialog)

    for person in (LI, LIU, ZHOU):
        walk.of(person).sees("countdown")
        proctor.is_in_state(person, "in")
    proctor.figure("logged_in", 3)
    expect(automatic(walk, "auto_log_in")).to_contain_text("取消自动登录")


def automatic(walk: Walk, name: str) -> Locator:
    """A button of the group 模考, whatever it says now."""
    return walk.proctor.page.locator(f".tools .mock [data-act={name}]")


def switch(walk: Walk, name: str) -> None:
    automatic(walk, name).click()
    walk.proctor.send(walk.proctor.dialog(name))


@takes("M2")
def answers_by_themselves(walk: Walk) -> None:
    """Choices and judgements are filled in, practical tasks are not touched."""
    proctor = walk.proctor
    proctor.send(proctor.open("allow_start"))
    for person in (LI, LIU, ZHOU):
        walk.of(person).sees("paper")
        expect(proctor.tile(person).locator("meter")).to_have_js_property("value", OBJECTIVE)
    li = walk.of(LI)
    assert li.chosen(1)
    li.open(OBJECTIVE + 1)
    expect(li.page.locator(".files .st.ok")).to_have_count(0)
    walk.keep(li.page, "filled")


@takes("M1")
def both_are_cancelled(walk: Walk) -> None:
    """By the same buttons."""
    switch(walk, "auto_log_in")
    switch(walk, "auto_answer")

    for name, words in (("auto_log_in", "自动登录"), ("auto_answer", "自动作答")):
        expect(automatic(walk, name)).to_contain_text(words)
        expect(automatic(walk, name)).not_to_contain_text("取消")


@takes("E11", "E4", "F4")
def a_late_one_just_logs_in(walk: Walk) -> None:
    """After the late limit, without a code. His machine is new to a session that runs: it is let in, and started for itself."""
    proctor = walk.proctor
    hu = walk.sit(HU, 4)
    proctor.nobody()
    proctor.page.locator("article [data-act=admit_machine]").click()
    proctor.told()
    dialog = proctor.open("start_client")
    expect(dialog.locator("[data-seat='4']")).to_contain_text("未启动")
    proctor.send(dialog)
    walk.logs_in(HU)
    hu.read_rules()
    hu.sees("paper")

    proctor.figure("in_exam", 4)
    hu.choose(2, "B")
    expect(proctor.tile(HU).locator("meter")).to_have_js_property("value", 1)


@takes("M3")
def collecting_one(walk: Walk) -> None:
    """统一收卷 of who is chosen: the machine hands in what is there."""
    proctor = walk.proctor
    proctor.choose(LI)
    automatic(walk, "collect_all").click()
    dialog = proctor.dialog("collect_all")
    proctor.press(dialog, sure=True)
    expect(dialog.locator("[data-result=ok]")).to_have_count(1)
    walk.keep(proctor.page, "collected")
    proctor.shut(dialog)

    walk.of(LI).sees("submitted")
    proctor.figure("submitted", 1)
    proctor.is_in_state(LI, "done")


@takes("E24")
def the_deadline(walk: Walk) -> None:
    """Who is away is closed with what is here, 未回收; the rest comes when the machine is back."""
    proctor, zhou = walk.proctor, walk.of(ZHOU)
    walk.pull(3)
    zhou.choose(1, "D")
    expect(zhou.page.locator(".notices .notice.warn")).to_be_visible()
    expect(proctor.page.locator("[data-figure=submitted] b")).to_have_text("4", timeout=DEADLINE_MS)
    for person in (LIU, HU):
        walk.of(person).sees("submitted")
    expect(proctor.tile(ZHOU).locator(".saved")).to_have_text("到时收卷")

    end = proctor.open("end_session")
    expect(end.locator("[data-unequal]")).to_contain_text(ZHOU)
    walk.keep(proctor.page, "away")
    walk.put_in(3)
    expect(end.locator("[data-unequal]")).to_have_count(0)
    proctor.shut(end)


STEPS = (
    login_by_itself,
    answers_by_themselves,
    both_are_cancelled,
    a_late_one_just_logs_in,
    collecting_one,
    the_deadline,
)


def test_a_mock_session(walk: Walk):
    rules = {"late_limit_min": 0.05, "earliest_submit_min": 0.05}
    files = write_files(walk.folder / "files", 4, in_s=1, duration_min=3, mode="模考", **rules)
    walk.load(files, seats=(1, 2))
    walk.wired(3)

    walk.go(STEPS)
