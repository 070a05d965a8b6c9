"""Everything of the page is seen whole at 1366×768: marks, state words, the bar of figures; seats stay where they are (E2, E3, F4)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, dialog, incident, one, tool
from tests.control_room.scripted_room import BASE, MINUTE, SECOND, Board, Row, sitting_id

pytestmark = pytest.mark.browser

CUT_MARKS = """() => [...document.querySelectorAll('.tile .m')].filter(mark => {
    const [inner, outer] = [mark.getBoundingClientRect(), mark.parentElement.getBoundingClientRect()];
    return inner.top < outer.top - 0.5 || inner.bottom > outer.bottom + 0.5;
}).map(mark => mark.textContent)"""
CUT_WORDS = (
    "() => [...document.querySelectorAll('.tile .ends > .st')].filter(one => one.scrollWidth > one.clientWidth).length"
)
COLUMNS = "el => getComputedStyle(el).getPropertyValue('--columns')"
OVERFLOW = "el => el.scrollWidth - el.clientWidth"


def in_trouble() -> Board:
    """Half of the room is offline, with all that can be the matter with one."""
    board = scripted_room.running()
    for row in board["sittings"]:
        if row["state"] == "in_exam" and row["sequence"] > 20:
            row.update(
                online=False, link_since=BASE - 71 * SECOND, extra_ms=5 * MINUTE, violations=1, resumes=1, unread=1
            )
            row.update(locked={"id": 1, "text": "x", "at": BASE}, out_at=BASE - MINUTE)
    return board


def standing() -> Row:
    return {"id": 3, "since": BASE - MINUTE, "text": "请等待", "whole_room": False, "sittings": [sitting_id(1)]}


@pytest.mark.slow
def test_no_mark_is_cut_and_those_over_are_counted_and_named(page: Page, look: Open):
    look(in_trouble())
    expect(page.locator(".tile")).to_have_count(40)

    page.wait_for_function(f"() => !({CUT_MARKS})().length")

    marks = one(page, 21).locator(".m")
    expect(marks.first).to_contain_text("离线")
    expect(marks.last).to_have_text("…4")
    expect(marks.last).to_have_attribute("title", "违、+5、续、消息未读")


@pytest.mark.slow
def test_an_interruption_and_a_dialog_move_no_seat_and_cut_no_state(page: Page, look: Open):
    page.set_viewport_size({"width": 1366, "height": 731})  # as below the notice of the first password
    stub = look()
    choose(page, 3)
    before = page.locator(".tiles").evaluate(COLUMNS)

    stub.push(session=stub.board["session"] | {"interruptions": [standing()]})
    expect(page.locator(".notice[data-interruption]")).to_be_visible()
    incident(page, "interrupt")
    expect(dialog(page)).to_be_visible()

    page.wait_for_function(f"() => ({CUT_WORDS})() === 0")
    assert page.locator(".tiles").evaluate(COLUMNS) == before


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_bar_of_figures_keeps_switch_and_selection_in_sight(page: Page, look: Open, language: str):
    look(language=language)
    choose(page, 1, 2, 3)
    page.locator('[data-figure="submitted"]').click()
    expect(page.locator(".some")).to_be_visible()
    without = page.locator(".counts").evaluate(OVERFLOW)
    expect(page.locator('[data-figure="all"]')).to_be_in_viewport(ratio=1)

    tool(page, "register_violation").click()
    expect(dialog(page)).to_be_visible()

    assert (without, page.locator(".counts").evaluate(OVERFLOW)) == (0, 0)
    expect(page.locator('[data-figure="all"]')).to_be_in_viewport(ratio=1)
    expect(page.locator(".chip b").first).to_be_in_viewport(ratio=1)
    page.locator('[data-view="table"]').click()
    expect(page.locator(".batch")).to_be_visible()
    assert page.locator(".batch").evaluate(OVERFLOW) == 0
