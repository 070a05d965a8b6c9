"""Everybody can work the control room: axe-core finds nothing serious in any of its states, in both colour schemes."""

import pytest
from playwright.sync_api import Page

from tests.axe import serious
from tests.control_room import album
from tests.control_room.stub import Stub

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def faults(page: Page, name: str, language: str) -> list[str]:
    """A state of the album, and what axe says to it; the room is left again before its stand-in closes."""
    board, hands = album.all_scenes()[name]
    with Stub(board(), language=language) as stub:
        page.goto(stub.url)
        page.wait_for_selector(".tools")
        hands(page, stub)
        found = serious(page)
        page.evaluate("sessionStorage.clear()")
        page.goto("about:blank")
    return [f"{name}: {fault}" for fault in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_the_page_has_a_serious_fault(page: Page, scheme: album.Scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    found = [fault for name in album.all_scenes() for fault in faults(page, name, "zh-hans")]

    assert found == []
