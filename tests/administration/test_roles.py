"""What each role sees and may do in the administration (S1)."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from journal.models import Event
from rooms.models import Staff
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
ROLES = ("administrator", "invigilator", "supervisor")


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest, day: Day) -> str:
    day.person(request.param)
    return request.param


def links(client: Client) -> list[str]:
    page = client.get(reverse("admin:index")).content.decode()
    return re.findall(r'<a href="([^"]*)"', page.split('id="jk-nav"')[1].split("</nav>")[0])


def test_every_link_of_the_side_bar_opens(day: Day, role: str):
    client = client_of(role)

    found = {url: client.get(url).status_code for url in links(client)}

    assert {url: status for url, status in found.items() if status != 200} == {}
    assert len(found) >= 15


def test_only_the_administrator_is_offered_to_load_and_to_manage_users(day: Day, role: str):
    client = client_of(role)

    loading = client.get(reverse("loading:page")).content.decode()
    people = client.get(reverse("people:list")).content.decode()

    assert (reverse("importing:upload") in loading) == (role == "administrator")
    assert (reverse("people:add") in people) == (role == "administrator")


def test_a_supervisor_can_add_change_and_delete_nothing(day: Day):
    day.person("supervisor")
    client = client_of("supervisor")

    open_ways = [
        f"{model._meta.label} {way}"
        for model, found in admin.site._registry.items()
        for way in ("add", "delete", "change")
        if getattr(found, f"has_{way}_permission")(client.get(reverse("admin:index")).wsgi_request)
    ]

    assert open_ways == []


def test_the_record_sheet_is_for_everybody_and_the_answers_for_administrators(day: Day, role: str):
    client = client_of(role)
    sheet = client.get(reverse("documents:record-sheet", args=[day.session.uuid]))
    answers = client.post(reverse("documents:answers", args=[day.session.uuid]))

    assert (sheet.status_code, answers.status_code) == (200, 200 if role == "administrator" else 403)
    assert ("answers_exported" in day.journal()) == (role == "administrator")


def test_another_room_s_papers_are_refused(day: Day):
    day.person("administrator")
    client = client_of("administrator")
    Staff.objects.get(role="administrator", name="administrator").rooms.set([type(day.room).objects.create(code="002")])

    urls = [
        reverse(f"documents:{name}", args=[day.session.uuid])
        for name in ("record-sheet", "record-sheet-pdf", "answers")
    ]

    assert [client.get(url).status_code for url in urls] == [403, 403, 403]
    assert not Event.objects.filter(code="answers_exported").exists()


def test_an_administrator_of_one_room_reaches_no_account_beyond_it(day: Day):
    day.person("administrator")
    day.person("invigilator")
    client = client_of("administrator")

    def status(username: str) -> int:
        staff = Staff.objects.get(user__username=username)
        given = {"password": "another long one", "again": "another long one"}
        return client.post(reverse("people:password", args=[staff.pk]), given).status_code

    assert {name: status(name) for name in ("invigilator", "boss")} == {"invigilator": 302, "boss": 409}
    assert User.objects.get(username="invigilator").check_password("another long one")
    assert not User.objects.get(username="boss").check_password("another long one")
