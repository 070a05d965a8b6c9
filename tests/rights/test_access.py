"""No page of the site has a serious fault for who cannot see well or works by keyboard: axe-core on every address (issue 4.12)."""

import mimetypes
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.axe import serious
from tests.control_room.conftest import FLAGS
from tests.day import Day
from tests.rights.addresses import addresses
from tests.rights.people import clients, full, undone

pytestmark = [
    pytest.mark.django_db(databases="__all__"), pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200),
]  # fmt: skip
SITE = "http://site.test"
STATIC = "/static/"


def text_of(client: Client, path: str) -> str | None:
    """The page at that address as an administrator sees it; nothing where a file or another address is the answer."""
    with undone(client):
        answer = client.get(path, headers={"accept-language": "zh-hans"})
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return answer.content.decode() if is_page and not answer.streaming else None


def pages(day: Day) -> dict[str, tuple[str, str]]:
    """{name: (path, html)}: read before the browser starts, which the database must not be asked under."""
    client = clients(full(day))["administrator"]
    read = {name: (path, text_of(client, path)) for name, path in addresses(day) if not name.endswith("logout")}
    return {name: (path, text) for name, (path, text) in read.items() if text}


def serve(texts: dict[str, str], words: str) -> Callable[[Route], None]:
    """Answers with the pages that were read, with the site's own files, and with nothing else."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).split("?")[0]
        if path in texts:
            route.fulfill(body=texts[path], content_type="text/html; charset=utf-8")
        elif path == reverse("words"):
            route.fulfill(body=words, content_type="text/javascript; charset=utf-8")
        elif path.startswith(STATIC) and (found := finders.find(path.removeprefix(STATIC))):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="")

    return answer


def look(page: Page, path: str) -> list[str]:
    page.goto(SITE + path, wait_until="load")
    return serious(page)


def opened(browser: Browser, answer: Callable[[Route], None]) -> Page:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page.route("**/*", answer)
    return page


def test_no_page_has_a_serious_fault(day: Day):
    found = pages(day)
    words = Client().get(reverse("words")).content.decode()
    answer = serve(dict(found.values()), words)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        page = opened(browser, answer)
        faults = {name: look(page, path) for name, (path, _) in found.items()}
        browser.close()

    assert len(found) > 40
    assert {name: lines for name, lines in faults.items() if lines} == {}
