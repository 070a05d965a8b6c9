"""Lost time and the answer package: what the machine has written down meanwhile was not lost (F2, F6, E14)."""

from datetime import datetime

import pytest

from incidents import operations as incidents
from incidents.losses import unsettled
from incidents.operations import Decision
from tests.day import Day
from tests.fairness.cuts import at, link_down
from tests.packages.bench import Bench
from tests.packages.conftest import MakeBench

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


def bring_in(day: Day, li: Bench) -> None:
    with li.export().open("rb") as stream:
        incidents.import_package(day.proctor, day.session, stream, decision=Decision(), reason="PC dead")


def lost_since(day: Day) -> list[datetime]:
    return [loss.began_at for loss in unsettled(day.sitting("Li"), day.now)]


def test_a_loss_begins_with_the_last_answer_that_the_package_holds(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li")
    cut = at(day, 9, 10)
    link_down(day, 1)
    last = at(day, 9, 11)
    li.answer("single/1", "A")
    at(day, 9, 13)
    unknown = lost_since(day)

    bring_in(day, li)
    known = lost_since(day)
    given = incidents.change_seat_and_give_back(day.proctor, day.sitting("Li"), seat=7, reason="PC dead")

    assert (unknown, known) == ([cut], [last])
    assert [(entry.began_at, entry.ended_at) for entry in given] == [(last, day.now)]


def test_the_same_when_the_package_comes_after_the_resume(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li")
    at(day, 9, 10)
    link_down(day, 1)
    last = at(day, 9, 11)
    li.answer("single/1", "A")
    left = at(day, 9, 13)
    incidents.resume(day.proctor, day.sitting("Li"), reason="PC dead")
    at(day, 9, 14)
    li.answer("single/2", "A")

    li.delivered(1)
    first = lost_since(day)
    li.delivered()

    assert (first, lost_since(day)) == ([last], [left])
