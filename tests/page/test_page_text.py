"""What comes from outside is text, never markup (C2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.album import LOCK, MESSAGE
from tests.page.scenes import HOSTILE, State
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]
FOREIGN = "() => document.querySelectorAll('img, b > b, body script').length"


def test_tags_in_stems_and_options_are_shown_as_text(page: Page, sit_down: SitDown):
    sit_down(scenes.on_paper(answers={"single/1": "A"}))

    expect(page.locator(".stem")).to_have_text(HOSTILE)
    expect(page.locator(".choice .text").first).to_have_text(HOSTILE)
    expect(page.locator(".choice .text").nth(1)).to_have_text("<b>B</b>")
    expect(page).to_have_title("考生作答系统")
    assert page.evaluate(FOREIGN) == 0


@pytest.mark.slow
def test_line_breaks_of_a_stem_are_kept(page: Page, sit_down: SitDown):
    sit_down(scenes.on_paper())
    page.get_by_role("button", name="第 20 题，").click()
    expect(page.get_by_role("heading", name="第 20 题")).to_be_visible()

    expect(page.locator(".stem")).to_have_css("white-space-collapse", "preserve")
    assert page.locator(".stem").inner_text().count("\n") == 2


@pytest.mark.slow
def test_tags_in_names_messages_and_answers_are_text_too(page: Page, sit_down: SitDown):
    identity = {**scenes.on_paper()["identity"], "name": HOSTILE, "ticket": HOSTILE}
    lock = {**LOCK, "text": HOSTILE, "by": HOSTILE}
    state = scenes.on_paper(
        identity=identity, lock=lock, notices=[{**MESSAGE, "text": HOSTILE}], answers={"text/1": HOSTILE}
    )

    sit_down(state)

    expect(page.locator("blockquote")).to_have_text(HOSTILE)
    expect(page.locator(".notice p span")).to_have_text(HOSTILE)
    expect(page).to_have_title("考生作答系统")
    assert page.evaluate(FOREIGN) == 0
