"""A browser in front of the stand-in for the room server. Without Chromium these tests fail and say how to get it."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.control_room.stub import Stub

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
ALLOWED = ("net::ERR_", "WebSocket connection", "409 (Conflict)", "403 (Forbidden)", "503 (Service Unavailable)")
PATIENCE_MS = 15_000

expect.set_options(timeout=PATIENCE_MS)
Open = Callable[..., Stub]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module: a second one cannot start while another of this thread runs."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Far from Shanghai. Its cache keeps the scripts for all tests of a module; a hundred files a page cost more than a test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, timezone_id="America/Los_Angeles")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of its own whose browser complained about nothing: no script error, no breach of the content policy."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note(message, complaints))
    yield page
    for each in context.pages:
        each.close()
    context.clear_cookies()
    assert complaints == []


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in ("error", "warning") and not any(word in message.text for word in ALLOWED):
        complaints.append(message.text)


@pytest.fixture
def look(page: Page) -> Iterator[Open]:
    """Opens the control room on a scripted room and gives the stand-in behind it."""
    running: list[Stub] = []

    def look_at(board: dict[str, Any] | None = None, **options: Any) -> Stub:
        stub = Stub(board, **options).__enter__()
        running.append(stub)
        page.goto(stub.url)
        page.wait_for_selector(".tools")
        return stub

    yield look_at
    if running:
        page.evaluate("localStorage.clear()")
    page.goto("about:blank")  # or it would connect again while its server closes
    for stub in running:
        stub.__exit__()
