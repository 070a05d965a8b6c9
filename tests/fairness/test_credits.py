"""补回 of what was measured, and a wrong grant taken back (F1, F2)."""

from datetime import datetime, timedelta

import pytest

from exams.models import Sitting, TimeEntry
from exams.operations import advance
from formats.refused import Refused
from incidents.losses import unsettled
from incidents.models import CodeRequest
from incidents.operations import (
    give_back,
    give_back_by_code,
    give_extra_time,
    refuse_loss,
    resume,
    still_possible,
    take_back_time,
)
from incidents.operations.extra_time import Possible
from tests.codes.acts import extra_time
from tests.codes.desk import Desk
from tests.day import NINE, Day
from tests.fairness.cuts import at, link_down, outage

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
END = NINE + timedelta(minutes=90)


def cut_off(day: Day, name: str = "Li", **span: float) -> tuple[Sitting, datetime]:
    """In the exam, and could not answer for `span` from 9:10 on."""
    sitting = day.in_exam(name)
    began = at(day, 9, 10)
    day.later(**span)
    outage(sitting, began, day.now)
    return day.sitting(name), began


def entries(day: Day, name: str = "Li") -> list[tuple[str, int | None]]:
    return [(entry.cause, entry.ms) for entry in day.sitting(name).time_entries.all()]


def refusal(act, *args, **more) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return refused.value.code


def test_exactly_what_was_lost_is_given_back_beside_the_ceilings_of_extra_time(day: Day):
    li, began = cut_off(day, minutes=13, milliseconds=29)

    give_back(day.proctor, li, began_at=began, until=day.now, reason="power cut")

    assert day.sitting("Li").deadline == END + timedelta(minutes=13, milliseconds=29)
    assert still_possible(day.sitting("Li")) == Possible(granted=0, free=10, most=30)
    assert (day.journal()[-1], unsettled(day.sitting("Li"), day.now)) == ("credited", [])


def test_the_same_loss_is_given_back_once(day: Day):
    li, began = cut_off(day, minutes=3)
    give_back(day.proctor, li, began_at=began, until=day.now, reason="power cut")

    assert refusal(give_back, day.proctor, li, began_at=began, until=day.now, reason="power cut") == "credit.settled"
    assert entries(day) == [("credit", 180_000)]


def test_who_is_still_away_gets_what_was_measured_so_far_and_the_rest_later(day: Day):
    li = day.in_exam("Li")
    began = at(day, 9, 10)
    link_down(day, 1)
    resume(day.proctor, li, reason="broken")
    shown = at(day, 9, 12)
    day.later(seconds=20)

    give_back(day.proctor, li, began_at=began, until=shown, reason="broken")
    day.at(9, 15)
    [rest] = unsettled(day.sitting("Li"), day.now)
    give_back(day.proctor, li, began_at=rest.began_at, until=day.now, reason="broken")

    assert entries(day) == [("credit", 120_000), ("credit", 180_000)]
    assert day.sitting("Li").deadline == END + timedelta(minutes=5)


def test_caused_by_the_candidate_gives_no_time_and_is_not_proposed_again(day: Day):
    li, began = cut_off(day, minutes=3)

    refuse_loss(day.proctor, li, began_at=began, until=day.now, reason="pulled the plug")

    assert (day.sitting("Li").deadline, day.sitting("Li").deadline_version) == (END, 1)
    assert (entries(day), unsettled(day.sitting("Li"), day.now)) == ([("credit", 0)], [])
    assert day.journal()[-1] == "credit_refused"


def test_taken_back_it_is_proposed_again(day: Day):
    li, began = cut_off(day, minutes=3)
    wrong = refuse_loss(day.proctor, li, began_at=began, until=day.now, reason="pulled the plug")

    take_back_time(day.proctor, wrong, reason="it was the neighbour")
    give_back(day.proctor, li, began_at=began, until=day.now, reason="plug pulled")

    assert day.sitting("Li").deadline == END + timedelta(minutes=3)


def test_a_wrong_grant_is_taken_back_by_a_new_entry_and_the_quota_is_there_again(day: Day):
    li = day.in_exam("Li")
    give_extra_time(day.proctor, li, minutes=10, reason="typed one nought too many")
    [entry] = li.time_entries.all()

    first = take_back_time(day.proctor, entry, reason="one was meant")
    again = take_back_time(day.proctor, entry, reason="one was meant")

    assert (first, first.reverses, entries(day)) == (again, entry, [("extra_time", 600_000), ("extra_time", -600_000)])
    assert (day.sitting("Li").deadline, still_possible(li).free) == (END, 10)
    assert day.journal()[-2:] == ["extra_time_given", "time_taken_back"]


def test_of_time_that_is_being_used_a_minute_is_left(day: Day):
    li = day.in_exam("Li")
    give_extra_time(day.proctor, li, minutes=10, reason="noise")
    [entry] = li.time_entries.all()
    day.at(10, 35)

    take_back_time(day.proctor, entry, reason="wrong candidate")
    second = refusal(take_back_time, day.proctor, li.time_entries.last(), reason="again")

    assert day.sitting("Li").deadline == day.now + timedelta(minutes=1)
    assert (second, entries(day)) == ("take_back.no_grant", [("extra_time", 600_000), ("extra_time", -240_000)])
    assert still_possible(li).granted == 6


