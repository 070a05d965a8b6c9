"""A number typed at a machine, and a seat given to another machine (B6, B7)."""

import pytest

from formats.refused import Refused
from journal.actor import Actor
from rooms.models import Machine, Matter, Seat
from rooms.operations import add_seat, correct_number, give_seat, number_machines, show_numbers
from rooms.operations.scanning import Rule
from tests.day import SEATS, Day
from tests.seats.waiting import waiting

pytestmark = pytest.mark.db


def at(machine: Machine) -> Actor:
    return Actor(kind="machine", machine=machine.pk, address=machine.address or "")


def claims(day: Day) -> list[dict[str, object]]:
    return list(Matter.objects.open().filter(room=day.room, kind="seat_claimed").values_list("values", flat=True))


def refusal(day: Day, machine: Machine, number: int) -> str:
    with pytest.raises(Refused) as refused:
        correct_number(at(machine), machine, number)
    return refused.value.code


@pytest.fixture
def shown(day: Day) -> Day:
    show_numbers(day.proctor, day.room)
    return day


def test_a_machine_gets_the_number_that_was_typed_at_it(shown: Day):
    machine = shown.machine(1)

    correct_number(at(machine), machine, 31)

    assert Seat.objects.get(machine=machine).number == 31
    assert shown.journal()[-1] == "number_corrected"


def test_a_number_that_is_taken_is_refused_and_shown_as_a_conflict(shown: Day):
    machine = shown.machine(1)

    with pytest.raises(Refused) as refused:
        correct_number(at(machine), machine, 2)

    assert refused.value.values == {"number": "002", "ip": "192.168.0.16", "hostname": "PC2"}
    assert Seat.objects.get(machine=machine).number == 1
    assert claims(shown) == [{"number": 2, "address": "192.168.0.15"}]


def test_only_the_last_claim_of_a_machine_stands_and_goes_with_a_right_number(shown: Day):
    machine = shown.machine(1)

    for number in (2, 2, 3):
        assert refusal(shown, machine, number) == "number.taken"
    last = claims(shown)
    correct_number(at(machine), machine, 40)

    assert [claim["number"] for claim in last] == [3]
    assert claims(shown) == []


def test_without_the_numbers_shown_nothing_can_be_changed_at_a_machine(day: Day):
    assert refusal(day, day.machine(1), 31) == "number.not_shown"
    assert (Seat.objects.get(machine=day.machine(1)).number, claims(day)) == (1, [])


def test_who_sits_in_the_exam_keeps_the_number(shown: Day):
    shown.in_exam("Li")

    assert refusal(shown, shown.machine(1), 31) == "seat.occupied"


def test_a_machine_without_a_seat_gets_a_new_one(shown: Day):
    machine = waiting(shown, "PC50", "192.168.0.50")

    seat = correct_number(at(machine), machine, 50)

    assert (seat.number, seat.ip, seat.hostname, seat.machine) == (50, "192.168.0.50", "PC50", machine)


def test_a_machine_without_a_seat_takes_the_one_that_was_entered_for_another_address(shown: Day):
    add_seat(shown.proctor, shown.room, ip="192.168.0.60", number=60)
    machine = waiting(shown, "PC61", "192.168.0.61")

    seat = correct_number(at(machine), machine, 60)

    assert (seat.ip, seat.machine, shown.room.seats.filter(number=60).count()) == ("192.168.0.61", machine, 1)


def test_a_machine_with_a_seat_does_not_take_another_entered_one(shown: Day):
    add_seat(shown.proctor, shown.room, ip="192.168.0.60", number=60)

    assert refusal(shown, shown.machine(1), 60) == "number.taken"


def test_a_number_has_three_digits(shown: Day):
    codes = [refusal(shown, shown.machine(1), number) for number in (0, 1000, 2**40)]

    assert codes == ["seats.number_range"] * 3


def test_the_same_number_again_changes_nothing(shown: Day):
    before = shown.journal()

    correct_number(at(shown.machine(1)), shown.machine(1), 1)

    assert shown.journal() == before


def test_a_seat_is_given_to_the_machine_that_claims_it(shown: Day):
    claimant, former = waiting(shown, "PC70", "192.168.0.70"), shown.machine(2)
    refusal(shown, claimant, 2)

    seat = give_seat(shown.proctor, Seat.objects.get(number=2), claimant)

    assert (seat.number, seat.ip, seat.hostname, seat.machine) == (2, "192.168.0.70", "PC70", claimant)
    assert list(shown.room.machines.without_seat()) == [former]
    assert (claims(shown), shown.journal()[-2:]) == ([], ["seat_given", "matter_settled"])


def test_a_claimant_may_get_the_next_number_instead(shown: Day):
    claimant = waiting(shown, "PC70", "192.168.0.70")
    refusal(shown, claimant, 2)

    number_machines(shown.proctor, shown.room, [claimant.pk], Rule(start=SEATS + 1))

    assert (Seat.objects.get(machine=claimant).number, claims(shown)) == (SEATS + 1, [])


def test_a_seat_with_a_candidate_is_not_given_away(shown: Day):
    shown.in_exam("Li")
    claimant = waiting_before(shown)

    with pytest.raises(Refused) as refused:
        give_seat(shown.proctor, Seat.objects.get(number=1), claimant)

    assert refused.value.code == "seat.occupied"
    assert Seat.objects.get(number=1).machine == shown.machine(1)


def waiting_before(day: Day) -> Machine:
    """Machine 8 has lost its seat: while a session runs no new one gets in."""
    Seat.objects.filter(number=8).delete()
    return day.machine(8)


def test_only_who_manages_the_room_gives_seats(shown: Day):
    with pytest.raises(Refused) as refused:
        give_seat(shown.person("invigilator"), Seat.objects.get(number=1), shown.machine(2))

    assert refused.value.code == "right.missing"
