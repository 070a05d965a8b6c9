"""With a real test centre that is away and comes back: late start, late candidate, more time and 考生初始化, each by a code that it
computes (E1, E5, E6, E8, E11, E12, E20, E23)."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.room import until, write_files
from tests.operations.beginning import enter, start_clients
from tests.operations.centre import UPLINK_MS, CentreProcess, centre, prepare
from tests.operations.steps import takes
from tests.operations.walk import LI, LIU, ZHOU, Walk

__all__ = ["centre"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
SPOKEN = ("minutes", "count", "tickets", "challenge")  # the last lines of what is read out


@takes("E1")
def the_centre_is_away(walk: Walk) -> None:
    """Said on every page of the five steps, which can only be looked at; 重新连接 needs no restart."""
    page = walk.proctor.page
    walk.centre.kill()
    standing = page.locator("form.jk-standing[action$='/reconnect/']")
    page.goto(f"{walk.server.url}/admin/steps/parameters/")
    until(lambda: page.reload() and standing.count(), "the centre is said to be away", within_s=90)
    expect(page.locator("[name=registration_code]")).not_to_be_editable()
    expect(page.locator("[name=host]")).to_be_editable()
    walk.keep(page, "away")
    page.goto(f"{walk.server.url}/admin/load/")
    expect(page.locator("form[action$='/load/fetch/'] .jk-btn:enabled")).to_have_count(0)
    walk.centre.start()
    standing.locator(".btn").click()
    until(lambda: page.reload() and not standing.count(), "the centre is back", within_s=90)


@takes("E1", "E23")
def the_late_start_is_asked_for(walk: Walk) -> None:
    """The room came too late for its authorization; the request outlives the server."""
    proctor = walk.proctor
    enter(walk)
    walk.sit(LI, 1)
    walk.sit(LIU, 2)
    start_clients(walk)
    proctor.shows_ready("allow_start")
    dialog = proctor.open("allow_start")
    expect(dialog).to_contain_text("延考")
    dialog.locator("[data-act=request_code]").click()
    before = told(dialog)
    assert walk.server.stop() == 0
    walk.server.start()
    proctor.page.reload()
    dialog = proctor.dialog("allow_start")  # it is there again as it was left
    assert told(dialog) == before
    walk.codes["late_start"] = code(walk, "late_start", before)
    proctor.shut(dialog)


@takes("E5", "E6")
def the_authorization_comes_by_itself(walk: Walk) -> None:
    """Signed by the centre: session, subjects, candidates, validity; then login is allowed in its window."""
    proctor = walk.proctor
    proctor.shows_ready("authorise")
    dialog = proctor.open("authorise")
    expect(dialog.locator(".facts")).to_contain_text("第一场次", timeout=UPLINK_MS)
    expect(dialog.locator(".facts")).to_contain_text("4")
    proctor.send(dialog)
    proctor.shows_done("authorise")
    proctor.shows_done("allow_login")
    for person in (LI, LIU):
        walk.logs_in(person)
        walk.of(person).read_rules()
    proctor.figure("logged_in", 2)


@takes("E8", "E23")
def the_late_start(walk: Walk) -> None:
    """A wrong code is a try less; the right one starts the countdown."""
    proctor = walk.proctor
    dialog = proctor.open("allow_start")
    dialog.locator("[name=code]").fill("AAAAAAAA")
    proctor.press(dialog)
    expect(dialog.locator(".fault")).to_contain_text("授权码不正确")
    expect(dialog.locator("[data-limits]")).to_contain_text("4")
    dialog.locator("[name=code]").fill(walk.codes["late_start"])
    proctor.send(dialog)

    for person, letter in ((LI, "A"), (LIU, "B")):
        walk.of(person).sees("paper")
        walk.of(person).choose(1, letter)
        walk.of(person).is_safe()
    proctor.figure("in_exam", 2)


@takes("E11", "E23")
def a_late_candidate(walk: Walk) -> None:
    """Refused at the machine; let in by a code, with what is left of the session."""
    proctor = walk.proctor
    zhou = walk.sit(ZHOU, 3)
    proctor.shows_ready("register_absence")  # the late limit is over
    zhou.sees("login")
    zhou.page.locator("[name=ticket]").fill(walk.ticket(ZHOU))
    zhou.page.locator(".login [type=submit]").click()
    expect(zhou.page.get_by_role("alert")).to_be_visible()
    walk.keep(zhou.page, "too-late")
    dialog = proctor.by_incidents("resume", ZHOU)
    expect(dialog).to_contain_text("迟到")
    typed(walk, dialog, "late_candidate")
    proctor.send(dialog)

    walk.logs_in(ZHOU)
    zhou.read_rules()
    zhou.sees("paper")
    assert zhou.end() == walk.of(LI).end()
    proctor.is_in_state(ZHOU, "exam")


@takes("E12", "E23")
def more_time_than_is_free(walk: Walk) -> None:
    proctor, li = walk.proctor, walk.of(LI)
    before = li.end()
    dialog = proctor.by_incidents("give_extra_time", LI)
    dialog.locator("[name=minutes]").fill("8")
    typed(walk, dialog, "extra_time")
    proctor.send(dialog)

    expect(li.page.locator(".clock .plus")).to_contain_text("8 分")
    expect(li.page.locator(".clock .end")).not_to_have_text(before)
    proctor.is_marked(LI, "+8")


@takes("E20", "E23")
def starting_again_with_nothing(walk: Walk) -> None:
    """考生初始化: 未登录 with the old deadline; the answers are gone from the machine's page."""
    proctor, liu = walk.proctor, walk.of(LIU)
    before = liu.end()
    dialog = proctor.by_right_click("reset", LIU)
    typed(walk, dialog, "reset")
    proctor.send(dialog, sure=True)
    proctor.is_in_state(LIU, "idle")
    walk.logs_in(LIU)
    liu.read_rules()
    liu.sees("paper")
    expect(liu.page.get_by_role("navigation", name="题目列表")).to_contain_text("已答 0 / 21")
    expect(liu.page.locator("dialog.back")).to_have_count(0)  # nothing comes back

    assert liu.chosen(1) == ""
    assert liu.end() == before
    proctor.is_in_state(LIU, "exam")


