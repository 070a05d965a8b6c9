"""Handed in is when the sitting was closed, not when that arrived: in receipts, evidence and results (E24, F3, F17)."""

from datetime import timedelta

import pytest

from exams import operations as exams
from exams import receipts
from exams.answers import log
from exams.models import Submission
from formats import candidate_receipt
from incidents.candidate_log.telling import candidate_log
from incidents.evidence import evidence
from journal import clock
from proctor_site.reporting.contents import _sitting as sitting_line
from tests.day import NINE, Day

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


def comes(day: Day, *, by: str = "candidate", minutes: float | None = None) -> Submission:
    """Li's machine hands in now; by its clock the candidate did so at 9 o'clock and so many minutes."""
    li = day.sitting("Li")
    stored = log.head(li.pk, li.epoch)
    head = exams.Head(li.epoch, stored.n, stored.chain.hex())
    told = None if minutes is None else NINE + timedelta(minutes=minutes)
    assert li.holder_id is not None
    return exams.submit(li.holder_id, li.pk, by=by, head=head, handed_in_at=told)


def standing(day: Day) -> tuple[str, str]:
    """By what Li's sitting is closed, and when."""
    li = day.sitting("Li")
    assert li.closed_at is not None
    return li.submitted_by, f"{li.closed_at.astimezone(day.plan.zone):%H:%M:%S}"


def closed_by_the_deadline(day: Day) -> None:
    """Li has 90 minutes from 9:00; nobody has heard from his machine since."""
    day.answer(day.in_exam("Li"), "single/1", "A")
    day.at(10, 35)
    exams.advance(day.session, day.now)


def test_what_arrives_after_the_deadline_is_dated_at_the_deadline(day: Day):
    closed_by_the_deadline(day)

    stored = comes(day, by="deadline")

    li = day.sitting("Li")
    line = receipts.signed(Submission.objects.select_related(*receipts.RELATED).get(pk=stored.pk))
    assert candidate_receipt.parse(line).at == clock.to_ms(li.deadline)  # type: ignore[arg-type]  # in the exam it had one
    assert (stored.at, stored.arrived_at) == (li.deadline, day.now)
    assert [(each.at, each.arrived_at) for each in evidence(li.pk, day.now).handed] == [(li.deadline, day.now)]
    told = sitting_line(li).submissions[0]
    assert (told["at"], told["arrived_at"]) == (clock.to_ms(stored.at), day.ms())


def test_who_handed_in_while_the_server_was_away_did_so_then(day: Day):
    closed_by_the_deadline(day)
    assert standing(day) == ("deadline", "10:30:00")

    stored = comes(day, minutes=61)

    assert standing(day) == ("candidate", "10:01:00")
    assert (stored.by, stored.at, stored.arrived_at) == ("candidate", day.sitting("Li").closed_at, day.now)
    assert day.journal()[-2:] == ["closed_at_deadline", "submitted"]
    told = next(each for each in candidate_log(day.sitting("Li").pk, day.now).lines if "10:01:00" in each.detail)
    assert "10:30:00" in told.detail


def test_the_receipt_that_was_given_for_the_deadline_is_replaced_once(day: Day):
    closed_by_the_deadline(day)
    first = comes(day, by="deadline")

    second, again = comes(day, minutes=61), comes(day, minutes=61)

    assert (first.pk, first.by) == (second.pk, "deadline")
    assert (second.by, again.at) == ("candidate", second.at)
    assert day.journal().count("submitted") == 2


@pytest.mark.parametrize("minutes", [10, 90, 94, 100, None])
def test_a_moment_that_cannot_be_is_not_believed(day: Day, minutes: float | None):
    """Before the earliest submission (9:30), at or after the deadline (10:30), to come, or of an older machine."""
    closed_by_the_deadline(day)

    comes(day, minutes=minutes)

    assert standing(day) == ("deadline", "10:30:00")


def test_before_the_deadline_too_it_counts_from_when_he_did(day: Day):
    day.in_exam("Li")
    day.at(10)

    comes(day, minutes=50)

    assert standing(day) == ("candidate", "09:50:00")


def test_a_clock_that_is_ahead_makes_nobody_wait(day: Day):
    day.in_exam("Li")
    day.at(10)

    comes(day, minutes=60.01)

    assert standing(day) == ("candidate", "10:00:00")


def test_what_is_reported_is_not_corrected(day: Day):
    closed_by_the_deadline(day)
    day.plan.sessions.update(ended_at=day.now, reported_at=day.now)

    comes(day, minutes=61)

    assert standing(day) == ("deadline", "10:30:00")
