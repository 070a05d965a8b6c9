"""考生日志 and the course of the session open beside the control room (E19)."""

import pytest
from playwright.sync_api import Page, expect

from tests.control_room import scripted_room
from tests.control_room.conftest import Open
from tests.control_room.hands import choose, one, tool

pytestmark = pytest.mark.browser
MENU = '.menu [data-act="%s"]'


def test_the_log_of_the_chosen_candidate_opens_in_a_window_of_its_own(page: Page, look: Open):
    look()
    one(page, 9).click(button="right")

    with page.context.expect_page() as opened:
        page.locator(MENU % "candidate_log").click()

    wanted = next(row["id"] for row in scripted_room.running()["sittings"] if row["sequence"] == 9)
    assert opened.value.url.endswith(f"/admin/candidate-log/{wanted}/")
    expect(page.locator(".tile")).to_have_count(40)


@pytest.mark.slow
def test_for_several_at_once_it_says_one_at_a_time(page: Page, look: Open):
    look()
    choose(page, 9, 10)

    tool(page, "incidents").click()

    expect(page.locator(MENU % "candidate_log")).to_contain_text("一次查看一名考生")
    expect(page.locator(MENU % "course")).to_have_attribute("data-act", "course")
