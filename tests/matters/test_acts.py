"""Open matters over HTTP: taken over by one of two, given back, put away one or all (F4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from journal.models import Event
from proctor_site.control_room import facts
from proctor_site.control_room.picture import picture
from rooms.models import CentreLink, Matter, Presence, Room
from rooms.operations import open_matter
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
Post = Callable[..., tuple[int, dict[str, Any]]]


def posts(day: Day, username: str) -> Post:
    from django.contrib.auth.models import User

    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(User.objects.get(username=username))

    def press(verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        address = f"/admin/control-room/{day.session.uuid}/{verb}/"
        response = client.post(address, body, content_type="application/json")
        return response.status_code, response.json()

    return press


def shown(day: Day) -> list[dict[str, Any]]:
    return list(picture(facts.read(day.session.uuid, day.now))["matters"].values())


def test_one_of_two_takes_a_matter_and_the_other_sees_who(day: Day):
    day.person("invigilator")
    boss, other = posts(day, "boss"), posts(day, "invigilator")
    matter = open_matter(day.room, "hand_raised", "x")

    taken = [boss("take_matter", matter=matter.pk), boss("take_matter", matter=matter.pk)]
    refused = other("take_matter", matter=matter.pk)
    seen = shown(day)[0]["taken"]
    given = [other("give_back_matter", matter=matter.pk), other("give_back_matter", matter=matter.pk)]

    assert [status for status, _ in (*taken, *given)] == [200] * 4
    assert (refused[0], refused[1]["code"], refused[1]["text"]) == (409, "matter.taken", "Boss已在处理。")
    assert (seen, shown(day)[0]["taken"]) == ({"by": day.boss.pk, "name": "Boss"}, None)
    codes = Event.objects.filter(code__startswith="matter_").order_by("number").values_list("code", flat=True)
    assert list(codes) == ["matter_opened", "matter_taken", "matter_given_back"]


def test_all_of_a_group_go_with_one_press_and_one_that_is_gone_stops_no_other(day: Day):
    boss = posts(day, "boss")
    matters = [open_matter(day.room, "offline", str(number)).pk for number in range(3)]
    boss("settle_matter", matter=matters[0])

    taken = boss("take_matter", matters=matters)
    status, answer = boss("settle_matter", matters=matters)

    assert taken == (200, {"ok": True, "text": "由您处理。 该事项已处理。", "results": []})
    assert (status, answer["ok"], list(Matter.objects.open())) == (200, True, [])


def test_what_belongs_to_another_session_stands_on_its_own_page(day: Day):
    open_matter(day.room, "late_answers", "a", session=day.session.uuid)
    open_matter(day.room, "clock_step", "b")
    open_matter(day.room, "late_answers", "c", session=day.plan.uuid)

    assert sorted(matter["kind"] for matter in shown(day)) == ["clock_step", "late_answers"]


def test_the_centre_is_asked_again_from_the_matter(day: Day):
    boss = posts(day, "boss")
    nobody = boss("reconnect")
    Room.objects.update(mode=Room.Mode.CENTRE)
    CentreLink.objects.create(room=day.room, token="t", registered_at=day.now, tried_at=day.now)

    status, _ = boss("reconnect")

    assert (nobody[0], nobody[1]["code"]) == (409, "centre.not_registered")
    assert (status, CentreLink.objects.get().tried_at) == (200, None)


def test_the_board_has_what_machines_measure_in_steps_that_are_worth_telling(day: Day):
    told = {"disk_free_mb": 5_049, "battery": 42, "unsaved_ms": 7_400, "clock_error_ms": 7, "undelivered": 0}
    Presence.objects.filter(machine=day.machine(1)).update(indicators=told, clock_offset_ms=-1_300)

    look = picture(facts.read(day.session.uuid, day.now))

    assert look["seats"][1]["measured"] == {
        "client": "1", "address": "192.168.0.15", "clock_ms": -1500, "disk_free_mb": 5000, "battery": 42, "unsaved_ms": 5000,
    }  # fmt: skip
    assert look["session"]["thresholds"]["offline_s"] == {"warn": 10.0, "alarm": 30.0}
