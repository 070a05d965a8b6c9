"""No page of the administration is a way around the verbs, whoever asks and whatever is registered (issue: admin lists)."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connections
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.actor import system
from journal.models import Event
from journal.record import append
from rooms.models import Seat
from tests.administration.browsing import client_of
from tests.day import Day
from tests.rights.people import full

pytestmark = pytest.mark.django_db(databases="__all__")
BY_VERBS = (Seat,)  # its form calls add_seat, change_seat and delete_seat: tests/seats
MOST_QUERIES = 33
MANY = 10_000


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def mighty(day: Day) -> Client:
    """Somebody with every right that Django knows."""
    full(day)
    User.objects.filter(username="boss").update(is_superuser=True)
    return client_of("boss")


def registered() -> list[type[Model]]:
    return [model for model in admin.site._registry if model not in BY_VERBS]


def test_nothing_is_added_changed_or_deleted_by_hand(mighty: Client):
    found = {}
    for model in registered():
        entry: Any = model._default_manager.first()
        fields = {field.name: "1" for field in model._meta.fields} | {"post": "yes", "_save": "1"}
        ways = [address(model, "add")]
        ways += [address(model, page, entry.pk) for page in ("change", "delete")] if entry else []
        found[model._meta.label] = {mighty.post(way, fields).status_code for way in ways}

    assert {label: codes for label, codes in found.items() if codes != {403}} == {}


def test_no_list_offers_django_s_own_delete_or_cells_to_edit(mighty: Client):
    request = mighty.get(reverse("admin:index")).wsgi_request

    found = {
        model._meta.label: (list(kept.list_editable), "delete_selected" in kept.get_actions(request))
        for model, kept in admin.site._registry.items()
        if model not in BY_VERBS
    }

    assert {label: told for label, told in found.items() if told != ([], False)} == {}


def test_ten_thousand_entries_of_the_journal_are_listed_with_few_queries(day: Day):
    many_like(append("link_up", system("test"), chain=day.room.chain, session=day.session.uuid))
    boss = client_of("boss")
    asked = [
        {},
        {"session": str(day.session.uuid)},
        {"q": "link_up"},
        {"code": "link_up", "p": "7"},
        {"day": "2026-03-07"},
    ]
    counts = []
    for query in asked:
        with CaptureQueriesContext(connections["default"]) as captured:
            assert boss.get(address(Event, "changelist"), query).status_code == 200
        counts.append(len(captured))

    assert max(counts) <= MOST_QUERIES, counts


def many_like(event: Event) -> None:
    """So many that only their number matters here; no chain holds them."""
    told = {"chain_id": event.chain_id, "at": event.at, "code": event.code, "session": event.session}
    Event.objects.bulk_create(
        Event(**told, number=event.number + n, body=event.body, hash=event.hash) for n in range(1, MANY)
    )
