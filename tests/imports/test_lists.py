"""The lists of the administration: who sees what, what may be changed, and at which price (B6, S1)."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rooms.models import Room, Seat
from tests.day import ROOM_CODE, Day
from tests.imports.conftest import person

LISTS = ["rooms/room", "rooms/seat", "rooms/machine", "rooms/staff", "exams/plan", "exams/session", "exams/candidate"]


@pytest.fixture
def boss(day: Day, client: Client) -> Client:
    User.objects.filter(pk=day.boss.pk).update(is_staff=True)
    client.force_login(day.boss)
    return client


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens(boss: Client, name: str):
    assert boss.get(f"/admin/{name}/").status_code == 200


@pytest.mark.parametrize("name", ["rooms/seat", "rooms/machine", "exams/candidate"])
def test_a_long_list_costs_as_many_queries_as_a_short_one(boss: Client, day: Day, name: str):
    few = queries(boss, f"/admin/{name}/?q={'PC1' if 'candidate' not in name else day.ticket('Li')}")
    many = queries(boss, f"/admin/{name}/")

    assert many <= few


@pytest.mark.parametrize("name", ["exams/plan", "exams/session", "rooms/room"])
def test_more_rows_cost_no_more_queries(boss: Client, day: Day, name: str):
    one = queries(boss, f"/admin/{name}/")
    _copies(day)

    assert queries(boss, f"/admin/{name}/") <= one


def _copies(day: Day) -> None:
    for code in ("1999999002", "1999999003"):
        room = Room.objects.create(code=code)
        plan = day.plan.__class__.objects.get(pk=day.plan.pk)
        plan.pk, plan.room = None, room
        plan.uuid = room.uuid
        plan.save()
        session = day.session
        session.pk, session.plan, session.uuid = None, plan, room.uuid
        session.save()


def test_who_works_in_one_room_sees_that_one(client: Client, day: Day):
    other = Room.objects.create(code="1999999002")
    Seat.objects.create(room=other, number=1, ip="192.168.1.15")
    client.force_login(person("invigilator", other))

    page = client.get("/admin/rooms/seat/")

    assert [seat.room.code for seat in page.context["cl"].result_list] == ["1999999002"]
    assert client.get("/admin/exams/candidate/").context["cl"].result_count == 0


@pytest.mark.parametrize("name", ["rooms/room", "rooms/machine", "rooms/staff", "exams/plan", "exams/candidate"])
def test_what_the_verbs_change_is_only_shown(boss: Client, name: str):
    assert boss.get(f"/admin/{name}/add/").status_code == 403


Change = Callable[[Client, Day], object]


def test_a_seat_is_added_by_its_verb(boss: Client, day: Day):
    boss.post("/admin/rooms/seat/add/", {"room": day.room.pk, "number": "", "ip": "192.168.0.90"})

    assert Seat.objects.get(ip="192.168.0.90").number == 9
    assert day.journal() == ["seat_added"]


def test_what_is_refused_is_told_beside_the_fields(boss: Client, day: Day):
    page = boss.post("/admin/rooms/seat/add/", {"room": day.room.pk, "number": "1", "ip": "192.168.0.90"})

    assert "机位号001已被占用" in page.content.decode()
    assert day.journal() == []


def test_a_seat_is_changed_by_its_verb(boss: Client, day: Day):
    seat = Seat.objects.get(number=2)

    boss.post(f"/admin/rooms/seat/{seat.pk}/change/", {"number": "2", "ip": seat.ip, "note": "door"})

    assert Seat.objects.get(pk=seat.pk).note == "door"
    assert day.journal() == ["seat_changed"]


def test_a_seat_is_deleted_by_its_verb_after_a_question(boss: Client, day: Day):
    seat = Seat.objects.get(number=8)

    asked = boss.get(f"/admin/rooms/seat/{seat.pk}/delete/")
    boss.post(f"/admin/rooms/seat/{seat.pk}/delete/", {"post": "yes"})

    assert asked.status_code == 200
    assert not Seat.objects.filter(pk=seat.pk).exists()
    assert day.journal() == ["seat_deleted"]


def test_a_seat_with_a_candidate_stays_and_the_page_says_why(boss: Client, day: Day):
    day.in_exam("Li")
    seat, before = Seat.objects.get(number=1), day.journal()

    page = boss.post(f"/admin/rooms/seat/{seat.pk}/delete/", {"post": "yes"}, follow=True)

    assert "Li" in str(next(iter(page.context["messages"])))
    assert (Seat.objects.filter(pk=seat.pk).exists(), day.journal()) == (True, before)


def test_of_several_seats_all_are_deleted_or_none(boss: Client, day: Day):
    day.in_exam("Li")
    chosen = list(Seat.objects.filter(number__in=[1, 7, 8]).values_list("pk", flat=True))

    boss.post("/admin/rooms/seat/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})

    assert Seat.objects.filter(pk__in=chosen).count() == 3


def test_chosen_seats_move_up(boss: Client, day: Day):
    seat = Seat.objects.get(number=3)

    boss.post("/admin/rooms/seat/", {"action": "move_up", "_selected_action": [seat.pk]})

    assert Seat.objects.get(pk=seat.pk).number == 2


def test_a_supervisor_changes_nothing(client: Client, day: Day):
    client.force_login(person("supervisor"))

    assert client.get("/admin/rooms/seat/").status_code == 200
    assert client.get("/admin/rooms/seat/add/").status_code == 403
    assert client.get("/admin/import/").status_code == 403


def test_the_room_s_code_is_found(boss: Client):
    assert boss.get("/admin/rooms/room/", {"q": ROOM_CODE}).context["cl"].result_count == 1
