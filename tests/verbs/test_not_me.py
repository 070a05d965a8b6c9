"""不是我: who typed another one's ticket number holds up neither that candidate nor himself (C2)."""

import pytest

from exams import operations
from exams.answers import log
from exams.models import Sitting
from incidents.operations import resume
from rooms.models import Matter
from tests.day import Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def mistyped(day: Day) -> Sitting:
    """Whoever sits at 3 has typed the number of Zhao, whose seat is 4."""
    day.login_allowed()
    return day.log_in("Zhao", seat=3)


def said(day: Day, sitting: Sitting) -> bool:
    return operations.say_not_me(day.machine(3).pk, sitting.pk, sitting.epoch)


def test_both_log_in_at_once_and_no_time_is_lost(day: Day):
    is_free = said(day, mistyped(day))

    zhang, zhao = day.log_in("Zhang"), day.log_in("Zhao")

    assert is_free
    assert (zhang.holder_id, zhao.holder_id) == (day.machine(3).pk, day.machine(4).pk)
    assert (zhao.epoch, zhao.logged_in_at) == (2, day.now)
    day.read_rules("Zhao")
    day.started()
    assert day.sitting("Zhao").began_at == day.sitting("Zhao").subject.start_at


def test_before_the_next_login_the_sitting_is_as_it_was(day: Day):
    said(day, mistyped(day))

    zhao = day.sitting("Zhao")
    assert (zhao.state, zhao.holder_id, zhao.logged_in_at, zhao.admission) == ("not_logged_in", None, None, "first")
    assert day.journal()[-3:] == ["login_given_back", "matter_settled", "matter_opened"]  # logged in at another seat


def test_the_proctor_hears_of_it_until_somebody_else_logs_in_there(day: Day):
    zhao = mistyped(day)
    said(day, zhao)
    matter = Matter.objects.open().get()

    day.log_in("Zhang")

    assert (matter.kind, matter.machine_id, matter.sitting) == ("not_me", day.machine(3).pk, zhao.pk)
    assert not Matter.objects.open().exists()


def test_again_and_after_the_next_login_it_does_nothing(day: Day):
    zhao = mistyped(day)
    said(day, zhao)
    day.log_in("Zhao", seat=3)
    before = day.journal()

    assert not said(day, zhao)
    assert (day.journal(), day.sitting("Zhao").holder_id) == (before, day.machine(3).pk)


def test_another_machine_cannot_say_it(day: Day):
    zhao = mistyped(day)

    assert not operations.say_not_me(day.machine(1).pk, zhao.pk, zhao.epoch)
    assert day.sitting("Zhao").holder_id == day.machine(3).pk


def test_once_the_rules_are_read_it_stays_and_the_proctor_hears(day: Day):
    zhao = mistyped(day)
    day.read_rules("Zhao")

    assert not said(day, zhao)
    assert (day.sitting("Zhao").state, Matter.objects.open().get(kind="not_me").kind) == ("logged_in", "not_me")


def test_when_the_exam_has_begun_meanwhile_nothing_is_different(day: Day):
    zhao = mistyped(day)
    day.started()
    day.later(minutes=1)

    assert said(day, zhao)
    assert (day.log_in("Zhao").epoch, day.log_in("Zhang").state) == (2, "logged_in")


def test_what_the_first_machine_still_sends_is_not_mixed_in(day: Day):
    zhao = mistyped(day)
    said(day, zhao)

    assert log.LogRow.objects.filter(sitting=zhao.pk, epoch=1, kind="closed").exists()


def test_after_a_resume_in_the_exam_it_is_for_the_proctor(day: Day):
    zhao = day.in_exam("Zhao")
    resume(day.proctor, zhao, reason="machine broken")
    back = day.log_in("Zhao", seat=3)

    assert not said(day, back)
    assert (day.sitting("Zhao").state, day.sitting("Zhao").epoch) == ("in_exam", back.epoch)
    assert Matter.objects.open().get(kind="not_me").sitting == zhao.pk
