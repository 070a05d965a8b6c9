"""What happened, to look at: nothing there can be edited or deleted around the verbs (E9-E12, E16, E21, F1, F5)."""

import re
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from exams.models import Sitting, TimeEntry
from incidents import operations as incidents
from incidents.models import (
    Absence,
    Attendance,
    Interruption,
    Message,
    Outing,
    RaisedHand,
    Resume,
    ScreenLock,
    Violation,
    ViolationType,
)
from journal.models import Event
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
MODELS = (Violation, Resume, Absence, TimeEntry, ScreenLock, Interruption, Event, ViolationType)


def address(model: Any, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def eventful(day: Day) -> Day:
    """One entry of each kind."""
    day.in_exam("Li")
    day.in_exam("Wang")
    happen(day, "Li")
    return day


def happen(day: Day, name: str) -> None:
    li = day.sitting(name)
    incidents.register_violation(day.proctor, li, type_code="A101", description="携带纸条")
    incidents.give_extra_time(day.proctor, li, minutes=3, reason="更换鼠标")
    incidents.lock_screen(day.proctor, li, text="请安静")
    incidents.go_on(day.proctor, incidents.interrupt(day.proctor, day.session, text="请稍候", reason="警铃"))
    incidents.resume(day.proctor, li, reason="死机")
    if not Absence.objects.exists():
        day.at(9, 40)
    incidents.register_absence(day.proctor, day.sitting({"Li": "Chen", "Wang": "Zhao"}[name]))


@pytest.mark.parametrize("model", MODELS)
def test_the_list_and_each_entry_open_to_be_read(eventful: Day, model: Any):
    boss = client_of("boss")
    entry = model.objects.first()

    pages = [boss.get(address(model, "changelist")), boss.get(address(model, "change", entry.pk))]

    assert [page.status_code for page in pages] == [200, 200]
    assert b'name="_save"' not in pages[1].content


@pytest.mark.parametrize("model", MODELS)
def test_nobody_adds_changes_or_deletes_by_hand(eventful: Day, model: Any):
    User.objects.filter(username="boss").update(is_superuser=True)
    boss = client_of("boss")
    entry = model.objects.first()
    count = model.objects.count()

    answers = [
        boss.post(address(model, "add"), {}).status_code,
        boss.post(address(model, "change", entry.pk), {"reason": "other"}).status_code,
        boss.post(address(model, "delete", entry.pk), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]
    assert model.objects.count() == count


@pytest.mark.parametrize("model", [model for model in MODELS if model is not ViolationType])
def test_the_number_of_queries_does_not_grow_with_the_rows(eventful: Day, model: Any):
    boss = client_of("boss")
    first = queries(boss, model)
    happen(eventful, "Wang")

    assert queries(boss, model) == first


def queries(boss: Client, model: Any) -> int:
    boss.get(address(model, "changelist"))
    with CaptureQueriesContext(connections["default"]) as captured:
        boss.get(address(model, "changelist"))
    return len(captured)


def test_the_journal_is_searched_by_name_and_reason(eventful: Day):
    boss = client_of("boss")

    found = boss.get(address(Event, "changelist"), {"q": "更换鼠标"}).content.decode()

    assert (found.count('<td class="field-time'), ">补时</a></td>" in found) == (1, True)


def test_who_belongs_to_another_room_does_not_see_its_journal(eventful: Day):
    eventful.person("invigilator")
    user = User.objects.get(username="invigilator")
    user.staff.rooms.set([type(eventful.room).objects.create(code="002")])
    other = client_of("invigilator")

    rows = {
        model.__name__: other.get(address(model, "changelist")).content.decode().count('class="field-')
        for model in MODELS
    }

    assert {name: count for name, count in rows.items() if count and name != "ViolationType"} == {}


def headings() -> list[tuple[str, str]]:
    """(list, heading) of every list of what happened."""
    with translation.override("zh-hans"):
        return [
            (model.__name__, str(label_for_field(name, model, admin)))
            for model, admin in site._registry.items()
            if model._meta.app_label in ("incidents", "journal") or model in (TimeEntry, Sitting)
            for name in admin.list_display
        ]


def test_every_column_is_headed_in_chinese():
    """A column that is named like a field of the model is headed by the model, in English."""
    assert [heading for heading in headings() if re.search("[A-Za-z]{3}", heading[1])] == []


@pytest.mark.parametrize("model", [Violation, Absence, ScreenLock, Attendance, Message, Outing, RaisedHand])
def test_a_filter_says_what_it_means(day: Day, model: Any):
    """Never "Empty" or "Not empty", the library's words for a moment that is set or not."""
    page = client_of("boss").get(address(model, "changelist"), {"_facets": "True"}).content.decode()
    offered = re.findall(r">\s*([^<>]*\(\d+\))\s*</a>", page.split('id="changelist-filter"')[1])

    assert offered
    assert not [words for words in offered if re.search("[A-Za-z]{3}", words) and "Web" not in words]
