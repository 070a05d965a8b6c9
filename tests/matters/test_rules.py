"""When something about a machine or a candidate is said, to the second; no database (F4, F11)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from exams.models import Session, Sitting
from exams.thresholds import Limit, typed
from formats.plan import THRESHOLDS, PlanRules, Threshold
from proctor_site.watch.facts import Device, Person, RoomLook, SessionLook
from proctor_site.watch.rules.machines import DEVICE_RULES, other_clients
from proctor_site.watch.rules.people import PERSON_RULES

NOW = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
MACHINE = UUID(int=1)
RULES = PlanRules(exam_name="x", centre_name="x", centre_code="x", room_code="x", mode="formal", subject="x")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def device(**facts: Any) -> Device:
    given: dict[str, Any] = {
        "id": MACHINE,
        "seat": 1,
        "client": "1",
        "online": True,
        "since": ago(minutes=20),
        "address": "10.0.0.1",
    }
    return Device(**(given | facts))


def room(*devices: Device, watched: datetime | None = None) -> RoomLook:
    look = SessionLook(Session(authorised_at=ago(hours=1)), NOW, RULES, typed(THRESHOLDS), [])
    return RoomLook(1, NOW, watched or ago(hours=1), [look], devices, free_disk_mb=50_000)


def said(kind: str, found: Device, watched: datetime | None = None, **facts: Any) -> bool | None:
    """Whether it is due; None when it is not so at all."""
    of_sitting = {
        name: facts.pop(name) for name in list(facts) if name in {field.name for field in Sitting._meta.fields}
    }
    given: dict[str, Any] = {
        "state": "in_exam",
        "deadline": NOW,
        "began_at": ago(minutes=20),
        "holder_id": MACHINE,
    } | of_sitting
    person = Person(Sitting(**given), found, **({"start_at": ago(minutes=20)} | facts))
    where = room(found, watched=watched)
    cause = PERSON_RULES[kind](where, where.sessions[0], person)
    return cause.is_due if cause else None


AWAY = {"online": False}
UNSENT = {"pending": 2, "unsaved_ms": 61_000}


@pytest.mark.parametrize(
    ("kind", "machine", "facts", "due"),
    [
        ("offline", AWAY | {"since": ago(seconds=30)}, {}, False),
        ("offline", AWAY | {"since": ago(seconds=31)}, {}, True),
        ("offline", AWAY | {"since": ago(minutes=9)}, {"watched": ago(seconds=29)}, False),
        ("offline", AWAY | {"since": ago(minutes=9)}, {"state": "logged_in"}, None),
        ("rules_unread", {}, {"state": "logged_in"}, True),
        ("rules_unread", {}, {"state": "logged_in", "logged_in_at": ago(seconds=119)}, False),
        ("rules_unread", {}, {"state": "logged_in", "rules_read_at": NOW}, None),
        ("rules_unread", {}, {"state": "logged_in", "start_at": NOW + timedelta(seconds=1)}, None),
        ("save_old", {"indicators": UNSENT}, {}, True),
        ("save_old", {"indicators": UNSENT | {"unsaved_ms": 60_000}}, {}, False),
        ("save_old", {"indicators": {"pending": 1}}, {"last_saved_at": ago(seconds=61)}, True),
        ("save_old", {"indicators": {"pending": 0}}, {"last_saved_at": ago(minutes=9)}, None),
        ("save_old", AWAY | {"indicators": UNSENT}, {}, None),
        ("no_answer", {}, {"last_saved_at": ago(minutes=10)}, None),
        ("no_answer", {}, {"last_saved_at": ago(minutes=11)}, True),
        ("no_answer", {}, {"last_saved_at": ago(minutes=11), "active_at": ago(minutes=1)}, None),
        ("no_answer", {}, {"last_saved_at": ago(minutes=11), "deadline": None}, None),
        ("no_answer", {}, {"last_saved_at": ago(minutes=11), "is_locked": True}, None),
        ("no_answer", AWAY, {"last_saved_at": ago(minutes=11)}, False),
        ("deadline_unseen", {}, {"deadline_version": 2, "deadline_seen": 1, "version_at": ago(seconds=15)}, False),
        ("deadline_unseen", {}, {"deadline_version": 2, "deadline_seen": 1, "version_at": ago(seconds=16)}, True),
        ("deadline_unseen", {"since": ago(seconds=5)}, {"deadline_version": 2, "version_at": ago(seconds=16)}, False),
        ("deadline_unseen", AWAY, {"deadline_version": 2, "version_at": ago(seconds=16)}, False),
        ("deadline_unseen", {}, {"deadline_version": 2, "deadline_seen": 2}, None),
        ("address_changed", {"address": "10.0.0.9"}, {"claimed_from": "10.0.0.1"}, True),
        ("address_changed", AWAY | {"address": "10.0.0.9"}, {"claimed_from": "10.0.0.1"}, False),
        ("address_changed", {}, {"claimed_from": "10.0.0.1"}, None),
    ],
)  # fmt: skip
def test_of_a_candidate(kind: str, machine: dict[str, Any], facts: dict[str, Any], due: bool | None):
    assert said(kind, device(**machine), **facts) is due


@pytest.mark.parametrize(
    ("kind", "machine", "due"),
    [
        ("clock_far", {"clock_offset_ms": 60_000}, None),
        ("clock_far", {"clock_offset_ms": -60_001}, True),
        ("clock_far", {"clock_offset_ms": -60_001, "seat": None}, None),
        ("clock_far", {"clock_offset_ms": -60_001} | AWAY, False),
        ("disk_low", {"indicators": {"disk_free_mb": 1000}}, None),
        ("disk_low", {"indicators": {"disk_free_mb": 999}}, True),
        ("disk_low", {"indicators": {"disk_free_mb": "999"}}, None),
        ("battery_low", {"indicators": {"battery": 10}}, True),
        ("battery_low", {"indicators": {"battery": 10, "plugged": 1}}, None),
        ("battery_low", {"indicators": {"battery": 11}}, None),
    ],
)  # fmt: skip
def test_of_a_machine(kind: str, machine: dict[str, Any], due: bool | None):
    found = device(**machine)

    cause = DEVICE_RULES[kind](room(found), found)

    assert (cause.is_due if cause else None) is due


def test_the_version_that_most_machines_have_is_the_usual_one():
    machines = [device(id=UUID(int=n), seat=n, client=client) for n, client in enumerate(("2", "1", "2", "2"), 1)]

    other = list(other_clients(room(*machines)))

    assert [(cause.machine, cause.values) for cause in other if cause] == [(UUID(int=2), {"client": "1", "usual": "2"})]


def test_the_plan_says_where_an_indicator_alarms_and_what_it_leaves_out_is_as_usual():
    told = typed((Threshold(item="离线(秒)", warn=5, alarm=60), Threshold(item="未知", warn=1, alarm=2)))

    assert (told.offline_s, told.idle_min) == (Limit(5, 60), Limit(10, 20))
