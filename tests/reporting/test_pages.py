"""上报结果 as a person sees it: the button, the page, the package and the receipt (A2)."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from exams.reporting.models import ResultUpload
from proctor_site.reporting import work
from rooms.models import Job
from tests.administration.browsing import client_of
from tests.control_room.test_back_board import look
from tests.day import Day
from tests.reporting.conftest import ready, reported, worked
from tests.reporting.stand_in import ResultCentre

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def page(ended: Day) -> str:
    return f"/admin/reporting/{ended.session.uuid}/"


@pytest.fixture
def browser(ended: Day) -> Client:
    """核对 and 第一步 are done; who only wants to report goes on."""
    ready(ended)
    return client_of("boss")


def test_the_button_is_lit_when_the_session_has_ended_and_done_when_its_receipt_is_here(
    ended: Day, centre: ResultCentre
):
    before = look(ended)["tools"]["report"]

    reported(ended)

    assert (before["state"], look(ended)["tools"]["report"]["state"]) == ("ready", "done")


def test_a_person_reports_over_the_network_and_prints_the_receipt(
    ended: Day, centre: ResultCentre, browser: Client, page: str
):
    assert browser.post(page)["Location"] == page
    waiting = browser.get(f"{page}state/").json()
    worked(ResultUpload.objects.get())

    shown = browser.get(page).content.decode()
    paper = browser.get(f"{page}receipt/").content.decode()
    assert waiting == {"progress": 0, "ended": False, "text": "等待后台进程…", "url": ""} or not waiting["ended"]
    assert "上报成功" in shown
    assert ResultUpload.objects.get().sha256 in shown
    assert "1999999" in paper
    assert browser.get(f"{page}receipt/?file").content == centre.receipt


def test_without_a_network_the_package_goes_out_and_the_receipt_comes_in(ended: Day, browser: Client, page: str):
    browser.post(page)
    upload = worked(ResultUpload.objects.get())
    packed = browser.get(f"{page}package/").getvalue()
    receipt = BytesIO(ResultCentre().receipted(packed))
    receipt.name = "receipt.json"

    browser.post(f"{page}bring/", {"file": receipt})

    assert packed == Path(upload.path).read_bytes()
    shown = browser.get(page).content.decode()
    assert "上报成功" in shown
    assert "(离线)" in shown


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 70_000])
def test_a_file_that_is_no_receipt_is_refused_on_the_page(ended: Day, browser: Client, page: str, content: bytes):
    browser.post(page)
    worked(ResultUpload.objects.get())
    brought = BytesIO(content)
    brought.name = "receipt.json"

    browser.post(f"{page}bring/", {"file": brought})

    assert ended.session.reported_at is None


def test_cancelling_stops_the_work_and_reporting_again_goes_on(ended: Day, browser: Client, page: str):
    browser.post(page)
    browser.post(f"{page}cancel/")
    cancelled = Job.objects.get(kind=work.REPORT).state

    browser.post(page)

    assert (cancelled, Job.objects.get(kind=work.REPORT).state) == (Job.State.CANCELLED, Job.State.WAITING)
    assert ResultUpload.objects.count() == 1


def test_the_list_shows_the_sessions_that_have_ended(ended: Day, browser: Client, page: str):
    assert page in browser.get("/admin/reporting/").content.decode()


def test_who_only_looks_is_offered_nothing(ended: Day, page: str):
    ended.person("supervisor")
    supervisor = client_of("supervisor")

    shown = supervisor.get(page).content.decode()

    assert '<button class="jk-btn jk-first">' not in shown
    assert supervisor.get(f"{page}package/").status_code == 403
    supervisor.post(page)
    assert not ResultUpload.objects.exists()
