"""Change of seat as one act: a spare machine, or two who change places (F6)."""

from datetime import timedelta

import pytest

from exams.answers import log
from exams.models import Claim
from formats.refused import Refused
from incidents.losses import unsettled
from incidents.models import Resume
from incidents.operations import change_seat, resume, swap_seats
from tests.day import Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def move(day: Day, name: str = "Li", seat: int = 7) -> None:
    change_seat(day.proctor, day.sitting(name), seat=seat, reason="screen flickers")


def test_the_candidate_goes_on_at_that_seat_and_only_there(day: Day):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "A")
    move(day)

    elsewhere = refusal(lambda: day.log_in("Li", seat=8))
    at_home = refusal(lambda: day.log_in("Li", seat=1))
    there = day.log_in("Li", seat=7)

    assert (elsewhere, at_home, there.holder_id) == ("login.moved", "login.moved", day.machine(7).pk)
    assert (there.deadline, there.moves_to, log.fold(li.pk).answers) == (li.deadline, None, {"single/1": "A"})
    assert [(claim.epoch, claim.seat_number) for claim in Claim.objects.order_by("epoch")] == [(1, 1), (2, 7)]
    assert log.is_closed(li.pk, 1)


def test_it_is_one_act_with_its_events_and_what_is_lost_is_measured(day: Day):
    day.in_exam("Li")
    move(day)
    move(day)
    day.later(minutes=2)

    assert day.journal()[-3:] == ["resumed", "client_started", "candidate_moved"]
    assert [loss.until(day.now) for loss in unsettled(day.sitting("Li"), day.now)] == [
        (day.now - timedelta(minutes=2), day.now)
    ]
    assert Resume.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "seat", "code"),
    [
        ("Li", 1, "move.same"),
        ("Li", 2, "move.taken"),
        ("Li", 8, "move.offline"),
        ("Li", 99, "move.no_machine"),
        ("Zhang", 7, "resume.submitted"),
        ("Zhao", 7, "resume.never_in"),
    ],
)
def test_where_nobody_can_go_nothing_happens(day: Day, name: str, seat: int, code: str):
    day.in_exam("Li")
    day.in_exam("Wang")
    day.submitted("Zhang")
    day.offline(day.machine(8))

    assert refusal(lambda: move(day, name, seat)) == code
    assert (day.sitting("Li").epoch, "resumed" in day.journal()) == (1, False)


def test_a_seat_that_somebody_is_on_the_way_to_is_taken(day: Day):
    day.in_exam("Li")
    day.in_exam("Wang")
    move(day, "Li", 7)

    assert refusal(lambda: move(day, "Wang", 7)) == "move.taken"


def test_an_ordinary_resume_lets_them_log_in_anywhere_again(day: Day):
    day.in_exam("Li")
    move(day)

    resume(day.proctor, day.sitting("Li"), reason="seat 7 is broken too")

    assert day.log_in("Li", seat=8).holder_id == day.machine(8).pk


def test_two_change_places(day: Day):
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    day.answer(li, "single/1", "A")

    swap_seats(day.proctor, [li, wang], reason="draught")
    wrong = refusal(lambda: day.log_in("Li", seat=1))
    day.log_in("Li", seat=2)
    day.log_in("Wang", seat=1)

    assert wrong == "login.moved"
    assert [day.sitting(name).holder_id for name in ("Li", "Wang")] == [day.machine(2).pk, day.machine(1).pk]
    assert log.fold(li.pk).answers == {"single/1": "A"}


def test_both_change_places_or_none(day: Day):
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    day.offline(day.machine(2))

    assert refusal(lambda: swap_seats(day.proctor, [li, wang], reason="draught")) == "move.offline"
    assert refusal(lambda: swap_seats(day.proctor, [li], reason="draught")) == "move.pair"
    assert [day.sitting(name).epoch for name in ("Li", "Wang")] == [1, 1]
    assert "resumed" not in day.journal()
