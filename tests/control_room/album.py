"""Pictures of the control room in its states, to look at: python -m tests.control_room.album DIR [WIDTHxHEIGHT ...] [zh en] [dark] [only=PART_OF_A_NAME]"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.control_room import scripted_room as rooms
from tests.control_room.conftest import FLAGS
from tests.control_room.hands import choose, incident, one, tool
from tests.control_room.scripted_room import BASE, MINUTE, SECOND, Board
from tests.control_room.stub import Stub

Scheme = Literal["light", "dark"]
Hands = Callable[[Page, Stub], None]
Scene = tuple[Callable[[], Board], Hands]
LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}


def still(page: Page, stub: Stub) -> None:
    """As it is when it opens."""


def table(page: Page, stub: Stub) -> None:
    page.locator('[data-view="table"]').click()
    page.wait_for_selector("tbody tr")


def some_chosen(page: Page, stub: Stub) -> None:
    table(page, stub)
    for sequence in (17, 18, 19, 31):
        one(page, sequence).locator("input").click()


def menu(page: Page, stub: Stub) -> None:
    some_chosen(page, stub)
    one(page, 18).click(button="right")
    page.wait_for_selector(".menu")


def menu_on_tile(page: Page, stub: Stub) -> None:
    one(page, 9).click(button="right")
    page.wait_for_selector(".menu")


def resume(page: Page, stub: Stub) -> None:
    some_chosen(page, stub)
    page.locator('.batch [data-act="resume"]').click()
    page.wait_for_selector(".dock [data-out]")


def of_incidents(name: str, *sequences: int) -> Hands:
    def hands(page: Page, stub: Stub) -> None:
        choose(page, *sequences)
        incident(page, name)
        page.wait_for_selector(".dock")

    return hands


def of_tool(name: str, *sequences: int) -> Hands:
    def hands(page: Page, stub: Stub) -> None:
        if sequences:
            choose(page, *sequences)
        tool(page, name).click()
        page.wait_for_selector(".dock")

    return hands


def sent(page: Page, stub: Stub) -> None:
    """A batch of which a part was refused."""
    resume(page, stub)
    told = [{"sitting": rooms.sitting_id(17), "ok": True, "text": "已处理"}]
    told.append({"sitting": rooms.sitting_id(18), "ok": False, "text": "郭子涵 已经交卷。"})
    stub.answers["resume"] = (200, {"ok": True, "text": "2名考生中完成1名。", "results": told})
    page.locator('.dock [data-act="primary"]').click()
    page.wait_for_selector('.dock [data-act="yes"], .dock .results')
    if page.locator('.dock [data-act="yes"]').count():
        page.locator('.dock [data-act="yes"]').click()
    page.wait_for_selector(".dock .results")


def lost(page: Page, stub: Stub) -> None:
    stub.drop()
    page.wait_for_selector(".lost")


def keys(page: Page, stub: Stub) -> None:
    page.keyboard.press("?")
    page.wait_for_selector(".dock .keys")


def searched(page: Page, stub: Stub) -> None:
    page.locator("#find").fill("1031")
    page.wait_for_selector(".some")


def figure_list(page: Page, stub: Stub) -> None:
    page.locator('[data-figure="violation"]').click()
    page.wait_for_selector(".entries li")


def crowded() -> Board:
    board = rooms.running(150)
    for row in board["sittings"]:
        if row["sequence"] % 23 == 5 and row["state"] == "in_exam":
            row.update(online=False, link_since=BASE - row["sequence"] * SECOND)
    return board | {"counts": rooms.counts(board["sittings"])}


def all_scenes() -> dict[str, Scene]:
    countdown = lambda: rooms.waiting(BASE + 4 * MINUTE)  # noqa: E731 (a scene is a board that is made when it is needed)
    return {
        "01-tiles": (rooms.running, still),
        "02-tiles-150": (crowded, still),
        "03-table": (rooms.running, table),
        "04-chosen": (rooms.running, some_chosen),
        "05-menu": (rooms.running, menu),
        "06-menu-on-tile": (rooms.running, menu_on_tile),
        "07-resume": (rooms.running, resume),
        "08-results": (rooms.running, sent),
        "09-extra-time": (rooms.running, of_incidents("give_extra_time", 9, 10, 17)),
        "10-lock": (rooms.running, of_incidents("lock", 9, 10)),
        "11-violation": (rooms.running, of_tool("register_violation", 4)),
        "12-reset": (rooms.running, of_incidents("reset", 9)),
        "13-end-unsettled": (rooms.running, of_tool("end_session")),
        "14-end": (lambda: rooms.settled(empty=(3,)), of_tool("end_session")),
        "15-list": (rooms.running, figure_list),
        "16-lost": (rooms.running, lost),
        "17-keys": (rooms.running, keys),
        "18-search": (rooms.running, searched),
        "19-waiting": (rooms.waiting, still),
        "20-countdown": (countdown, still),
        "21-late-start": (rooms.late_start, of_tool("allow_start")),
        "22-clients": (rooms.running, of_tool("start_client")),
    }


def take(
    browser: Browser, name: str, scene: Scene, size: tuple[int, int], lang: str, scheme: Scheme, folder: Path
) -> None:
    board, then = scene
    width, height = size
    with Stub(board(), language=LANGUAGES[lang]) as stub:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.set_default_timeout(60_000)
        page.goto(stub.url)
        page.wait_for_selector(".tools")
        then(page, stub)
        page.evaluate("() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))")
        page.screenshot(path=folder / f"{width}-{lang}-{scheme}-{name}.png")
        page.close()


def size_of(word: str) -> tuple[int, int]:
    width, height = word.split("x")
    return int(width), int(height)


def main(folder: Path, *words: str) -> None:
    sizes = [size_of(word) for word in words if word[0].isdigit()] or [(1366, 768), (1920, 1080)]
    languages = [word for word in words if word in LANGUAGES] or list(LANGUAGES)
    only = [word[5:] for word in words if word.startswith("only=")]
    scheme: Scheme = "dark" if "dark" in words else "light"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        wanted = {name: scene for name, scene in all_scenes().items() if not only or any(part in name for part in only)}
        for name, scene in wanted.items():
            for size in sizes:
                for lang in languages:
                    take(browser, name, scene, size, lang, scheme, folder)
        browser.close()


def run(words: list[str]) -> Any:
    import django  # before the stand-in renders the page's template

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctor_site.settings")
    django.setup()
    return main(Path(words[0]), *words[1:])


if __name__ == "__main__":
    run(sys.argv[1:])
