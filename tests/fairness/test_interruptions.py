"""The room stands still, also when that is noticed late (F5)."""

from datetime import datetime, timedelta

import pytest

from exams.models import TimeEntry
from exams.operations import advance
from formats.refused import Refused
from incidents.models import Interruption
from incidents.operations import give_back, go_on, interrupt, interrupt_afterwards
from tests.day import NINE, Day
from tests.fairness.cuts import at, outage

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
END = NINE + timedelta(minutes=90)


def later(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def afterwards(day: Day, began: float, ended: float, *names: str) -> Interruption:
    """Minutes after 9:00; of these people, else of the whole room."""
    sittings = [day.sitting(name) for name in names] or None
    return interrupt_afterwards(
        day.proctor, day.session, began_at=later(began), ended_at=later(ended), reason="fire alarm", sittings=sittings
    )


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_noticed_late_everybody_who_has_not_handed_in_is_credited(day: Day):
    day.in_exam("Li")
    day.in_exam("Wang")
    day.submitted("Zhang")
    day.at(9, 40)

    afterwards(day, 20, 24)

    ends = {name: day.sitting(name).deadline for name in ("Li", "Wang", "Zhang")}
    assert ends == {"Li": END + timedelta(minutes=4), "Wang": END + timedelta(minutes=4), "Zhang": END}
    assert day.journal()[-1] == "interrupted_afterwards"


def test_what_was_given_back_already_is_not_given_twice(day: Day):
    li = day.in_exam("Li")
    outage(li, at(day, 9, 20), at(day, 9, 22))
    give_back(day.proctor, li, began_at=later(20), until=day.now, reason="screen")
    day.at(9, 40)

    afterwards(day, 21, 25)

    assert day.sitting("Li").deadline == END + timedelta(minutes=5)


def test_whom_the_deadline_has_closed_goes_on_with_what_was_lost(day: Day):
    day.in_exam("Li")
    day.at(10, 31)
    advance(day.session, day.now)

    afterwards(day, 80, 84, "Li")

    assert (day.sitting("Li").state, day.sitting("Li").time_left(day.now)) == ("in_exam", timedelta(minutes=4))


@pytest.mark.parametrize(("began", "ended"), [(-1, 5), (5, 5), (9, 5), (5, 40)])
def test_a_span_outside_the_exam_is_refused(day: Day, began: int, ended: int):
    day.in_exam("Li")
    day.at(9, 30)

    assert refusal(lambda: afterwards(day, began, ended)) == "interrupt.span"
    assert (Interruption.objects.count(), TimeEntry.objects.count()) == (0, 0)


def test_candidates_are_told_something(day: Day):
    day.in_exam("Li")

    assert refusal(lambda: interrupt(day.proctor, day.session, text=" ", reason="alarm")) == "interrupt.text"


def test_who_has_handed_in_cannot_be_stopped(day: Day):
    zhang = day.submitted("Zhang")

    def stop() -> None:
        interrupt(day.proctor, day.session, text="Wait", reason="alarm", sittings=[zhang])

    assert refusal(stop) == "interrupt.nobody"


def test_a_seat_stands_still_alone_and_the_others_go_on(day: Day):
    day.in_exam("Li")
    wang = day.in_exam("Wang")
    at(day, 9, 10)
    standing = interrupt(day.proctor, day.session, text="Wait", reason="screen", sittings=[wang])
    at(day, 9, 13)

    go_on(day.proctor, standing)
    go_on(day.proctor, standing)

    assert {n: day.sitting(n).deadline for n in ("Li", "Wang")} == {"Li": END, "Wang": END + timedelta(minutes=3)}
