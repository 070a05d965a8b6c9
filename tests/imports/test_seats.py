"""Seats one by one and by list (B5, B6)."""

import json

import pytest

from formats.refused import FileRefused, Refused
from formats.spreadsheets import SeatRow
from journal.models import Event
from rooms.models import Machine, Room, Seat
from rooms.operations.seats import add_seat, change_seat, delete_seat, import_seats, move_seat, plan_seats
from tests.day import SEATS, Day


def seat(day: Day, number: int) -> Seat:
    return Seat.objects.select_related("room", "machine").get(room=day.room, number=number)


def addresses(day: Day) -> dict[int, str]:
    return dict(day.room.seats.values_list("number", "ip"))


def row(number: int, last: int, **more: str) -> SeatRow:
    return SeatRow(row=number + 1, number=number, ip=f"192.168.0.{last}", **more)


def test_a_new_seat_has_the_largest_number_and_one(day: Day):
    added = add_seat(day.proctor, day.room, ip="192.168.0.90")

    assert added.number == SEATS + 1
    assert day.journal() == ["seat_added"]


def test_a_machine_that_waits_takes_the_seat_with_its_address(day: Day):
    machine = Machine.objects.get(seat__number=3)
    delete_seat(day.proctor, seat(day, 3))

    added = add_seat(day.proctor, day.room, number=3, ip=machine.address or "")

    assert Seat.objects.get(pk=added.pk).machine == machine


@pytest.mark.parametrize(
    ("ip", "code"),
    [
        ("192.168.0.15", "seats.ip_taken"),
        ("192.168.0.999", "seats.ip_range"),
        ("10.0.0.7", "seats.other_network"),
        ("127.0.0.1", "seats.ip_loopback"),
    ],
)
def test_an_address_that_cannot_be_is_refused(day: Day, ip: str, code: str):
    with pytest.raises(Refused) as refused:
        add_seat(day.proctor, day.room, ip=ip)

    assert refused.value.code == code
    assert (len(addresses(day)), day.journal()) == (SEATS, [])


def test_another_network_is_taken_when_confirmed(day: Day):
    added = add_seat(day.proctor, day.room, ip="10.0.0.7", confirmed=True)

    assert addresses(day)[added.number] == "10.0.0.7"


def test_in_a_rehearsal_on_one_machine_loopback_is_the_network(day: Day):
    Room.objects.filter(pk=day.room.pk).update(proctor_ip="127.0.0.1")
    day.room.refresh_from_db()

    add_seat(day.proctor, day.room, ip="127.0.0.5")

    assert "127.0.0.5" in addresses(day).values()


def test_a_number_that_is_taken_is_refused(day: Day):
    with pytest.raises(Refused) as refused:
        change_seat(day.proctor, seat(day, 1), number=2, ip="192.168.0.15")

    assert refused.value.code == "seats.number_taken"


def test_a_change_tells_the_machine_and_the_journal(day: Day):
    machine = Machine.objects.get(seat__number=1)

    change_seat(day.proctor, seat(day, 1), number=20, ip="192.168.0.15", note="door")

    assert Machine.objects.get(pk=machine.pk).state_version > machine.state_version
    private = {v.key: v.value for v in Event.objects.get(code="seat_changed").private_values.all()}
    assert [json.loads(private[key])[0]["number"] for key in ("before", "after")] == [1, 20]


def test_up_and_down_swap_numbers(day: Day):
    move_seat(day.proctor, seat(day, 2), "up")

    assert (addresses(day)[1], addresses(day)[2]) == ("192.168.0.16", "192.168.0.15")
    assert day.journal() == ["seat_moved"]


@pytest.mark.parametrize(("number", "direction"), [(1, "up"), (SEATS, "down")])
def test_at_the_end_of_the_list_there_is_nowhere_to_go(day: Day, number: int, direction):
    with pytest.raises(Refused) as refused:
        move_seat(day.proctor, seat(day, number), direction)

    assert refused.value.code == "seats.at_end"


def test_who_sits_there_keeps_the_seat(day: Day):
    day.in_exam("Li")
    before = addresses(day), day.journal()

    for verb in (
        lambda: delete_seat(day.proctor, seat(day, 1)),
        lambda: move_seat(day.proctor, seat(day, 2), "up"),
        lambda: change_seat(day.proctor, seat(day, 1), number=30, ip="192.168.0.15"),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.code == "seat.occupied"
    assert (addresses(day), day.journal()) == before


def test_while_a_session_runs_a_spare_can_be_added(day: Day):
    day.in_exam("Li")

    assert add_seat(day.proctor, day.room, ip="192.168.0.90").number == SEATS + 1


def test_a_list_adds_and_changes_and_leaves_the_rest(day: Day):
    changes = plan_seats(day.room, [row(1, 15), row(2, 99), row(9, 23)])

    import_seats(day.proctor, day.room, changes)

    assert changes.counts == {"added": 1, "changed": 1, "unchanged": 1}
    assert (addresses(day)[2], addresses(day)[9], len(addresses(day))) == ("192.168.0.99", "192.168.0.23", 9)


def test_two_seats_may_swap_their_addresses(day: Day):
    import_seats(day.proctor, day.room, plan_seats(day.room, [row(1, 16), row(2, 15)]))

    assert (addresses(day)[1], addresses(day)[2]) == ("192.168.0.16", "192.168.0.15")


def test_an_address_of_a_seat_that_is_not_listed_is_refused(day: Day):
    with pytest.raises(FileRefused) as refused:
        import_seats(day.proctor, day.room, plan_seats(day.room, [row(9, 15)]))

    assert [(fault.code, fault.row) for fault in refused.value.faults] == [("seats.ip_held", 10)]


def test_what_has_changed_since_the_preview_is_looked_at_again(day: Day):
    changes = plan_seats(day.room, [row(2, 99)])
    change_seat(day.proctor, seat(day, 2), number=2, ip="192.168.0.98")

    with pytest.raises(Refused) as refused:
        import_seats(day.proctor, day.room, changes)

    assert refused.value.code == "seats.outdated"
    assert addresses(day)[2] == "192.168.0.98"


@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_only_who_manages_the_room_changes_seats(day: Day, role: str):
    who = day.person(role)

    for verb in (
        lambda: add_seat(who, day.room, ip="192.168.0.90"),
        lambda: delete_seat(who, seat(day, 1)),
        lambda: import_seats(who, day.room, plan_seats(day.room, [row(9, 23)])),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.code == "right.missing"
