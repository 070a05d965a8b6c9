"""Every act of the control room, pressed by everybody (S1). A new act fails here until its row stands in docs/rights.md."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from exams.models import TimeEntry
from incidents.models import CodeRequest, Interruption, Violation
from journal.models import Event
from proctor_site.control_room.acts import ACTS
from rooms.models import Matter
from tests.day import PASSWORD, Day
from tests.rights.people import EVERYBODY, clients, full, undone
from tests.rights.table import compare

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.timeout(600)]


def body(day: Day) -> dict[str, Any]:
    """Something for every field that an act asks for; a new field gets its value here."""
    li = str(day.sitting("Li").pk)
    return {
        "administrator": "Boss", "administrator_phone": "1", "invigilators": [{"name": "Ann", "phone": "2"}],
        "sittings": [li], "sitting": li, "seats": "all", "reason": "power", "text": "Wait", "minutes": 1,
        "type": "A101", "description": "A slip", "password": PASSWORD, "empty_confirmed": True, "how": "submit",
        "violation": Violation.objects.get().pk, "matter": Matter.objects.get(kind="two_links").pk,
        "matters": [Matter.objects.get(kind="two_links").pk],
        "kind": "extra_time", "request": CodeRequest.objects.get().pk, "code": "00000000", "file": "{}",
        "log_in": True, "answer": True,
        "upload": str(UUID(int=1)), "for": "import_package", "take": [], "comparison": "",
        "ticket": "1", "allowed_by": "Ann",
        "losses": [{"sitting": li, "began": 1}], "until": 1, "entry": TimeEntry.objects.filter(ms__gt=0).get().pk,
        "interruption": Interruption.objects.get().pk, "from": 1, "to": 2, "seat": 7,
    }  # fmt: skip


def pressed(client: Client, day: Day, verb: str, sent: dict[str, Any]) -> str:
    """Whether a right was there; where it was not, nothing has been written down."""
    with undone(client):
        before = Event.objects.count()
        answer = client.post(
            reverse("control-room:act", args=[day.session.uuid, verb]), sent, content_type="application/json"
        )
        is_recorded = Event.objects.count() > before
        if answer.status_code == 302:
            codes = ["right.login"]
        else:
            told = answer.json()
            codes = [told.get("code", ""), *(result.get("code", "") for result in told.get("results", []))]
    assert "act.field" not in codes, f"{verb}: give `body` a value for its field: {told}"
    if any(code.startswith("right.") for code in codes):
        assert not is_recorded, f"{verb} was refused, and yet it was written down"
        return "–"
    return "yes"


def test_every_act_is_done_for_whom_the_table_says_and_for_nobody_else(day: Day):
    people, sent = clients(full(day)), body(day)

    found = {verb: tuple(pressed(people[who], day, verb, sent) for who in EVERYBODY) for verb in ACTS}

    compare("Acts of the control room", found)
