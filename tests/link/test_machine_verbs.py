"""Starting, closing and commanding machines: who may, what is left alone, what is written down (E4, S2, B5, B7)."""

from uuid import uuid4

import pytest

from formats.refused import Refused
from journal.models import Event
from rooms import operations as rooms
from rooms.models import Command, Matter, Room
from rooms.operations.machines import room_at
from tests.day import Day

pytestmark = pytest.mark.db


def codes(day: Day) -> list[str]:
    return list(Event.objects.filter(chain__name=day.room.chain).order_by("number").values_list("code", flat=True))


def told(results: list[rooms.SeatResult]) -> dict[int, str]:
    return {each.seat.number: each.refused.code for each in results if each.refused}


def test_a_machine_whose_candidate_is_in_the_exam_is_not_closed_and_the_others_are(day: Day):
    day.in_exam("Li")
    rooms.start_client(day.proctor, day.room)

    results = rooms.close_client(day.proctor, day.room)

    assert told(results) == {day.seat_of("Li"): "machine.in_exam"}
    assert list(day.room.machines.filter(ui_on=True)) == [day.machine(day.seat_of("Li"))]
    assert codes(day)[-2:] == ["client_started", "client_closed"]


def test_only_the_chosen_seats_are_started(day: Day):
    results = rooms.start_client(day.proctor, day.room, [2, 3])

    assert [(each.seat.number, each.ok) for each in results] == [(2, True), (3, True)]
    assert set(day.room.machines.filter(ui_on=True)) == {day.machine(2), day.machine(3)}


def test_a_machine_whose_candidate_is_in_the_exam_is_not_restarted_and_the_others_are(day: Day):
    day.in_exam("Li")
    machines = [day.machine(day.seat_of("Li")), day.machine(8)]

    results = rooms.issue_command(day.proctor, machines, "restart")

    assert {each.machine: each.refused and each.refused.code for each in results} == {
        machines[0]: "machine.in_exam",
        machines[1]: None,
    }
    assert [command.machine for command in Command.objects.all()] == [machines[1]]


def test_looking_at_the_environment_stops_nobody(day: Day):
    day.in_exam("Li")

    [result] = rooms.issue_command(day.proctor, [day.machine(day.seat_of("Li"))], "check_environment")

    assert result.ok


@pytest.mark.parametrize("verb", [rooms.start_client, rooms.close_client, rooms.show_numbers, rooms.hide_numbers])
def test_a_supervisor_changes_nothing(day: Day, verb):
    supervisor, before = day.person("supervisor"), codes(day)

    with pytest.raises(Refused) as refused:
        verb(supervisor, day.room)

    assert (refused.value.code, codes(day)) == ("right.missing", before)


def test_an_invigilator_of_another_room_commands_nothing(day: Day):
    invigilator, elsewhere = day.person("invigilator"), Room.objects.create(code="elsewhere", proctor_ip="10.1.1.200")
    machine, _token = rooms.enrol(rooms.Caller(uuid4(), "board", "PC", "1", "10.1.1.1"))

    with pytest.raises(Refused) as refused:
        rooms.issue_command(invigilator, [machine, day.machine(1)], "restart")

    assert machine.room == elsewhere
    assert (refused.value.code, Command.objects.count()) == ("right.other_room", 0)


def test_a_matter_is_settled_once(day: Day):
    matter = rooms.open_matter(day.room, "two_links", "x")
    again = rooms.open_matter(day.room, "two_links", "x")

    first = rooms.settle_matter(day.proctor, matter)
    second = rooms.settle_matter(day.proctor, matter)

    assert (again, first.settled_at) == (matter, second.settled_at)
    assert codes(day)[-2:] == ["matter_opened", "matter_settled"]
    assert not Matter.objects.open().exists()


def test_a_settled_matter_may_come_up_again(day: Day):
    matter = rooms.open_matter(day.room, "two_links", "x")
    rooms.settle_matter(day.proctor, matter)

    assert rooms.open_matter(day.room, "two_links", "x") != matter


@pytest.fixture
def rooms_apart(day: Day) -> dict[str, Room]:
    """The day's room has its seats at 192.168.0.15 and after; two others are told by their proctor's network."""
    return {
        "day": day.room,
        "near": Room.objects.create(code="near", proctor_ip="10.0.1.200"),
        "far": Room.objects.create(code="far", proctor_ip="10.0.2.200"),
    }


@pytest.mark.parametrize(("address", "room"), [("192.168.0.15", "day"), ("10.0.1.7", "near"), ("10.0.2.7", "far")])
def test_the_room_of_a_machine_is_told_by_its_seat_s_address_or_its_network(
    rooms_apart: dict[str, Room], address: str, room: str
):
    assert room_at(address) == rooms_apart[room]


@pytest.mark.parametrize("address", ["10.0.3.7", "::1"])
def test_a_machine_that_could_be_of_any_room_is_of_none(rooms_apart: dict[str, Room], address: str):
    with pytest.raises(Refused) as refused:
        room_at(address)

    assert refused.value.code == "room.unknown"


def test_the_only_room_takes_every_machine(day: Day):
    assert room_at("10.0.3.7") == day.room
