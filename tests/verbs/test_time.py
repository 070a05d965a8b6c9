"""The ledger: extra time, interruptions, accommodations, and the deadline as their sum (E12, F1, F5, F14)."""

from datetime import timedelta

import pytest

from exams.models import Candidate, DeadlineVersion, Sitting
from exams.operations import advance, recomputed
from formats.refused import Refused
from incidents.operations import give_extra_time, go_on, interrupt, still_possible
from incidents.operations.extra_time import Possible
from tests.day import NINE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
END = NINE + timedelta(minutes=90)


def test_extra_time_moves_the_deadline_and_is_recorded(day: Day):
    li = day.in_exam("Li", minutes=30)

    give_extra_time(day.proctor, li, minutes=10, reason="power cut")

    li = day.sitting("Li")
    assert li.time_left(day.now) == timedelta(minutes=40)
    assert day.journal()[-1] == "extra_time_given"
    assert [(line.version, line.deadline) for line in li.deadlines.order_by("version")] == [
        (1, END),
        (2, END + timedelta(minutes=10)),
    ]


@pytest.mark.parametrize(
    ("minutes", "code"), [(0, "extra_time.range"), (11, "extra_time.code"), (31, "extra_time.most")]
)
def test_outside_what_is_possible_nothing_changes(day: Day, minutes: int, code: str):
    li = day.in_exam("Li")

    assert refusal(day, li, minutes=minutes) == code
    assert day.sitting("Li").deadline == END


def test_several_grants_add_up_to_the_free_minutes(day: Day):
    li = day.in_exam("Li")
    give_extra_time(day.proctor, li, minutes=7, reason="noise")

    assert refusal(day, li, minutes=4) == "extra_time.code"
    give_extra_time(day.proctor, li, minutes=3, reason="noise")

    assert day.sitting("Li").deadline == END + timedelta(minutes=10)
    assert still_possible(day.sitting("Li")) == Possible(granted=10, free=0, most=20)


@pytest.mark.parametrize("day", [{"max_extra_minutes": None, "free_extra_minutes": 500}], indirect=True)
def test_without_a_maximum_the_subject_s_duration_is_the_ceiling(day: Day):
    li = day.in_exam("Li")

    assert refusal(day, li, minutes=91) == "extra_time.most"
    assert still_possible(li) == Possible(granted=0, free=90, most=90)


@pytest.mark.parametrize("day", [{"allow_extra_time": False}], indirect=True)
def test_a_plan_may_forbid_it(day: Day):
    assert refusal(day, day.in_exam("Li"), minutes=1) == "extra_time.forbidden"


def test_only_who_is_online_and_in_the_exam_gets_it(day: Day):
    day.logged_in("Wang")
    li = day.in_exam("Li")
    day.offline(day.machine(1))

    assert refusal(day, li, minutes=5) == "sitting.offline"
    assert refusal(day, day.sitting("Wang"), minutes=5) == "sitting.not_in_exam"


def test_an_interruption_gives_back_exactly_what_it_took(day: Day):
    day.in_exam("Li")
    day.in_exam("Wang")
    day.at(9, 20)
    interruption = interrupt(day.proctor, day.session, text="Fire alarm", reason="fire alarm")
    still = day.sitting("Li")
    day.later(minutes=2, milliseconds=417)

    go_on(day.proctor, interruption)

    assert (still.deadline, still.remaining_ms) == (None, 70 * 60_000)
    assert {name: day.sitting(name).deadline for name in ("Li", "Wang")} == {
        name: END + timedelta(minutes=2, milliseconds=417) for name in ("Li", "Wang")
    }


def test_nothing_falls_due_while_the_room_stands_still(day: Day):
    day.in_exam("Li")
    interruption = interrupt(day.proctor, day.session, text="Fire alarm", reason="fire alarm")
    day.at(11)

    advance(day.session, day.now)
    standing = day.sitting("Li").state
    go_on(day.proctor, interruption)
    advance(day.session, day.now)

    assert (standing, day.sitting("Li").time_left(day.now)) == ("in_exam", timedelta(minutes=90))


def test_two_interruptions_at_once_are_credited_once(day: Day):
    li = day.in_exam("Li")
    day.at(9, 10)
    seat = interrupt(day.proctor, day.session, text="Wait", reason="screen", sittings=[li])
    day.at(9, 12)
    room = interrupt(day.proctor, day.session, text="Fire alarm", reason="fire alarm")
    day.at(9, 15)
    go_on(day.proctor, seat)
    between = day.sitting("Li").remaining_ms
    day.at(9, 20)

    go_on(day.proctor, room)

    assert between == 80 * 60_000
    assert day.sitting("Li").deadline == END + timedelta(minutes=10)


def test_accommodation_applies_to_the_duration_only(day: Day):
    Candidate.objects.filter(name="Li").update(factor_permille=1250, extra_minutes=15)
    li = day.in_exam("Li")

    give_extra_time(day.proctor, li, minutes=10, reason="noise")

    assert day.sitting("Li").deadline == NINE + timedelta(minutes=90 * 1.25 + 15 + 10)


def test_every_deadline_can_be_computed_again(day: Day):
    day.in_exam("Li")
    give_extra_time(day.proctor, day.sitting("Li"), minutes=5, reason="noise")
    go_on(day.proctor, interrupt(day.proctor, day.session, text="Wait", reason="test"))

    stored = {sitting.pk: (sitting.deadline, sitting.remaining_ms) for sitting in Sitting.objects.all()}

    assert stored == {
        sitting.pk: (recomputed(sitting).deadline, recomputed(sitting).remaining_ms)
        for sitting in Sitting.objects.select_related("candidate", "subject__session")
    }
    assert DeadlineVersion.objects.filter(sitting=day.sitting("Li")).count() == day.sitting("Li").deadline_version


def refusal(day: Day, sitting: Sitting, *, minutes: int) -> str:
    with pytest.raises(Refused) as refused:
        give_extra_time(day.proctor, sitting, minutes=minutes, reason="noise")
    return refused.value.code
