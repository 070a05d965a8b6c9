"""断点续考: the candidate goes on anywhere, the old machine writes nothing more (E10)."""

import pytest

from exams.answers import log
from formats.refused import Refused
from incidents.models import Resume
from incidents.operations import resume
from tests.day import Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def test_a_resume_keeps_state_deadline_and_answers(day: Day):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")
    before = (li.state, li.deadline, li.began_at)

    resume(day.proctor, li, reason="machine broken")
    moved = day.log_in("Li", seat=7)

    assert (moved.state, moved.deadline, moved.began_at) == before
    assert log.fold(moved.pk).answers == {"single/1": "B"}
    assert (moved.epoch, moved.holder_id) == (2, day.machine(7).pk)


def test_the_old_epoch_is_closed_before_the_next_is_claimed(day: Day):
    li = day.in_exam("Li")

    resume(day.proctor, li, reason="machine broken")

    assert log.is_closed(li.pk, 1)
    assert day.sitting("Li").holder_id is None


def test_a_crash_before_the_closing_is_made_good_by_the_next_login(day: Day, monkeypatch: pytest.MonkeyPatch):
    li = day.in_exam("Li")
    monkeypatch.setattr("incidents.operations.resumes.log.close_epoch", _power_cut)
    with pytest.raises(PowerCut):
        resume(day.proctor, li, reason="machine broken")
    monkeypatch.undo()
    before = log.is_closed(li.pk, 1)

    day.log_in("Li", seat=7)

    assert (before, log.is_closed(li.pk, 1)) == (False, True)


def test_twice_is_once(day: Day):
    li = day.in_exam("Li")

    resume(day.proctor, li, reason="machine broken")
    again = resume(day.proctor, li, reason="machine broken")

    assert (again.epoch, Resume.objects.count(), day.journal().count("resumed")) == (2, 1, 1)


def test_before_login_is_allowed_it_is_refused(day: Day):
    assert refusal(day, "Li") == "session.no_login"


def test_who_was_never_in_needs_no_resume(day: Day):
    day.login_allowed()

    assert refusal(day, "Li") == "resume.never_in"


def test_who_has_handed_in_is_refused(day: Day):
    day.submitted("Li")

    assert refusal(day, "Li") == "resume.submitted"


def test_a_reason_is_asked(day: Day):
    day.in_exam("Li")

    assert refusal(day, "Li", reason="  ") == "reason.missing"
    assert day.sitting("Li").epoch == 1


class PowerCut(Exception):
    pass


def _power_cut(*_args: object) -> None:
    raise PowerCut


def refusal(day: Day, name: str, *, reason: str = "machine broken") -> str:
    before = day.journal()
    with pytest.raises(Refused) as refused:
        resume(day.proctor, day.sitting(name), reason=reason)
    assert day.journal() == before
    return refused.value.code
