"""自动扫描 orders machines that have called in, and numbers them in one act (B5)."""

import pytest

from formats.refused import Refused
from journal.models import Event
from rooms.models import Machine, Room, Seat
from rooms.operations import Rule, number_machines, plan_numbers
from rooms.operations.scanning import in_order
from tests.day import SEATS, Day
from tests.seats.waiting import waiting

pytestmark = pytest.mark.db


@pytest.fixture
def three(day: Day) -> list[Machine]:
    """In the order in which they came; neither text order of names nor of addresses is the right one."""
    return [
        waiting(day, "PC10", "192.168.0.100"),
        waiting(day, "PC2", "192.168.0.103"),
        waiting(day, "pc9", "192.168.0.99"),
    ]


def names(machines: list[Machine]) -> list[str]:
    return [machine.hostname for machine in machines]


ORDERS = {
    Rule("ip"): ["pc9", "PC10", "PC2"],
    Rule("ip", descending=True): ["PC2", "PC10", "pc9"],
    Rule("name"): ["PC2", "pc9", "PC10"],
    Rule("name", descending=True): ["PC10", "pc9", "PC2"],
    Rule("arrival"): ["PC10", "PC2", "pc9"],
    Rule("arrival", descending=True): ["pc9", "PC2", "PC10"],
}


def test_machines_are_put_in_order_by_the_rule(three: list[Machine]):
    assert {rule: names(in_order(three, rule)) for rule in ORDERS} == ORDERS


def test_they_are_numbered_in_one_act(day: Day, three: list[Machine]):
    rule = Rule("name", start=20)
    shown = [each.machine.pk for each in plan_numbers(day.room, three, rule)]
    before = day.journal()

    number_machines(day.proctor, day.room, shown, rule)

    stored = Seat.objects.filter(machine__in=three).order_by("number")
    assert list(stored.values_list("number", "hostname", "ip", "machine__hostname")) == [
        (20, "PC2", "192.168.0.103", "PC2"),
        (21, "pc9", "192.168.0.99", "pc9"),
        (22, "PC10", "192.168.0.100", "PC10"),
    ]
    assert day.journal() == [*before, "seats_numbered"]
    assert Event.objects.get(code="seats_numbered").body.count("machines") == 1


def test_a_machine_is_known_from_then_on_wherever_it_calls_from(day: Day, three: list[Machine]):
    number_machines(day.proctor, day.room, [three[0].pk], Rule(start=30))
    Machine.objects.filter(pk=three[0].pk).update(address="192.168.0.200")

    assert Machine.objects.select_related("seat").get(pk=three[0].pk).seat_number == 30


def test_a_taken_number_is_shown_and_refuses_the_whole(day: Day, three: list[Machine]):
    rule = Rule("arrival", start=SEATS - 1)
    planned = plan_numbers(day.room, three, rule)

    with pytest.raises(Refused) as refused:
        number_machines(day.proctor, day.room, [each.machine.pk for each in planned], rule)

    codes = [each.refused.code if each.refused else "" for each in planned]
    assert codes == ["seats.number_taken", "seats.number_taken", ""]
    assert refused.value.code == "seats.number_taken"
    assert (day.room.seats.count(), "seats_numbered" in day.journal()) == (SEATS, False)


def test_another_network_has_to_be_confirmed(day: Day):
    Room.objects.filter(pk=day.room.pk).update(proctor_ip="192.168.0.2")
    far = waiting(day, "PC77", "10.0.0.7")
    day.room.refresh_from_db()
    rule = Rule(start=40)

    [planned] = plan_numbers(day.room, [far], rule)
    with pytest.raises(Refused) as refused:
        number_machines(day.proctor, day.room, [far.pk], rule)
    number_machines(day.proctor, day.room, [far.pk], rule, confirmed=True)

    assert (planned.to_confirm, refused.value.code) == (True, "seats.other_network")
    assert Seat.objects.get(machine=far).number == 40


def test_one_address_twice_is_refused(day: Day):
    twins = [waiting(day, "PC1", "192.168.0.90"), waiting(day, "PC2", "192.168.0.90")]

    first, second = plan_numbers(day.room, twins, Rule(start=50))

    assert first.refused is None
    assert second.refused
    assert second.refused.code == "seats.ip_taken"


@pytest.mark.parametrize("start", [0, 998])
def test_numbers_have_three_digits(day: Day, three: list[Machine], start: int):
    with pytest.raises(Refused) as refused:
        number_machines(day.proctor, day.room, [m.pk for m in in_order(three, Rule())], Rule(start=start))

    assert refused.value.code == "seats.number_range"
    assert day.room.seats.count() == SEATS


def test_what_has_changed_since_it_was_shown_is_not_stored(day: Day, three: list[Machine]):
    shown = [machine.pk for machine in in_order(three, Rule())]
    Machine.objects.filter(pk=shown[0]).update(address="192.168.0.210")

    with pytest.raises(Refused) as refused:
        number_machines(day.proctor, day.room, shown, Rule(start=20))

    assert refused.value.code == "scan.outdated"


def test_nobody_chosen_and_nobody_allowed(day: Day, three: list[Machine]):
    with pytest.raises(Refused) as nobody:
        number_machines(day.proctor, day.room, [], Rule())
    with pytest.raises(Refused) as not_allowed:
        number_machines(day.person("invigilator"), day.room, [three[0].pk], Rule(start=20))

    assert (nobody.value.code, not_allowed.value.code) == ("scan.nobody", "right.missing")
