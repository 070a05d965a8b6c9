"""Every address, asked by everybody: what docs/rights.md says, and nothing of a room for who is not of it (S1).

A new page fails here until its row stands in the table; the failure prints the row as it was found.
"""

import pytest
from django.contrib import admin
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from rooms.models import Staff
from tests.day import PEOPLE, ROOM_CODE, Day
from tests.rights.addresses import Address, addresses
from tests.rights.people import ELSEWHERE, EVERYBODY, NOBODY, ROLES, clients, full, undone
from tests.rights.table import Row, compare

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.timeout(600)]
CONTROL = "control-room:act"  # each of its verbs has a row of its own
SPEAKS_JSON = "seats:act"  # asked for its right only once what it is sent can be read
ONLY_READ = ("_changelist", "_history", "rooms_seat_export", "admin:index", "app_list", "favicon.ico", "healthz")


def read(client: Client, who: str, path: str) -> str:
    with undone(client):
        answer = client.get(path)
    if not was_answered(answer):
        return ""
    return "own" if who == ELSEWHERE and not tells_of_the_room(answer) else "read"


def write(client: Client, name: str, path: str) -> str:
    with undone(client):
        answer = client.post(path, "{}", content_type="application/json") if name == SPEAKS_JSON else client.post(path)
    return "write" if was_answered(answer) else ""


def was_answered(answer: HttpResponseBase) -> bool:
    """Also with what is wrong with the question: a right was there."""
    if answer.status_code in (301, 302):
        where = answer["Location"]
        return not where.startswith(reverse("admin:login")) and where != reverse("admin:index")
    return answer.status_code in (200, 304, 400, 409, 503)


def tells_of_the_room(answer: HttpResponseBase) -> bool:
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    text = told.decode(errors="replace")
    return ROOM_CODE in text or any(f">{name}<" in text or f",{name}," in text for name in PEOPLE)


def cell(client: Client, who: str, address: Address) -> str:
    """Some answer a POST as they answer a GET; what the actions of a list do has a table of its own."""
    name, path = address
    ways = [read(client, who, path)]
    if not name.endswith(ONLY_READ):
        ways.append(write(client, name, path))
    return " ".join(way for way in ways if way) or "–"


def test_every_address_is_answered_to_whom_the_table_says_and_to_nobody_else(day: Day):
    people = clients(full(day))
    asked = [each for each in addresses(day) if each[0] != CONTROL]

    found: dict[str, Row] = {each[0]: tuple(cell(people[who], who, each) for who in EVERYBODY) for each in asked}

    compare("Pages", found)


@pytest.mark.parametrize("name", ["system:remote", "system:clear", "system:initialise"])
def test_system_management_of_another_room_is_not_there(day: Day, name: str):
    elsewhere = clients(day)[ELSEWHERE]

    sent = {"room": ROOM_CODE, "everyone": "1", "step": "sure", "confirmed": "1"}

    assert elsewhere.get(f"{reverse(name)}?room={ROOM_CODE}").status_code == 404
    assert elsewhere.post(reverse(name), sent).status_code == 404


def test_the_actions_of_the_lists_are_offered_to_whom_the_table_says(day: Day):
    people = clients(full(day))
    requests = {who: people[who].get(reverse("admin:index")).wsgi_request for who in (*ROLES, ELSEWHERE)}
    names = {
        f"{model._meta.label} {action}"
        for model, kept in admin.site._registry.items()
        for action in kept.get_actions(requests["administrator"])
    }

    def may(who: str, name: str) -> str:
        label, action = name.split()
        kept = next(kept for model, kept in admin.site._registry.items() if model._meta.label == label)
        return "yes" if action in kept.get_actions(requests[who]) else "–"

    compare("Actions of the lists", {name: tuple(may(who, name) for who in ROLES) for name in names})


def test_everybody_is_a_role_of_the_site():
    assert set(ROLES) == set(Staff.Role.values)
    assert (*ROLES, ELSEWHERE, NOBODY) == EVERYBODY
