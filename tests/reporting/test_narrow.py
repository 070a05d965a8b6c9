"""核对 on a screen of 1366×768: a long name wraps, and what there is to do is whole and in sight (A1)."""

import mimetypes
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from exams.models import Candidate, Sitting
from proctor_site.reporting import verifying as checking
from tests.administration.browsing import client_of
from tests.control_room.conftest import FLAGS
from tests.day import Day
from tests.reporting.conftest import done, session

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.browser, pytest.mark.slow]
LONG = (
    "阿卜杜热合曼·买买提吐尔逊江·阿布都克里木·热合木吐拉江·艾则孜提",
    "Maximiliana-Theodora Wolfeschlegelsteinhausen",
)
HIDDEN = "panels => panels.filter(panel => panel.scrollWidth > panel.clientWidth).length"
CUT = (
    "box => [...box.querySelectorAll('th, td')].filter(cell => cell.getBoundingClientRect().right > innerWidth).length"
)


def html(day: Day, language: str) -> str:
    browser: Client = client_of("boss")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return browser.get(f"/admin/reporting/{day.session.uuid}/").content.decode()


def shown(page: Page, text: str) -> None:
    """This page with its own styles and scripts, and nothing behind it."""
    page.route("**/*", lambda route: _answer(route, text))
    page.goto("http://room.test/admin/reporting/")


def _answer(route: Route, text: str) -> None:
    path = urlsplit(route.request.url).path
    if not path.startswith("/static/"):
        return route.fulfill(body=text, content_type="text/html; charset=utf-8")
    found = finders.find(path.removeprefix("/static/"))
    if not isinstance(found, str):
        return route.abort()
    return route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0])


def test_a_long_name_cuts_nothing_off(ended: Day):
    Sitting.objects.filter(candidate__name="Li").update(collected_at=None)
    for sequence, name in enumerate(LONG, 1):
        Candidate.objects.filter(sequence=sequence).update(name=name)
    done(checking.ask_to_verify(ended.proctor, session(ended)), checking)
    pages = {language: html(ended, language) for language in ("zh-hans", "en")}

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        for language, text in pages.items():
            shown(page, text)
            table, panels = page.locator(".jk-check .jk-scroll"), page.locator(".jk-panel")
            assert (language, panels.evaluate_all(HIDDEN)) == (language, 0)
            assert (language, table.evaluate("box => box.scrollWidth - box.clientWidth")) == (language, 0)
            assert (language, table.evaluate(CUT)) == (language, 0)
        browser.close()
