"""Violations, absences and screen locks (E9, E16, E21)."""

from datetime import timedelta

import pytest

from exams.models import Sitting
from formats.refused import Refused
from incidents.models import Absence, ScreenLock, Violation
from incidents.operations import (
    absent_after_login,
    acknowledge_lock,
    cancel_violation,
    lock_screen,
    register_absence,
    register_violation,
    undo_absence,
    unlock_screen,
)
from journal.models import PrivateValue
from tests.day import PASSWORD, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


# --- violations
def test_a_violation_is_registered_in_any_state(day: Day):
    day.submitted("Wang")

    for name in ("Li", "Wang"):
        register_violation(day.proctor, day.sitting(name), type_code="A101", description="A slip of paper")

    assert Violation.objects.standing().count() == 2
    assert day.journal()[-2:] == ["violation_registered"] * 2


def test_a_cancelled_violation_leaves_the_list_and_stays_in_the_journal(day: Day):
    violation = register_violation(day.proctor, day.sitting("Li"), type_code="A101", description="A slip")

    cancel_violation(day.proctor, violation, reason="wrong candidate")
    cancel_violation(day.proctor, violation, reason="wrong candidate")

    assert Violation.objects.standing().count() == 0
    assert day.journal() == ["violation_registered", "violation_cancelled"]
    assert PrivateValue.objects.filter(key="description", value="A slip").exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"type_code": "Z999", "description": "x"}, "violation.type"),
        ({"type_code": "A101", "description": " "}, "violation.description"),
        ({"type_code": "A101", "description": "x" * 501}, "violation.long"),
    ],
)
def test_a_faulty_violation_is_refused(day: Day, given: dict[str, str], code: str):
    with pytest.raises(Refused) as refused:
        register_violation(
            day.proctor, day.sitting("Li"), type_code=given["type_code"], description=given["description"]
        )

    assert (refused.value.code, Violation.objects.count(), day.journal()) == (code, 0, [])


def test_a_violation_cannot_lie_in_the_future(day: Day):
    with pytest.raises(Refused) as refused:
        register_violation(
            day.proctor,
            day.sitting("Li"),
            type_code="A101",
            description="x",
            happened_at=day.now + timedelta(seconds=1),
        )

    assert refused.value.code == "violation.future"


def test_a_violation_cannot_lie_before_login_could_begin(day: Day):
    day.in_exam("Li")
    opens = day.session.login_opens_at.replace(second=0)
    li = day.sitting("Li")

    register_violation(day.proctor, li, type_code="A101", description="x", happened_at=opens)
    with pytest.raises(Refused) as refused:
        register_violation(day.proctor, li, type_code="A101", description="x", happened_at=opens - timedelta(minutes=1))

    assert (refused.value.code, Violation.objects.count()) == ("violation.early", 1)


# --- absences
def test_an_absence_is_registered_from_the_late_limit_on(day: Day):
    day.started()
    day.at(9, 29)
    early = refused_absence(day, "Li")
    day.at(9, 30)

    register_absence(day.proctor, day.sitting("Li"))
    register_absence(day.proctor, day.sitting("Li"))

    assert (early, day.sitting("Li").state, Absence.objects.count()) == ("absence.early", "absent", 1)


def test_only_who_never_logged_in_can_be_absent(day: Day):
    day.logged_in("Li")
    day.started()
    day.at(9, 40)

    assert refused_absence(day, "Li") == "absence.was_in"


def test_an_absence_is_taken_back_until_the_session_ends(day: Day):
    day.started()
    day.at(9, 31)
    register_absence(day.proctor, day.sitting("Li"))

    undo_absence(day.proctor, day.sitting("Li"), reason="came after all")

    assert (day.sitting("Li").state, Absence.objects.standing().count()) == ("not_logged_in", 0)
    assert day.journal()[-2:] == ["absence_registered", "absence_undone"]


def refused_absence(day: Day, name: str) -> str:
    with pytest.raises(Refused) as refused:
        register_absence(day.proctor, day.sitting(name))
    return refused.value.code


# --- locks
def test_a_lock_stays_until_it_is_acknowledged_and_both_moments_are_kept(day: Day):
    li = day.in_exam("Li")
    lock = lock_screen(day.proctor, li, text="Do not talk")
    locked_at = day.now
    day.later(seconds=40)

    acknowledge_lock(day.machine(1).pk, lock.pk, at=day.now)

    kept = ScreenLock.objects.get()
    assert (kept.at, kept.acknowledged_at) == (locked_at, day.now)
    assert day.journal()[-2:] == ["screen_locked", "lock_acknowledged"]


def test_another_machine_does_not_acknowledge_it(day: Day):
    lock = lock_screen(day.proctor, day.in_exam("Li"), text="Do not talk")

    acknowledge_lock(day.machine(2).pk, lock.pk, at=day.now)

    assert ScreenLock.objects.get().acknowledged_at is None


def test_the_same_lock_twice_is_one_and_another_text_is_refused_with_what_stands(day: Day):
    li = day.in_exam("Li")

    first, second = lock_screen(day.proctor, li, text="One"), lock_screen(day.proctor, li, text="One")
    with pytest.raises(Refused) as refused:
        lock_screen(day.proctor, li, text="Two")

    told = {"name": "Li", "by": day.proctor.name, "text": "One"}
    assert (first, refused.value.code, refused.value.values) == (second, "lock.standing", told)
    assert day.journal().count("screen_locked") == 1


def test_the_proctor_can_lift_a_lock(day: Day):
    li = day.in_exam("Li")
    lock_screen(day.proctor, li, text="Do not talk")

    unlock_screen(day.proctor, li)

    assert not ScreenLock.objects.closed().exists()


def test_the_clock_runs_on_under_a_lock(day: Day):
    li = day.in_exam("Li")
    before = li.deadline

    lock_screen(day.proctor, li, text="Do not talk")

    assert day.sitting("Li").deadline == before


@pytest.mark.parametrize("state", ["logged_in", "offline"])
def test_only_who_is_online_and_in_the_exam_is_locked(day: Day, state: str):
    sitting: Sitting = day.logged_in("Li") if state == "logged_in" else day.in_exam("Li")
    if state == "offline":
        day.offline(day.machine(1))

    with pytest.raises(Refused):
        lock_screen(day.proctor, sitting, text="Do not talk")
    assert ScreenLock.objects.count() == 0


def test_before_the_late_limit_nobody_is_settled_as_absent(day: Day):
    day.started()
    day.at(9, 10)

    with pytest.raises(Refused) as refused:
        absent_after_login(day.proctor, day.sitting("Li"), reason="left", password=PASSWORD)

    assert (refused.value.code, day.sitting("Li").state) == ("absence.early", "not_logged_in")
