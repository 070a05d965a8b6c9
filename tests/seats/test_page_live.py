"""机位管理 in a real browser on the real server: live, with the keyboard, with machines that come and go (B5-B7)."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from formats.messages import Refused, Seated, SeatState, TakeNumber
from tests.control_room.conftest import FLAGS
from tests.link.conftest import Place, place
from tests.seats import setup

__all__ = ["place"]  # a fixture
pytestmark = pytest.mark.browser


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
        yield page
        await browser.close()
    assert complaints == []


async def opened(page: Page, place: Place) -> Page:
    """The list of the place's room, for the administrator."""
    uuid = await place.call(setup.room)
    await page.goto(f"{place.server.url}/admin/login/?next=/admin/seats/{uuid}/")
    await page.fill("#id_username", "admin")
    await page.fill("#id_password", "888")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#seats .total")
    return page


def button(page: Page, act: str) -> Locator:
    return page.locator(f"#seats [data-act={act}]")


def row(page: Page, number: int) -> Locator:
    return page.locator("tr[data-id]").filter(has_text=re.compile(rf"^\s*{number:03d}"))


async def test_machines_that_call_in_are_scanned_and_numbered_and_shown_live(page: Page, place: Place):
    await opened(page, place)
    machines = {}
    for name, last in (("PC10", 110), ("PC2", 120)):
        machines[name] = await place.machine(last)
        await machines[name].join(hostname=name)

    await expect(button(page, "scan")).to_contain_text("2 台未编号")
    await button(page, "scan").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("按计算机名").check()
    await dialog.get_by_label("起始机位号").fill("7")
    await expect(dialog.locator("tbody tr").first).to_contain_text("007")
    await expect(dialog.locator("tbody tr").first).to_contain_text("PC2")
    await dialog.get_by_role("button", name="编号 2 台").click()

    await expect(row(page, 7)).to_contain_text("PC2")
    await expect(row(page, 8)).to_contain_text("在线")
    await expect(page.locator(".total")).to_have_text("机位数 2")
    await machines["PC2"].leave()
    await expect(row(page, 7)).to_contain_text("离线")
    assert [(number, name) for number, _ip, name, _note in await place.call(setup.seats)] == [(7, "PC2"), (8, "PC10")]


@pytest.mark.slow
async def test_a_starting_number_that_is_none_is_refused_at_its_field_and_the_advice_fits_the_refusal(
    page: Page, place: Place
):
    await place.call(setup.seat, 1, place.address(1))
    machine = await place.machine(110)
    await machine.join(hostname="PC10")
    machine.keep_beating()
    await place.call(setup.proctor_elsewhere)
    await opened(page, place)
    await button(page, "scan").click()
    dialog = page.get_by_role("dialog")
    start = dialog.get_by_label("起始机位号")

    for typed in ("abc", "1000", "0"):
        await start.fill(typed)
        await expect(start).to_have_attribute("aria-invalid", "true")
        await expect(dialog.locator(".wrong")).to_have_text("机位号是 1 到 999 的数字")
        await expect(dialog.locator("tbody tr")).not_to_contain_text("拒绝")
    await expect(start).to_have_value("0")
    await start.fill("1")
    await expect(dialog).to_contain_text("拒绝 1 台，请换起始机位号")
    await start.fill("2")
    await expect(dialog).to_contain_text("拒绝 1 台，原因见各行：请改正，或取消勾选")

    assert [each[0] for each in await place.call(setup.seats)] == [1]


async def test_seats_are_worked_with_the_keyboard(page: Page, place: Place):
    for number in (1, 2, 3):
        await place.call(setup.seat, number, place.address(number), f"PC{number}")
    await opened(page, place)

    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(row(page, 2)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Control+ArrowDown")
    await expect(row(page, 3)).to_contain_text("PC2")
    await expect(row(page, 3)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("F2")
    await page.get_by_label("备注").fill("靠门")
    await page.keyboard.press("Enter")
    await expect(row(page, 3)).to_contain_text("靠门")
    await page.keyboard.press("Delete")
    await expect(page.get_by_role("dialog")).to_contain_text("删除机位 003？")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(row(page, 3)).to_be_visible()
    await page.keyboard.press("Delete")
    await page.get_by_role("dialog").get_by_role("button", name="删除").click()

    await expect(row(page, 3)).to_be_hidden()
    assert [each[0] for each in await place.call(setup.seats)] == [1, 2]


@pytest.mark.slow
async def test_a_new_seat_gets_the_next_number_and_another_network_is_asked_about(page: Page, place: Place):
    await place.call(setup.seat, 5, place.address(5))
    await opened(page, place)

    await button(page, "add").click()
    await expect(page.get_by_label("机位号", exact=False).first).to_have_value("006")
    await page.get_by_label("IP地址").fill("10.1.2.3")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("10.1.2.3")
    await page.get_by_label("确认采用这个不同网段的地址").check()
    await page.get_by_role("dialog").get_by_role("button", name="保存").click()

    await expect(row(page, 6)).to_contain_text("10.1.2.3")


async def test_numbers_typed_at_machines_reach_the_list_and_a_taken_one_is_settled_there(page: Page, place: Place):
    machine, other = await place.seated(1), await place.seated(2)
    await opened(page, place)

    await button(page, "show").click()
    assert (await machine.hear(SeatState, within=2)).number_shown
    await expect(button(page, "show")).to_contain_text("正在显示")
    await machine.say(TakeNumber(number=18))
    await machine.hear(Seated)
    await expect(row(page, 18)).to_be_visible()
    await other.say(TakeNumber(number=18))
    await other.hear(Refused)
    conflict = page.locator("tr[data-conflict=claim]")
    await expect(conflict).to_contain_text("自报此机位号")
    await expect(page.locator("header .st.alarm")).to_contain_text("冲突 1")
    await conflict.get_by_role("button", name="改用这台").click()

    await expect(conflict).to_be_hidden()
    assert (await other.hear(SeatState)).number == 18
    await button(page, "hide").click()
    await expect(button(page, "hide")).to_contain_text("现在没有显示")


@pytest.mark.slow
async def test_a_list_is_imported_beside_the_seats_after_a_preview(page: Page, place: Place, tmp_path: Path):
    await place.call(setup.seat, 1, place.address(1), "PC1")
    bad, good = tmp_path / "bad.csv", tmp_path / "seats.csv"
    head = "机位号,IP地址,计算机名,备注\n"
    good.write_text(f"{head}1,{place.address(1)},PC1,左手座\n2,{place.address(2)},PC2,\n", encoding="utf-8")
    bad.write_text(f"{head}1,192.168.0.300,PC1,\n", encoding="utf-8")
    await opened(page, place)

    await button(page, "import").click()
    await page.set_input_files("input[type=file]", bad)
    await expect(page.locator("[data-sum=refused]")).to_have_text("1")
    await expect(button(page, "primary")).to_contain_text("先改正 1 行")
    await page.set_input_files("input[type=file]", good)
    await expect(page.locator("[data-sum=added]")).to_have_text("1")
    await expect(page.locator("[data-sum=changed]")).to_have_text("1")
    await button(page, "primary").click()

    await expect(row(page, 2)).to_contain_text("PC2")
    assert await place.call(setup.seats) == [
        (1, place.address(1), "PC1", "左手座"), (2, place.address(2), "PC2", ""),
    ]  # fmt: skip
