"""A browser for proctor and candidates, and the pictures of what they saw. Without Chromium these tests fail and say so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.e2e.room import Machine
from tests.servers import ROOT

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
ALLOWED = ("net::ERR_", "WebSocket connection", "409 (Conflict)")  # refusals, a server that is away
PICTURES = ROOT / "test-out"
PATIENCE_MS = 30_000

expect.set_options(timeout=PATIENCE_MS)
Look = Callable[[Page, str], None]


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


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens a page in a context of its own, whose browser must not complain about anything."""
    complaints: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        told = f"{message.text} {message.location['url']}"
        if message.type in ("error", "warning") and not any(word in told for word in ALLOWED):
            complaints.append(told)

    def opened() -> Page:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, timezone_id="America/Los_Angeles")
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """Keeps a picture of a page under a name, numbered in their order, in test-out/e2e/TEST/ (of other folders likewise)."""
    folder = PICTURES / request.path.parent.name / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    numbers = iter(range(1, 1000))

    def take(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{next(numbers):03d}-{name}.png")

    return take


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Callable[[str, int], Machine]]:
    """Makes the machine at a seat; all are ended with the test."""
    made: list[Machine] = []

    def make(server: str, seat: int) -> Machine:
        made.append(Machine(tmp_path / "machines", server, seat))
        return made[-1]

    yield make
    for machine in made:
        machine.stop()
