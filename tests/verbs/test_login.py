"""Logging in: who may take which sitting, and what the holder is (C2, E10, E11, B12)."""

from datetime import timedelta

import pytest

from exams import operations
from exams.models import Claim
from formats.refused import Refused
from incidents.operations import resume
from rooms.models import Matter
from tests.day import NINE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def refusal(day: Day, name: str, *, seat: int | None = None) -> str:
    with pytest.raises(Refused) as refused:
        day.log_in(name, seat=seat)
    return refused.value.code


def test_the_first_login_claims_epoch_one(day: Day):
    day.login_allowed()

    li = day.log_in("Li")

    claim = Claim.objects.get(sitting=li)
    assert (li.state, claim.epoch, claim.machine_id, claim.seat_number) == ("logged_in", 1, day.machine(1).pk, 1)
    assert day.journal()[-1] == "logged_in"


def test_nobody_logs_in_before_it_is_allowed(day: Day):
    day.authorised()

    assert refusal(day, "Li") == "login.not_open"
    assert (day.sitting("Li").state, day.journal()) == ("not_logged_in", ["authorised"])


def test_an_unknown_ticket_is_refused(day: Day):
    day.login_allowed()

    with pytest.raises(Refused) as refused:
        operations.log_in(day.machine(1).pk, ticket="190199999990011099")

    assert refused.value.code == "login.unknown_ticket"


def test_the_holder_gets_the_same_answer_again(day: Day):
    first = day.logged_in("Li")
    day.later(minutes=1)

    second = day.log_in("Li")

    assert (second.epoch, second.logged_in_at) == (first.epoch, first.logged_in_at)
    assert day.journal().count("logged_in") == 1


def test_a_second_machine_is_refused_and_becomes_one_matter(day: Day):
    day.logged_in("Li")

    codes = [refusal(day, "Li", seat=7), refusal(day, "Li", seat=7)]

    assert codes == ["login.held_elsewhere"] * 2
    assert [(matter.kind, matter.values) for matter in Matter.objects.open()] == [
        ("second_machine", {"seat": 7, "held_at": 1})
    ]
    assert day.sitting("Li").holder_id == day.machine(1).pk


def test_a_refused_second_login_is_settled_by_the_resume(day: Day):
    day.logged_in("Li")
    refusal(day, "Li", seat=7)

    resume(day.proctor, day.sitting("Li"), reason="machine broken")

    assert not Matter.objects.open().exists()
    assert day.journal()[-2:] == ["resumed", "matter_settled"]


def test_a_refused_second_login_is_over_when_the_sitting_is(day: Day):
    day.in_exam("Li", minutes=30)
    refusal(day, "Li", seat=7)

    day.later(minutes=31)
    operations.advance(day.session, day.now)

    assert day.sitting("Li").state == "submitted"
    assert not Matter.objects.open().exists()


def test_a_machine_takes_one_candidate_at_a_time(day: Day):
    day.logged_in("Li")

    assert refusal(day, "Wang", seat=1) == "login.machine_busy"


def test_after_the_late_limit_a_first_login_is_refused(day: Day):
    day.in_exam("Li")
    day.at(9, 30.1)

    assert refusal(day, "Wang") == "login.late"
    assert day.sitting("Wang").state == "not_logged_in"


def test_at_the_late_limit_a_first_login_is_in_time(day: Day):
    day.in_exam("Li")
    day.at(9, 30)

    assert day.log_in("Wang").state == "logged_in"


def test_who_was_in_before_is_never_late(day: Day):
    li = day.in_exam("Li")
    day.at(10)

    resume(day.proctor, li, reason="machine broken")
    again = day.log_in("Li", seat=7)

    assert (again.state, again.epoch, again.deadline) == ("in_exam", 2, NINE + timedelta(minutes=90))


@pytest.mark.parametrize("day", [{"mode": "mock", "late_limit_min": 5}], indirect=True)
def test_in_a_mock_exam_late_candidates_log_in(day: Day):
    day.in_exam("Li")
    day.at(9, 20)

    assert day.log_in("Wang").state == "logged_in"


@pytest.mark.parametrize("day", [{"other_seat": "refuse"}], indirect=True)
def test_another_seat_is_refused_where_the_plan_says_so(day: Day):
    day.login_allowed()

    assert refusal(day, "Li", seat=5) == "login.other_seat"
    assert day.log_in("Li", seat=1).state == "logged_in"


@pytest.mark.parametrize("day", [{"login_by": "ticket_and_id"}], indirect=True)
def test_the_id_number_is_asked_where_the_plan_says_so(day: Day):
    day.login_allowed()
    ticket, machine = day.ticket("Li"), day.machine(1).pk

    with pytest.raises(Refused) as refused:
        operations.log_in(machine, ticket=ticket, proof="wrong")
    li = operations.log_in(machine, ticket=ticket, proof=day.sitting("Li").candidate.id_number.lower())

    assert (refused.value.code, li.state) == ("login.proof", "logged_in")


def test_who_has_handed_in_does_not_come_back(day: Day):
    day.submitted("Li")

    assert refusal(day, "Li") == "login.submitted"
