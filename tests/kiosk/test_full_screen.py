"""The full-screen browser at a real daemon: closed to the network, back after it died, gone when closed (C2, E4)."""

import signal
import time
from pathlib import Path

import pytest
from playwright.async_api import Error, Page, async_playwright, expect

from tests.agent.conftest import Desk
from tests.agent.fake_room import FakeRoom
from tests.kiosk.conftest import Desks, Kiosk, until

pytestmark = pytest.mark.browser


async def at_work(room: FakeRoom, desks: Desks, kiosk: Kiosk, tmp_path: Path) -> Desk:
    """A candidate has answered, and sees the paper full screen."""
    await room.allow_login()
    await room.start()
    desk = await desks.at(kiosk=tmp_path / "run").in_exam()
    await desk.acts.answer("single/1", "A")
    await kiosk.start()
    await shown(desk)
    return desk


async def shown(desk: Desk) -> None:
    await until(lambda: desk.daemon.core.display.pages == 1, "the page is shown")


async def gone(desk: Desk) -> None:
    await until(lambda: desk.daemon.core.display.pages == 0, "the page is gone")


async def refused(page: Page, url: str) -> bool:
    """Whether nothing but an error comes from there, by whatever way a page can ask."""
    asked = await page.evaluate("url => fetch(url, {mode: 'no-cors'}).then(() => false, () => true)", url)
    tab = await page.context.new_page()
    try:
        answer = await tab.goto(url)
        return asked and answer is not None and answer.status in (403, 421)  # the daemon, as the proxy that refuses
    except Error:
        return bool(asked)
    finally:
        await tab.close()


async def test_it_shows_the_paper_reaches_nothing_else_and_comes_back_after_it_was_killed(
    room: FakeRoom, desks: Desks, kiosk: Kiosk, tmp_path: Path
):
    desk = await at_work(room, desks, kiosk, tmp_path)
    heard = len(room.headers)

    async with async_playwright() as playwright:
        debugger = await playwright.chromium.connect_over_cdp(await until(kiosk.debugger))
        page = debugger.contexts[0].pages[0]
        await expect(page.get_by_label("第 1 题，已答")).to_be_visible()
        assert [await refused(page, url) for url in (room.url, "http://192.0.2.1/", "https://example.com/")] == [
            True
        ] * 3
        assert len(room.headers) == heard
    kiosk.browsers()[0].send_signal(signal.SIGKILL)
    await gone(desk)
    await shown(desk)

    async with async_playwright() as playwright:
        debugger = await playwright.chromium.connect_over_cdp(await until(kiosk.debugger))
        await expect(debugger.contexts[0].pages[0].get_by_label("第 1 题，已答")).to_be_visible()
    assert len(kiosk.browsers()) == 1


@pytest.mark.slow
async def test_it_is_closed_after_the_exam_and_started_again_when_the_room_says_so(
    room: FakeRoom, desks: Desks, kiosk: Kiosk, tmp_path: Path
):
    desk = await desks.at(kiosk=tmp_path / "run").online()
    await kiosk.start()
    await shown(desk)

    await room.tell(room.only_machine(), ui_on=False)
    await gone(desk)
    await until(lambda: not kiosk.browsers(), "the browser has ended")
    await until(lambda: desk.daemon.core.display.shown == "closed")
    await room.tell(room.only_machine(), ui_on=True)

    await shown(desk)


@pytest.mark.slow
async def test_a_page_goes_on_at_a_daemon_that_was_started_again(
    room: FakeRoom, desks: Desks, kiosk: Kiosk, tmp_path: Path
):
    desk = await at_work(room, desks, kiosk, tmp_path)
    first = kiosk.browsers()[0].pid
    await desk.stop()

    again = desks.at(kiosk=tmp_path / "run")
    await again.shows("paper")
    await shown(again)
    await until(lambda: again.daemon.core.display.kiosk == "open")

    assert kiosk.browsers()[0].pid == first


@pytest.mark.slow
async def test_a_session_that_was_killed_leaves_no_second_browser(
    room: FakeRoom, desks: Desks, kiosk: Kiosk, tmp_path: Path
):
    desk = await at_work(room, desks, kiosk, tmp_path)
    left = kiosk.browsers()[0]
    await kiosk.end(signal.SIGKILL)

    await kiosk.start()
    await until(lambda: not left.is_running(), "the browser of before has ended")
    await until(kiosk.browsers)
    await shown(desk)

    assert len(list((tmp_path / "profiles").glob("profile-*"))) == 1


@pytest.mark.slow
async def test_the_next_one_is_started_within_a_second_of_the_end(
    room: FakeRoom, desks: Desks, kiosk: Kiosk, tmp_path: Path
):
    """What the browser itself needs after that is measured in benchmarks/machine.py."""
    desk = await at_work(room, desks, kiosk, tmp_path)
    took = []

    for _ in range(4):
        kiosk.browsers()[0].send_signal(signal.SIGKILL)
        killed = time.time()
        await gone(desk)
        await shown(desk)
        took.append(kiosk.browsers()[0].create_time() - killed)

    assert min(took) < 1.0, took
