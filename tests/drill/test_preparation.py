"""What the pages before the exam refuse or find is told by the drill in their own words (B1, B3, B11)."""

from collections.abc import Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from drill import preparation
from drill.faults import Broken
from drill.web import Browser, said_on
from rooms.checks.models import SealCheck
from rooms.models import CentreLink
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
CLOSED = "http://127.0.0.1:1"


class Inside(Browser):
    """The drill's browser on this process's pages."""

    def __init__(self, client: Client) -> None:
        self.url, self._token, self._client = "http://testserver", "", client
        self._http = SimpleNamespace(cookie_jar=())  # type: ignore[assignment]  # only its cookies are looked at

    async def _text(self, method: str, url: str, **more: Any) -> str:
        send = self._client.post if method == "POST" else self._client.get
        answer = send(urlsplit(url).path, more.get("data"), follow=True)
        text = answer.content.decode()
        if answer.status_code != 200:
            raise Broken(said_on(text))
        return text


@pytest.fixture
def browser(day: Day) -> Inside:
    day.boss.is_staff = True
    day.boss.save()
    client = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    client.force_login(day.boss, backend="django.contrib.auth.backends.ModelBackend")
    return Inside(client)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Without a loop: nothing here waits, and the pages stay on the test's own connection."""
    with pytest.raises(StopIteration) as ended:
        work.send(None)
    return ended.value.value


def test_every_line_of_a_seal_check_that_fails_is_told(day: Day, browser: Inside):
    failed = run(preparation.seal(browser, responsible="张三"))

    stored = SealCheck.objects.get().failed_lines
    assert len(failed) == len(stored) > 0
    assert failed[0].startswith("参数配置 ")


def test_a_seal_check_that_is_refused_is_no_check(day: Day, browser: Inside):
    with pytest.raises(Broken, match="the seal check was not made: "):
        run(preparation.seal(browser, responsible=""))

    assert not SealCheck.objects.exists()


def test_a_wrong_old_password_ends_the_drill_in_the_words_of_the_page(day: Day, browser: Inside):
    with pytest.raises(Broken, match=r"the password was not changed: .*密码"):
        run(preparation.change_password(browser, "wrong", "rehearsal-of-the-day"))


def test_a_centre_that_does_not_answer_ends_the_drill_in_the_words_of_the_page(
    day: Day, browser: Inside, tmp_path: Path
):
    register = preparation.register(
        browser, room_code=day.room.code, centre=CLOSED, registration_code="ABCDEFGH", storage_path=tmp_path / "FileUp"
    )

    with pytest.raises(Broken, match="考点"):
        run(register)

    assert not CentreLink.objects.exclude(token="").exists()


def test_a_package_cannot_be_fetched_before_the_room_is_registered(day: Day, browser: Inside):
    with pytest.raises(Broken, match="nothing is being fetched"):
        run(preparation.download(browser))
