"""参数配置 as a person sees it: the sheet is dropped, its room chosen, a folder looked for (B3, B4)."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import browser, new_page
from tests.servers import ROOT, Server

__all__ = ["browser", "new_page"]  # fixtures
pytestmark = pytest.mark.browser
SAMPLES = ROOT / "samples"
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name));
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(own_server: Server, new_page: Callable[[], Page]) -> Page:
    """The page that opens after the first login."""
    page = new_page()
    page.goto(f"{own_server.url}/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "888")
    page.click("[type=submit]")
    page.wait_for_url("**/steps/parameters/", wait_until="load")  # its scripts listen by then
    return page


def drop(page: Page, path: Path) -> None:
    page.evaluate(DROP, [path.name, base64.b64encode(path.read_bytes()).decode()])


def value(page: Page, name: str) -> str:
    return page.input_value(f"[name={name}]")


def test_a_dropped_sheet_lists_its_rooms_and_the_chosen_one_fills_in_the_form(page: Page, tmp_path: Path):
    drop(page, SAMPLES / "malformed" / "centre_info_sheet_bad.html")
    expect(page.locator(".jk-rooms .bad").first).to_be_visible()
    with_faults = page.locator(".jk-rooms .bad button").count()
    drop(page, SAMPLES / "seats_5.csv")
    expect(page.locator(".jk-said.fail")).to_contain_text("考点信息表")

    drop(page, SAMPLES / "centre_info_sheet.html")
    page.locator(".jk-rooms li", has_text="1999999002").get_by_role("button", name="选用").click()

    assert with_faults == 0
    assert [value(page, name) for name in ("code", "host", "port", "registration_code")] == [
        "1999999002", "192.168.2.46", "8100", "OENCUBZA",
    ]  # fmt: skip

    page.check("[name=mode][value=standalone]")
    (tmp_path / "disk").mkdir()
    page.fill("[name=storage_path]", str(tmp_path / "disk" / "not there"))
    page.get_by_role("button", name="浏览").click()
    expect(page.locator(".jk-folders h2")).to_have_text(str(tmp_path / "disk"))
    page.locator(".jk-folders li", has_text="上一级").click()
    expect(page.locator(".jk-folders h2")).to_have_text(str(tmp_path))
    page.locator(".jk-folders li button", has_text="disk").click()
    expect(page.locator(".jk-folders h2")).to_have_text(str(tmp_path / "disk"))
    page.get_by_label("在其中新建文件夹").fill("FileUp")
    page.get_by_role("button", name="使用此文件夹").click()
    page.get_by_role("button", name="保存").click()

    expect(page.locator(".messagelist")).to_contain_text("保存成功")
    assert (tmp_path / "disk" / "FileUp").is_dir()
    expect(page.locator(".jk-steps .ok")).to_contain_text("参数配置")
