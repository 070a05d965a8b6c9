"""A candidate in a real browser at the real daemon: the page's words and the server's log agree (C2, C3, E16)."""

import json
import re
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.agent.conftest import Desks, until
from tests.agent.fake_room import TICKET, FakeRoom

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
pytestmark = pytest.mark.browser


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(15_000)
        yield page
        await browser.close()


def button(page: Page, name: str):
    return page.get_by_role("button", name=re.compile(name))


async def test_a_candidate_logs_in_answers_is_locked_and_hands_in(page: Page, room: FakeRoom, desks: Desks):
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    desk = await desks.at().online()
    await page.goto(json.loads(desks.lines[0])["page"])
    await room.allow_login()

    await page.locator("input[name=ticket]").fill(TICKET)
    await page.keyboard.press("Enter")
    await button(page, "^是我").click()
    await page.get_by_role("tab", name=re.compile("操作指南")).click()
    await button(page, "我已阅读").click()
    await room.start()
    await page.wait_for_selector("body[data-screen=paper]")
    await page.get_by_role("radio").first.check()

    await until(lambda: [change.value for change in room.sitting.log(1)] == ["A"])
    await expect(page.get_by_text("已上传")).to_be_visible()
    lock = await room.lock(room.only_machine(), "请停止作答")
    await expect(page.get_by_text("请停止作答")).to_be_visible()
    await button(page, "我已知晓").click()
    await expect(page.get_by_text("请停止作答")).to_be_hidden()
    assert lock.id in desk.daemon.core.candidate.acknowledged_locks
    await button(page, "交卷").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="交卷").last.click()

    await page.wait_for_selector("body[data-screen=submitted]")
    await until(lambda: room.sitting.receipts)
    assert complaints == []


async def test_a_page_that_was_open_goes_on_after_the_daemon_was_restarted_by_the_kiosk(
    page: Page, room: FakeRoom, desks: Desks
):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    await desk.acts.answer("single/1", "A")
    await desk.stop()

    await desks.at().shows("paper")
    await page.goto(json.loads(desks.lines[-1])["page"])

    await page.wait_for_selector("body[data-screen=paper]")
    await expect(page.get_by_label("第 1 题，已答")).to_be_visible()


async def test_a_number_is_put_right_on_the_screen_and_a_taken_one_refused_with_the_reason(
    page: Page, room: FakeRoom, desks: Desks
):
    await desks.at().online()
    await desks.at("pc2").online()
    first = next(machine for machine in room.machines.values() if machine.number == 1)
    await room.tell(first, number_shown=True)
    await page.goto(json.loads(desks.lines[0])["page"])
    typed = page.get_by_label("改为")

    await typed.fill("2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("机位号 002 已被使用")
    await typed.fill("0")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("机位号是 1 到 999 的数字")
    await typed.fill("１８")
    await button(page, "保存").click()

    await expect(page.get_by_role("heading")).to_contain_text("018")
    await expect(page.get_by_role("alert")).to_have_text("")
    await expect(typed).to_have_value("")
    await room.tell(first, number_shown=False)
    await expect(typed).to_be_hidden()
