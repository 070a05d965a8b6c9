"""Pictures of every screen, to look at: python -m tests.page.album DIR [WIDTHxHEIGHT ...] [zh en] [dark] [only=PART_OF_A_NAME]"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.page import scenes
from tests.page.scenes import NOW, State, at
from tests.page.stub_daemon import StubDaemon

FLAGS: Final = "--no-sandbox --disable-gpu --disable-quic --no-first-run"
GIVEN: Final = scenes.entry("extra_time", 300_000, at(14, 4, 10), at(14, 8, 48))
BACK: Final = scenes.entry("credit", 229_000, at(14, 28, 51), at(14, 32, 40))
LOCK: Final = {"id": "l1", "text": "请不要和邻座交谈，坐正继续作答。", "by": "李四", "at": at(14, 5, 10)}
OFFLINE: Final = {
    "saved_at": at(14, 11, 50),
    "uploaded_at": at(14, 9),
    "pending": 3,
    "oldest_pending_at": at(14, 9, 38),
    "last_n": 17,
}
MESSAGE: Final[dict[str, Any]] = {
    "id": "m1",
    "kind": "message",
    "text": "14:30 起可以离场，离场前请先交卷。",
    "at": at(14, 11),
    "values": {},
}
RECEIPT: Final = {
    "at": at(14, 11, 20), "by": "candidate", "revision": 86, "chain": "7f3a91c40be258d6a40ce7b92d1563f8" * 2, "confirmed": True,
    "answered": 17, "questions": 21,
}  # fmt: skip
REFUSED: Final[dict[str, str]] = {
    "code": "login.unknown",
    "text": "准考证号 19031999 不在本考场名单里，请核对后再输入。还可以再试 4 次。",
}


def exam(**changes: Any) -> State:
    return {**scenes.before_the_exam("waiting")["exam"], **changes}


def press(*keys: str) -> Callable[[Page], None]:
    def pressed(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return pressed


def click(selector: str, nth: int = 0) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).nth(nth).click()


def opened_picture(page: Page) -> None:
    click("nav .q", 20)(page)
    click(".materials summary")(page)
    page.wait_for_function("() => document.querySelector('.materials img')?.naturalWidth")
    page.locator(".folder").scroll_into_view_if_needed()


Scheme = Literal["light", "dark"]
Scene = tuple[State, Callable[[Page], None]]
STILL: Final = press()


def all_scenes() -> dict[str, Scene]:
    before = scenes.before_the_exam
    soon = {**exam(), "start_at": NOW + 258_000}
    return {
        "01-number": (before("number"), STILL),
        "02-waiting": (before("waiting", exam=exam(login_allowed_at=NOW + 750_000)), STILL),
        "03-login": (before("login"), STILL),
        "04-login-refused": (before("login", refused=REFUSED, exam=exam(login_by="ticket_and_id")), STILL),
        "04-login-locked": (before("login", seat={**before("login")["seat"], "login_locked": True}), STILL),
        "05-confirm": (before("confirm"), STILL),
        "06-rules": (before("rules", exam=soon), STILL),
        "07-countdown": (before("countdown", exam=soon, rules_read=True), STILL),
        "08-paper": (scenes.halfway(deadline=scenes.deadline(entries=[GIVEN]), notices=[MESSAGE]), press("ArrowLeft", "ArrowLeft")),
        "09-first": (scenes.halfway(), click("nav .q", 0)),
        "10-multiple": (scenes.halfway(), click("nav .q", 10)),
        "11-text": (scenes.halfway(answers={"text/1": "语义化标签说明内容是什么。\n对读屏软件有用。"}), click("nav .q", 19)),
        "12-task": (scenes.halfway(), click("nav .q", 20)),
        "12-task-materials": (scenes.with_materials(), opened_picture),
        "13-offline": (scenes.halfway(link={"online": False, "since": at(14, 9, 38)}, safety=OFFLINE), STILL),
        "14-submit": (scenes.halfway(), click(".turn")),
        "15-submit-early": (scenes.halfway(exam={**scenes.on_paper()["exam"], "earliest_submit_at": at(14, 25)}), click(".turn")),
        "16-hand": (scenes.halfway(), click(".deck .hand")),
        "17-locked": (scenes.halfway(lock=LOCK), STILL),
        "18-interrupted": (scenes.halfway(interrupted="全场停电，正在恢复。", deadline=scenes.deadline(None, remaining_ms=4_628_000)), STILL),
        "19-welcome": (scenes.halfway(welcome_back={"answers": 12, "last_at": at(14, 28, 51), "entries": [BACK]}, deadline=scenes.deadline(at(15, 27, 49), entries=[BACK])), STILL),
        "20-submitted": (before("submitted", receipt=RECEIPT), STILL),
        "21-unconfirmed": (before("submitted", receipt={**RECEIPT, "confirmed": False, "by": "deadline"}), STILL),
        "22-moved": (before("moved"), STILL),
        "23-closed": (before("closed", deadline=scenes.deadline(NOW - 1000), safety=OFFLINE, receipt={**RECEIPT, "confirmed": False, "by": "deadline"}), STILL),
        "24-last-minute": (scenes.halfway(deadline=scenes.deadline(NOW + 50_000), size="large"), STILL),
    }  # fmt: skip


def take(
    browser: Browser, name: str, scene: Scene, size: tuple[int, int], lang: str, scheme: Scheme, folder: Path
) -> None:
    state, then = scene
    daemon = StubDaemon({**state, "lang": lang}, NOW)
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(daemon.start_url)
    page.wait_for_selector("body[data-screen]")
    then(page)
    page.evaluate("() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))")
    page.screenshot(path=folder / f"{width}-{lang}-{scheme}-{name}.png")
    page.close()
    daemon.close()


def size_of(word: str) -> tuple[int, int]:
    width, height = word.split("x")
    return int(width), int(height)


def main(folder: Path, *words: str) -> None:
    sizes = [size_of(word) for word in words if word[0].isdigit()] or [(1366, 768), (1920, 1080)]
    languages = [word for word in words if word in ("zh", "en")] or ["zh", "en"]
    only = [word[5:] for word in words if word.startswith("only=")]
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        for name, scene in all_scenes().items():
            if only and not any(part in name for part in only):
                continue
            for size in sizes:
                for lang in languages:
                    take(browser, name, scene, size, lang, "dark" if "dark" in words else "light", folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
