"""What the board shows, and that it is read in a fixed number of queries (E2, E3)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.operations import give_extra_time, lock_screen, register_violation, resume
from proctor_site.control_room import facts
from proctor_site.control_room.differences import changes, whole
from proctor_site.control_room.picture import picture
from tests.day import PEOPLE, Day

pytestmark = pytest.mark.django_db(databases="__all__")


def look(day: Day) -> dict[str, Any]:
    return picture(facts.read(day.session.uuid, day.now))


def row(day: Day, name: str) -> dict[str, Any]:
    return look(day)["sittings"][str(day.sitting(name).pk)]


def test_the_figures_add_up_and_count_persons(day: Day):
    for name in ("Li", "Wang", "Zhang"):
        day.in_exam(name)
    give_extra_time(day.proctor, day.sitting("Li"), minutes=2, reason="x")
    give_extra_time(day.proctor, day.sitting("Li"), minutes=3, reason="x")
    for _ in range(2):
        register_violation(day.proctor, day.sitting("Wang"), type_code="A101", description="x")
    resume(day.proctor, day.sitting("Zhang"), reason="x")

    assert look(day)["counts"] == {
        "expected": 5, "not_logged_in": 2, "logged_in": 0, "in_exam": 3, "submitted": 0, "absent": 0,
        "extra_time": 1, "violation": 1, "resume": 1, "offline": 1, "all": 5,
        "present": 0, "out": 0, "unread": 0,
    }  # fmt: skip


def test_a_row_tells_where_the_candidate_is(day: Day):
    day.in_exam("Li")
    give_extra_time(day.proctor, day.sitting("Li"), minutes=5, reason="x")
    lock_screen(day.proctor, day.sitting("Li"), text="Quiet")

    told = row(day, "Li")

    keys = ("seat", "ip", "state", "online", "extra_ms", "deadline_version", "rules_read")
    assert {key: told[key] for key in keys} == {
        "seat": 1, "ip": "192.168.0.15", "state": "in_exam", "online": True,
        "extra_ms": 300_000, "deadline_version": 2, "rules_read": True,
    }  # fmt: skip
    assert told["locked"]["text"] == "Quiet"
    assert row(day, "Wang")["online"] is None


@pytest.mark.parametrize(
    ("at", "tool", "told"),
    [
        ((8, 0), "authorise", {"state": "off", "why": "window"}),
        ((8, 31), "authorise", {"state": "ready"}),
        ((8, 31), "allow_login", {"state": "off", "why": "not_authorised"}),
        ((8, 31), "allow_start", {"state": "off", "why": "no_login"}),
        ((8, 31), "register_absence", {"state": "off", "why": "not_started"}),
        ((8, 31), "end_session", {"state": "off", "why": "not_started"}),
        ((8, 31), "incidents", {"state": "off", "why": "no_login"}),
    ],
)
def test_a_button_that_may_not_be_used_says_why(day: Day, at: tuple[int, int], tool: str, told: dict[str, str]):
    day.at(*at)

    shown = look(day)["tools"][tool]

    assert {key: shown.get(key) for key in told} == told


def test_buttons_follow_the_session(day: Day):
    day.in_exam("Li")

    during = look(day)["tools"]
    day.at(9, 31)
    later = look(day)["tools"]

    assert [during[tool]["state"] for tool in ("authorise", "allow_login", "allow_start")] == ["done"] * 3
    assert (during["register_absence"]["why"], later["register_absence"]) == (
        "window",
        {"state": "ready", "values": {"count": 4}},
    )
    assert later["end_session"] == {"state": "off", "why": "unsettled", "values": {"count": 5}}
    assert later["close_client"] == {"state": "off", "why": "in_exam", "values": {"count": 1}}


def test_the_number_of_queries_does_not_grow_with_the_room(day: Day):
    day.in_exam("Li")
    with CaptureQueriesContext(connection) as one:
        look(day)
    for name in PEOPLE[1:]:
        day.in_exam(name)
        give_extra_time(day.proctor, day.sitting(name), minutes=1, reason="x")

    with CaptureQueriesContext(connection) as many:
        look(day)

    assert len(many) <= len(one)


def test_a_delta_holds_what_changed_and_nothing_else(day: Day):
    day.in_exam("Li")
    before = look(day)
    register_violation(day.proctor, day.sitting("Li"), type_code="A101", description="x")

    delta = changes(before, look(day))

    assert sorted(delta) == ["counts", "feed", "sittings"]
    assert [(told["name"], told["violations"]) for told in delta["sittings"]] == [("Li", 1)]
    assert changes(before, before) == {}
    assert len(whole(before)["sittings"]) == 5


def test_what_is_gone_is_named():
    empty: dict[str, Any] = {
        name: {} for name in ("session", "tools", "counts", "lamps", "sittings", "seats", "matters", "codes", "feed")
    }
    before = {**empty, "matters": {5: {"id": 5}}}

    assert changes(before, empty) == {"gone": {"matters": [5]}}