def told(dialog: Locator) -> dict[str, str]:
    """What is read out to the centre."""
    expect(dialog.locator(".spoken")).to_be_visible()
    lines = dialog.locator(".spoken dd > b").all_inner_texts()[-len(SPOKEN) :]
    return {name: re.sub(r"\s", "", line) for name, line in zip(SPOKEN, lines, strict=True)}


def code(walk: Walk, kind: str, asked: dict[str, str]) -> str:
    """What the centre's program computes from it."""
    options = [part for name, value in asked.items() if value for part in (f"--{name}", value)]
    return walk.centre.command("centre_code", kind, "--room", walk.files.room_code, "--session", "1", *options).split()[
        0
    ]


def typed(walk: Walk, dialog: Locator, kind: str) -> None:
    """Ask, hear, type."""
    dialog.locator("[data-act=request_code]").click()
    asked = told(dialog)
    walk.keep(walk.proctor.page, f"{kind}-asked")
    dialog.locator("[name=code]").fill(code(walk, kind, asked))


STEPS = (
    the_centre_is_away,
    the_late_start_is_asked_for,
    the_authorization_comes_by_itself,
    the_late_start,
    a_late_candidate,
    more_time_than_is_free,
    starting_again_with_nothing,
)


def test_a_session_by_codes(walk: Walk, centre: CentreProcess):
    rules: dict[str, float | str] = {
        "start_after_min": 0.05,
        "late_limit_min": 0.05,
        "max_extra_minutes": 15,
        "require_backup": "否",
    }
    walk.files = write_files(walk.folder / "files", 4, in_s=-60, duration_min=30, **rules)
    prepare(walk, centre, seats=range(1, 5))

    walk.go(STEPS)
