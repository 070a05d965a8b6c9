"""Colours stay readable in both schemes: text at least 4.5 : 1, 3 : 1 when large (C2)."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.page import scenes
from tests.page.album import LOCK, MESSAGE, OFFLINE, RECEIPT, REFUSED
from tests.page.scenes import State, at
from tests.page.stub_daemon import StubDaemon

pytestmark = pytest.mark.browser

SitDown = Callable[[State], StubDaemon]

STATES = {
    "number": scenes.before_the_exam("number"),
    "login": scenes.before_the_exam("login", refused=REFUSED),
    "rules": scenes.before_the_exam("rules"),
    "paper": scenes.halfway(notices=[MESSAGE], deadline=scenes.deadline(entries=[scenes.entry("credit", 60_000)])),
    "offline": scenes.halfway(link={"online": False, "since": at(14, 9)}, safety=OFFLINE),
    "last minute": scenes.halfway(deadline=scenes.deadline(scenes.NOW + 50_000), welcome_back=None),
    "locked": scenes.halfway(lock=LOCK),
    "interrupted": scenes.halfway(interrupted="停电", deadline=scenes.deadline(None, remaining_ms=60_000)),
    "submitted": scenes.before_the_exam("submitted", receipt=RECEIPT),
}

# Every visible text of the topmost layer with its own colour, the first opaque ground below it, its size.
TEXTS = """() => {
  const top = document.querySelector("dialog[open]:last-of-type") ?? document.body;
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const seen = (element) => element.checkVisibility() && !element.closest(".hidden");
  return [...top.querySelectorAll("*")].filter((element) => own(element) && seen(element)).map((element) => {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    return { text: element.textContent.trim().slice(0, 30), color, ground: ground(element), size: parseFloat(fontSize), weight: +fontWeight };
  });
}"""


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text: dict[str, Any]) -> float:
    lighter, darker = sorted([luminance(text["color"]), luminance(text["ground"])], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def needed(text: dict[str, Any]) -> float:
    return 3.0 if text["size"] >= 24 or (text["size"] >= 18.66 and text["weight"] >= 700) else 4.5


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(page: Page, sit_down: SitDown, scheme: Literal["light", "dark"]):
    page.emulate_media(color_scheme=scheme)
    daemon = sit_down(scenes.halfway())

    faint = []
    for name, state in STATES.items():
        daemon.show(**state)
        page.wait_for_selector(f"body[data-screen={state['screen']}]")
        faint += [(name, text) for text in page.evaluate(TEXTS) if contrast(text) < needed(text)]

    assert faint == []


@pytest.mark.slow
def test_the_dark_scheme_is_dark(page: Page, sit_down: SitDown):
    page.emulate_media(color_scheme="dark")
    sit_down(scenes.halfway())

    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('.question')).backgroundColor")
        == "rgb(24, 33, 45)"
    )


def test_a_dark_room_gets_a_dark_page_by_the_keyboard_alone_and_back(page: Page, sit_down: SitDown):
    daemon = sit_down(scenes.halfway())
    ground = "() => getComputedStyle(document.querySelector('.question')).backgroundColor"

    page.get_by_role("button", name="深色").press("Enter")
    page.wait_for_selector("html[data-theme=dark]")
    dark = page.evaluate(ground)
    page.get_by_role("button", name="浅色").press("Enter")
    page.wait_for_selector("html[data-theme=light]")

    assert (dark, page.evaluate(ground)) == ("rgb(24, 33, 45)", "rgb(255, 255, 255)")
    assert daemon.acts == [{"act": "scheme", "scheme": "dark"}, {"act": "scheme", "scheme": "light"}]
