"""What the test centre refuses is not sent for ever: it is shown with its reason, and sent again by a person (B11, E23)."""

import pytest
from django.test import Client

from journal.models import Event
from rooms.centre import register
from rooms.centre.contact import reports_to_send
from rooms.models import CentreLink, CentreReport
from rooms.operations import report_to_centre
from tests.administration.browsing import client_of
from tests.day import Day
from tests.uplink.conftest import in_the_loop
from tests.uplink.stand_in import CODE, StandIn

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
AGAIN = "/admin/load/send-again/"


@pytest.fixture
def joined(day: Day, centre: StandIn, rounds_in_this_process: None) -> CentreLink:
    """Registered, with a seal check to tell that the centre does not take."""
    centre.refuses_reports = "request.field"
    link = register(day.proctor, day.room, host="127.0.0.1", port=centre.port, registration_code=CODE)
    day.room.refresh_from_db()
    report_to_centre(day.room, CentreReport.Kind.SEAL_CHECK, {"at": 1, "passed": True, "by": "B", "lines": []})
    return in_the_loop(link)


def browser_of(day: Day, role: str) -> Client:
    day.person(role)
    client = client_of(role)
    client.cookies["jiankao_room_language"] = "en"
    return client


def test_a_refused_report_is_sent_once_and_its_reason_is_shown(day: Day, joined: CentreLink, centre: StandIn):
    in_the_loop(joined)

    shown = browser_of(day, "invigilator").get("/admin/load/").content.decode()

    assert len(centre.bodies("/seal-checks")) == 1
    assert reports_to_send(day.room.pk) == []
    assert "The test centre did not take" in shown
    assert "request.field" in shown


def test_after_a_correction_it_is_sent_again_by_hand(day: Day, joined: CentreLink, centre: StandIn):
    centre.refuses_reports = ""

    answer = browser_of(day, "invigilator").post(AGAIN, {"next": "/admin/load/"}, follow=True)
    in_the_loop(joined)

    assert "1 reports are being sent" in answer.content.decode()
    assert Event.objects.filter(code="reports_sent_again").count() == 1
    assert CentreReport.objects.unsent().count() == 0


def test_a_supervisor_sends_nothing_again(day: Day, joined: CentreLink):
    client = browser_of(day, "supervisor")

    assert client.post(AGAIN).status_code == 403
    assert "Send again" not in client.get("/admin/load/").content.decode()
    assert CentreReport.objects.refused().count() == 1
