"""A person types a whole exam at the centre: keys, pasting, faults at their cells, differences (T2)."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Route, expect, sync_playwright

from tests.centres import CentreProcess

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
PASTE = """([row, column, text]) => {
  const held = new DataTransfer();
  held.setData("text/plain", text);
  const field = document.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]
expect.set_options(timeout=15_000)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    """A new centre, with nothing in it."""
    centre = CentreProcess(tmp_path).start()
    yield centre
    assert centre.stop() == 0, centre.said()


@pytest.fixture
def page(centre: CentreProcess) -> Iterator[Page]:
    """The administrator's browser, which complained about nothing."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(f"{centre.url}/login/")
        page.fill("#id_username", "admin")
        page.fill("#id_password", "888")
        page.click("main button")
        yield page
        browser.close()
    assert complaints == []


class Hands:
    """What a person does on a typed page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, row: int, column: int) -> str:
        return f"#grid [data-row='{row - 2}'][data-column='{column}']"

    def type(self, row: int, column: int, text: str) -> None:
        self.page.fill(self.cell(row, column), text)

    def sheet(self, title: str) -> None:
        tab = self.page.get_by_role("tab", name=re.compile(f"^{title}"))
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")

    def paste(self, row: int, column: int, text: str) -> None:
        self.page.wait_for_selector(self.cell(row, column))
        self.page.evaluate(PASTE, [row - 2, column, text])

    def check(self) -> None:
        self.page.get_by_role("button", name="检查", exact=True).click()

    def store(self) -> None:
        self.check()
        expect(self.page.locator(".told-of > .st.ok")).to_be_visible()
        self.page.get_by_role("button", name="保存", exact=True).click()
        expect(self.page.locator(".notice.ok")).to_contain_text("已保存")


def test_a_person_types_plan_candidates_and_paper_and_publishes(page: Page):
    hands = Hands(page)
    page.click("nav >> text=考务与发布")
    page.click("text=新建考试计划")
    for row, text in ((2, "校内测试"), (3, "第一中学"), (4, "1999999"), (5, "1999999001"), (7, "办公应用")):
        hands.type(row, 2, text)
    hands.sheet("场次")
    hands.paste(2, 0, "1\t上午\t办公应用\t2026-03-08 09:00\t2026-03-08 08:00\t60\t2")
    hands.check()
    expect(page.locator(".told-of")).to_contain_text("1 处错误")
    page.locator(".found .line").click()
    expect(page.locator(hands.cell(2, 4))).to_be_focused()
    page.keyboard.type("2026-03-08 10:00")
    hands.store()

    page.click("text=录入考生")
    hands.paste(2, 0, "准考证号\t姓名\t场次\t序号\t科目\n190119999990011001\t王丽娜\t1\t1\t办公应用\n")
    page.locator(hands.cell(2, 3)).press("Enter")
    expect(page.locator(hands.cell(3, 3))).to_be_focused()
    expect(page.locator(hands.cell(3, 2))).to_have_value("190119999990011002")
    page.keyboard.type("刘洋")
    hands.store()
    expect(page.locator("tbody td.num").nth(1)).to_have_text("2")

    page.locator("tbody >> text=录入").click()
    hands.type(2, 1, "A1")
    hands.type(5, 1, "2")
    hands.sheet("判断题")
    hands.type(2, 1, "CPU 是")
    page.locator(hands.cell(2, 1)).press("Alt+Enter")
    page.keyboard.type("中央处理器。")
    for column, text in ((0, "1"), (2, "对"), (3, "2")):
        hands.type(2, column, text)
    hands.store()
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".notice.ok")).to_contain_text("发布")


def test_no_cell_can_be_changed_while_the_centre_checks(page: Page):
    hands = Hands(page)
    page.goto(page.url.replace("/board/", "/plans/new/"))
    hands.type(2, 2, "x")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/plans/new/", hold)

    hands.check()
    expect(page.get_by_role("button", name="正在检查")).to_have_attribute("aria-disabled", "true")
    page.locator(hands.cell(2, 2)).click(force=True)
    page.keyboard.type("y")

    expect(page.locator(hands.cell(2, 2))).to_have_value("x")
    waiting[0].fulfill(json={"text": "太忙"})
    expect(page.locator(".told-of")).to_contain_text("太忙")
    page.locator(hands.cell(2, 2)).press("y")
    expect(page.locator(hands.cell(2, 2))).to_have_value("yx")


def test_going_away_with_unsaved_cells_asks_first(page: Page):
    hands = Hands(page)
    page.goto(page.url.replace("/board/", "/plans/new/"))
    hands.type(2, 2, "x")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)

    page.click("text=返回考务与发布")

    expect(page.locator("a >> text=新建考试计划")).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_row_is_added_when_it_is_needed_and_typing_begins_at_its_first_empty_cell(page: Page):
    hands = Hands(page)
    page.goto(page.url.replace("/board/", "/plans/new/"))
    hands.sheet("场次")
    add = page.get_by_role("button", name="新增一行")

    add.click()
    expect(page.locator(hands.cell(2, 0))).to_be_focused()
    assert page.locator("#grid tbody tr").count() == 1
    hands.paste(2, 0, "1\t上午\t办公应用\t2026-03-08 09:00\t2026-03-08 10:00\t60\t2")
    add.click()

    expect(page.locator(hands.cell(3, 1))).to_be_focused()
    expect(page.locator(hands.cell(3, 0))).to_have_value("2")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