def test_time_that_is_used_up_stays(day: Day):
    li = day.in_exam("Li")
    give_extra_time(day.proctor, li, minutes=1, reason="noise")
    day.at(
        10,
        30,
    )

    assert refusal(take_back_time, day.proctor, li.time_entries.get(), reason="x") == "take_back.used"
    assert day.sitting("Li").deadline == END + timedelta(minutes=1)


def test_who_was_cut_off_over_the_deadline_goes_on_with_what_was_left_then(day: Day):
    """Ten minutes before the end the machine died; ten minutes are left when the proctor has settled it (E24)."""
    li = day.in_exam("Li")
    began = at(day, 10, 20)
    outage(li, began)
    day.at(10, 45)
    advance(day.session, day.now)
    closed = day.sitting("Li").state

    give_back(day.proctor, li, began_at=began, until=day.now, reason="broken")
    resume(day.proctor, day.sitting("Li"), reason="broken")
    reopened = day.sitting("Li")
    day.at(10, 56)
    advance(day.session, day.now)

    assert (closed, reopened.state, reopened.time_left(began)) == ("submitted", "in_exam", timedelta(minutes=35))
    assert (day.sitting("Li").state, day.sitting("Li").closed_at) == ("submitted", NINE + timedelta(minutes=115))
    assert "reopened" in day.journal()


def test_after_a_late_decision_nothing_less_than_the_loss_is_given(day: Day):
    """Back for the last five minutes, but the deadline came before the proctor did."""
    li = day.in_exam("Li")
    outage(li, at(day, 10, 20), at(day, 10, 25))
    at(day, 10, 40)
    advance(day.session, day.now)

    give_back(day.proctor, li, began_at=NINE + timedelta(minutes=80), until=day.now, reason="broken")

    assert day.sitting("Li").time_left(day.now) == timedelta(minutes=5)


def test_handing_in_after_it_was_reopened_with_nothing_new_closes_it_again(day: Day):
    li = day.in_exam("Li")
    outage(li, at(day, 10, 20), at(day, 10, 25))
    at(day, 10, 31)
    day.submit(day.sitting("Li"), by="deadline")
    give_back(day.proctor, li, began_at=NINE + timedelta(minutes=80), until=day.now, reason="broken")

    day.submit(day.sitting("Li"))

    assert (day.sitting("Li").state, day.sitting("Li").closed_at) == ("submitted", day.now)


def test_after_the_end_of_the_session_nothing_is_given(day: Day):
    li, began = cut_off(day, minutes=3)
    type(li.session).objects.filter(pk=li.session_id).update(ended_at=day.now)

    assert refusal(give_back, day.proctor, li, began_at=began, until=day.now, reason="x") == "session.ended"
    assert TimeEntry.objects.count() == 0


@pytest.mark.parametrize("day", [{"credit_needs_code": True}], indirect=True)
def test_a_plan_may_ask_for_a_code(day: Day):
    li, began = cut_off(day, minutes=3)

    assert refusal(give_back, day.proctor, li, began_at=began, until=day.now, reason="x") == "credit.code"
    assert entries(day) == []


def test_a_supervisor_gives_nothing_back(day: Day):
    li, began = cut_off(day, minutes=3)
    supervisor = day.person("supervisor")

    for act in (give_back, refuse_loss):
        assert refusal(act, supervisor, li, began_at=began, until=day.now, reason="x") == "right.missing"
    assert entries(day) == []


def test_two_losses_before_a_deadline_are_both_given_back_and_the_wait_once(day: Day):
    li = day.in_exam("Li")
    outage(li, at(day, 10, 0), at(day, 10, 2), key="1")
    outage(li, at(day, 10, 20), at(day, 10, 25), key="2")
    at(day, 10, 40)
    advance(day.session, day.now)

    for loss in unsettled(day.sitting("Li"), day.now):
        give_back(day.proctor, li, began_at=loss.began_at, until=day.now, reason="broken")

    assert day.sitting("Li").time_left(day.now) == timedelta(minutes=7)


@pytest.mark.parametrize("day", [{"credit_needs_code": True}], indirect=True)
def test_where_the_plan_asks_for_a_code_it_is_given_back_by_one_for_all(day: Day):
    desk = Desk(day)
    desk.install()
    day.in_exam("Wang")
    (li, began), (wang, also) = cut_off(day, minutes=2, seconds=14), cut_off(day, "Wang", minutes=2, seconds=14)
    request = extra_time(day, "Li", "Wang", minutes=3)
    code = desk.compute(request)
    losses = [(li, began), (wang, also)]

    given = give_back_by_code(
        day.proctor, losses, until=day.now, minutes=3, reason="power cut", request=request, code=code
    )

    assert [(entry.ms, entry.code) for entry in given] == [(134_000, code)] * 2
    assert {day.sitting(name).deadline for name in ("Li", "Wang")} == {END + timedelta(seconds=134)}


@pytest.mark.parametrize("day", [{"credit_needs_code": True}], indirect=True)
def test_a_code_for_fewer_minutes_permits_nothing_and_stays_good(day: Day):
    desk = Desk(day)
    desk.install()
    li, began = cut_off(day, minutes=2, seconds=14)
    request = extra_time(day, minutes=2)

    def give() -> None:
        code = desk.compute(request)
        give_back_by_code(
            day.proctor, [(li, began)], until=day.now, minutes=2, reason="cut", request=request, code=code
        )

    assert refusal(give) == "credit.more_than_code"
    assert (entries(day), CodeRequest.objects.get().closed_at) == ([], None)
