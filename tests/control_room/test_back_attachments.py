"""What lies beside a violation: kept, hashed, in the journal, given back as it was brought; lists as PDF (E9)."""

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.models import Violation
from journal.models import Event
from proctor_site.control_room.list_papers import paper
from rooms.jobs import do
from rooms.models import Job
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


@pytest.fixture
def browser(day: Day, settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(day.boss)
    return client


def base(day: Day) -> str:
    return f"/admin/control-room/{day.session.uuid}/"


def registered(browser: Client, day: Day, content: bytes, *names: str) -> dict[str, Any]:
    sittings = [str(day.sitting(name).pk) for name in names or ("Li",)]
    body = {"sittings": sittings, "type": "A101", "description": "A slip"}
    file = SimpleUploadedFile("../../slip.png", content, content_type="text/html")
    answer: dict[str, Any] = browser.post(
        f"{base(day)}register_violation/", {"body": json.dumps(body), "attachment": file}
    ).json()
    return answer


def test_an_attachment_is_kept_hashed_and_given_back(day: Day, browser: Client):
    answer = registered(browser, day, PNG, "Li", "Wang")
    rows = browser.get(f"{base(day)}list/violations/").json()["rows"]

    given = browser.get(rows[0]["attachment"])
    event = Event.objects.filter(code="violation_registered").latest("number")

    assert (answer["ok"], len(rows)) == (True, 2)
    assert (given.content, given["Content-Type"], given["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    assert given["Content-Disposition"].startswith("attachment; ")
    expected = {"kind": "png", "bytes": len(PNG), "sha256": hashlib.sha256(PNG).hexdigest()}
    assert json.loads(event.body)["values"]["attachment"] == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"<script>alert(1)</script>", "attachment.kind"), (PNG + bytes(5 * 1024 * 1024), "attachment.large")],
)
def test_what_is_no_photo_or_too_large_registers_nothing(day: Day, browser: Client, content: bytes, code: str):
    assert registered(browser, day, content)["code"] == code
    assert (Violation.objects.count(), "violation_registered" in day.journal()) == (0, False)


def test_an_attachment_that_was_changed_on_the_disk_is_not_given(day: Day, browser: Client):
    registered(browser, day, PNG)
    violation = Violation.objects.get()
    with open(violation.attachment.path, "ab") as stream:
        stream.write(b"more")

    given = browser.get(f"{base(day)}attachment/{violation.pk}/")

    assert given.status_code == 409
    assert b"more" not in given.content


def test_an_attachment_is_shown_only_to_who_may_see_the_room(day: Day, browser: Client):
    registered(browser, day, PNG)
    stranger = Client(REMOTE_ADDR="127.0.0.1")

    assert stranger.get(f"{base(day)}attachment/{Violation.objects.get().pk}/").status_code == 302
    assert browser.get(f"{base(day)}attachment/999/").status_code == 404


def test_a_list_is_exported_as_pdf_by_the_worker(day: Day, browser: Client):
    registered(browser, day, PNG)
    waiting = browser.get(f"{base(day)}list/violations/?format=pdf")
    job = Job.objects.get(kind="list")
    do.call(str(job.pk), "proctor_site.control_room.list_papers")

    made = browser.get(f"{base(day)}list/violations/?format=pdf", follow=True)

    assert waiting.status_code == 302
    assert made.getvalue()[:5] == b"%PDF-"
    assert made["Content-Disposition"].endswith('.pdf"')


def test_the_paper_of_a_list_names_everybody_and_escapes_what_was_typed(day: Day, browser: Client):
    day.in_exam("Li")
    body = {"sittings": [str(day.sitting("Li").pk)], "type": "A101", "description": "<b>1</b>"}
    browser.post(f"{base(day)}register_violation/", body, content_type="application/json")

    html = paper(day.session, "violations", day.now, "en")

    assert ("&lt;b&gt;1&lt;/b&gt;" in html, day.ticket("Li") in html) == (True, True)
    assert "1 entries, 1 persons" in html
