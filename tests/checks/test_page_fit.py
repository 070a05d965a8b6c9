"""环境检测 at 1366×768: every step's result is in sight, and so is the whole reason of a lost tick (B2, B8)."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.checks import acts
from tests.checks.build import GOOD
from tests.control_room.conftest import FLAGS
from tests.link.acts import add_seat
from tests.link.conftest import Place, own_place
from tests.seats import setup

__all__ = ["own_place"]  # a fixture
pytestmark = pytest.mark.browser
OVERFLOW = "el => el.scrollWidth - el.clientWidth"
CUT = "all => all.filter(one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight).map(one => one.textContent)"
TROUBLED = {
    **GOOD,
    "system": {"name": "Deepin Linux", "version": "20.9.0", "bits": 64},
    "forbidden": {"count": 2, "running": "TeamViewer, SunloginClient"},
    "restore": {"marker": "m", "survived": 0, "boot": "b"},
    "sleep": {"minutes": 15},
    "isolation": {"isolated": 0},
}


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(20_000)
        yield page
        await browser.close()


async def opened(page: Page, place: Place) -> None:
    await place.call(setup.room)
    await page.goto(f"{place.server.url}/admin/login/?next=/admin/checks/environment/")
    await page.fill("#id_username", "admin")
    await page.fill("#id_password", "888")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".checks")


async def speak(page: Page, place: Place, language: str) -> None:
    await page.context.add_cookies([{"name": "jiankao_room_language", "value": language, "url": place.server.url}])


async def test_all_results_and_the_reason_of_a_lost_tick_are_whole(page: Page, own_place: Place):
    place = own_place  # the pages are about the first room of a server
    machines = [await place.seated(number) for number in (1, 2)]
    for machine in machines:
        machine.keep_beating()
    await place.call(acts.checked, TROUBLED)
    await place.call(add_seat, 3, place.address(3))
    await opened(page, place)
    await expect(page.locator("tr[data-seat]")).to_have_count(2, timeout=20_000)

    for language in ("zh-hans", "en"):
        await speak(page, place, language)
        await page.goto(f"{place.server.url}/admin/checks/environment/")
        await expect(page.locator("tr[data-seat]")).to_have_count(2, timeout=20_000)
        assert await page.locator(".live .scroll").evaluate(OVERFLOW) == 0
        await page.goto(f"{place.server.url}/admin/steps/parameters/")
        await expect(page.locator(".jk-steps .stale small")).to_have_count(1, timeout=20_000)
        assert await page.locator(".jk-steps small").evaluate_all(CUT) == []
