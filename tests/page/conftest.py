"""A browser in front of a stub daemon. Without Chromium these tests fail and say how to get it."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.page.scenes import NOW, State
from tests.page.stub_daemon import StubDaemon

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
ALLOWED = (
    "net::ERR_",
    "WebSocket connection",
    "409 (Conflict)",
)  # what a daemon that is away or refuses leaves in the console
PATIENCE_MS = 15_000

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def daemons() -> Iterator[Callable[[State], StubDaemon]]:
    running: list[StubDaemon] = []

    def start(state: State) -> StubDaemon:
        running.append(StubDaemon(state, NOW))
        return running[-1]

    yield start
    for daemon in running:
        daemon.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, timezone_id="America/Los_Angeles")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: errors of the scripts, breaches of the content policy."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note(message, complaints))
    yield page
    assert complaints == []


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in ("error", "warning") and not any(word in message.text for word in ALLOWED):
        complaints.append(message.text)


@pytest.fixture
def sit_down(page: Page, daemons: Callable[[State], StubDaemon]) -> Callable[[State], StubDaemon]:
    """Opens the page on a daemon with that state."""

    def open_page(state: State) -> StubDaemon:
        daemon = daemons(state)
        page.goto(daemon.start_url)
        page.wait_for_selector(f"body[data-screen={state['screen']}]")
        return daemon

    return open_page
