"""The first page says what to do next with each room and session (B2, E2)."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exams.models import Paper, Plan, Session
from incidents import operations as incidents
from proctor_site.frame.overview import overview
from rooms.models import Room
from tests.day import NINE, PEOPLE, Day

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def next_of(day: Day) -> str:
    return overview(day.proctor, day.now).sessions[0].next.words


def test_a_session_goes_from_step_to_step(day: Day):
    told = [next_of(day)]
    day.at(8, 40)
    told.append(next_of(day))
    day.authorised()
    told.append(next_of(day))
    day.login_allowed()
    told.append(next_of(day))
    day.submitted("Li")
    told.append(next_of(day))
    for name in PEOPLE[1:]:
        incidents.register_absence(day.proctor, day.sitting(name))
    told.append(next_of(day))
    Session.objects.update(ended_at=NINE)
    told.append(next_of(day))

    assert told == [
        "The authorization opens at 08:30:00.",
        "Authorise the session.",
        "Authorised. Login is allowed by itself in its window.",
        "Candidates log in. Next: allow the start.",
        "The exam is running.",
        "Everybody has handed in or is absent. Next: end the exam.",
        "Print the record sheet and report the results.",
    ]


def test_what_is_missing_comes_first(day: Day):
    Paper.objects.all().delete()

    assert next_of(day) == "Import the papers."


def test_a_new_room_needs_seats_then_a_plan(day: Day):
    Room.objects.create(code="002")

    rows = overview(day.proctor, day.now).rooms

    assert [(row.room.code, row.seats, row.online, row.next.words) for row in rows] == [
        ("002", 0, 0, "Enter or import the seats."),
        ("1999999001", 8, 8, "Do the seal check."),
    ]


def test_the_counts_of_a_session_add_up(day: Day):
    day.in_exam("Li")
    day.logged_in("Wang")

    counts = overview(day.proctor, day.now).sessions[0].counts

    assert (counts["expected"], counts["in_exam"], counts["logged_in"], counts["not_logged_in"]) == (5, 1, 1, 3)


def test_the_number_of_queries_does_not_grow(day: Day):
    first = queries(day)
    room = Room.objects.create(code="002")
    plan = Plan.objects.create(room=room, name="Other", kind="mock", content=day.plan.content, loaded_at=day.now)
    Session.objects.create(plan=plan, number=1, name="Other", planned_start=NINE)

    assert queries(day) == first


def test_another_room_s_sessions_are_not_there(day: Day):
    Room.objects.create(code="002")

    found = overview(day.person("invigilator"), day.now)

    assert [row.room.code for row in found.rooms] == ["1999999001"]


def queries(day: Day) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        overview(day.proctor, day.now)
    return len(captured)
