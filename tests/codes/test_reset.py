"""考生初始化: 未登录 with the old deadline; the old answers leave the sitting and stay in the archive (E20)."""

from datetime import timedelta

import pytest

from exams.answers import log
from exams.models import Sitting
from exams.operations import advance, figures
from incidents.course.rows import Lasting, Moment, rows_of
from incidents.models import CodeRequest
from incidents.operations import (
    give_extra_time,
    lock_screen,
    register_absence,
    request_code,
    reset,
    resume,
    submit_as_it_stands,
)  # fmt: skip
from proctor_site.control_room import facts
from proctor_site.control_room.picture import picture
from proctor_site.watch.watching import Watch
from rooms.live.states import states_of
from rooms.models import Machine, Matter
from tests.codes.acts import Kind, refusal
from tests.codes.desk import Desk
from tests.day import NINE, PASSWORD, PEOPLE, Day

pytestmark = [
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.db,
    pytest.mark.parametrize("day", [{"allow_reset": True}], indirect=True),
]
END = NINE + timedelta(minutes=90)


def asked(day: Day, *names: str) -> CodeRequest:
    sittings = [day.sitting(name) for name in names or ("Li",)]
    return request_code(day.proctor, day.session, kind=Kind.RESET, sittings=sittings)


def begin_again(day: Day, desk: Desk, name: str = "Li") -> Sitting:
    request = asked(day, name)
    return do_reset(day, request, desk.compute(request), name)[0]


def do_reset(day: Day, request: CodeRequest, code: str, *names: str) -> list[Sitting]:
    sittings = [day.sitting(name) for name in names or ("Li",)]
    return reset(day.proctor, sittings, request=request, code=code, reason="answers damaged")


def test_the_candidate_starts_again_with_nothing_at_the_old_deadline(day: Day, desk: Desk):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")
    give_extra_time(day.proctor, li, minutes=5, reason="noise")
    day.later(minutes=20)

    begin_again(day, desk)

    li = day.sitting("Li")
    assert (li.state, li.deadline, li.epoch, li.holder, li.rules_read_at) == (
        "not_logged_in", END + timedelta(minutes=5), 2, None, None,
    )  # fmt: skip
    assert (li.answered, li.revision, log.fold(li.pk).answers) == (0, 0, {})
    assert day.journal()[-1] == "reset"


def test_the_old_answers_stay_sealed_in_the_log(day: Day, desk: Desk):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")

    begin_again(day, desk)

    kept = [(row.kind, row.epoch) for row in log.rows(li.pk)]
    assert kept == [("change", 1), ("closed", 1), ("reset", 2)]
    assert log.verify(li.pk, 1).broken_at is None


def test_after_the_reset_the_candidate_logs_in_anywhere_late_or_not(day: Day, desk: Desk):
    day.in_exam("Li")
    day.at(9, 45)
    begin_again(day, desk)

    again = day.log_in("Li", seat=7)
    day.read_rules("Li")
    day.answer(day.sitting("Li"), "single/2", "C")

    assert (again.state, again.epoch, day.sitting("Li").state) == ("logged_in", 2, "in_exam")
    assert day.sitting("Li").time_left(day.now) == timedelta(minutes=45)
    assert log.fold(again.pk).answers == {"single/2": "C"}


def test_the_old_machine_is_told_and_its_lock_is_gone(day: Day, desk: Desk):
    li = day.in_exam("Li")
    lock_screen(day.proctor, li, text="Stop")
    before = day.machine(1).state_version

    begin_again(day, desk)

    assert Machine.objects.get(pk=day.machine(1).pk).state_version > before
    assert not li.locks.closed().exists()


def test_the_old_machine_hears_that_it_was_a_reset_until_the_next_candidate(day: Day, desk: Desk):
    li = day.in_exam("Li")
    told = [reset_told(day)]
    begin_again(day, desk)
    told.append(reset_told(day))
    day.log_in("Li", seat=7)
    told.append(reset_told(day))
    day.log_in("Wang", seat=1)
    told.append(reset_told(day))

    assert told == [None, li.pk, li.pk, None]


def reset_told(day: Day) -> object:
    """What the state of the machine at seat 1 says."""
    return states_of([day.machine(1).pk])[0].state.reset


def test_who_was_in_the_exam_stays_attended_and_is_closed_at_the_old_deadline(day: Day, desk: Desk):
    day.in_exam("Li")
    begin_again(day, desk)
    attended = figures(day.session)["attended"]
    day.at(10, 30)

    advance(day.session, day.now)

    li = day.sitting("Li")
    assert (attended, li.state, li.closed_at, li.submitted_by) == (1, "submitted", END, "deadline")


def test_who_does_not_come_back_can_be_submitted_at_the_end(day: Day, desk: Desk):
    day.in_exam("Li")
    begin_again(day, desk)

    submit_as_it_stands(day.proctor, day.sitting("Li"), reason="left", password=PASSWORD)

    assert day.sitting("Li").state == "submitted"


def test_who_had_only_logged_in_is_as_before_the_login(day: Day, desk: Desk):
    day.logged_in("Li")
    begin_again(day, desk)

    assert (day.sitting("Li").state, day.sitting("Li").began_at) == ("not_logged_in", None)
    assert day.log_in("Li", seat=7).epoch == 2


@pytest.mark.parametrize(
    ("brings", "code"),
    [
        (lambda day: day.submitted("Li"), "reset.submitted"),
        (lambda day: day.login_allowed(), "reset.never_in"),
        (lambda day: day.in_exam("Li") and day.at(10, 30), "reset.over"),
    ],
)
def test_it_is_refused_after_submission_and_where_there_is_nothing(day: Day, desk: Desk, brings, code: str):
    brings(day)

    assert refusal(lambda: asked(day)) == code


def test_a_submission_in_the_meantime_stops_it_and_the_code_is_not_spent(day: Day, desk: Desk):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")
    request = asked(day)
    day.submitted("Li")

    assert refusal(lambda: do_reset(day, request, desk.compute(request))) == "reset.submitted"
    assert log.fold(li.pk).answers == {"single/1": "B"}
    assert CodeRequest.objects.get().used_at is None


def test_a_wrong_code_resets_nothing(day: Day, desk: Desk):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")

    assert refusal(lambda: do_reset(day, asked(day), "AAAAAAAA")) == "code.wrong"
    assert (day.sitting("Li").epoch, log.fold(li.pk).answers) == (1, {"single/1": "B"})


def test_a_crash_before_the_marker_is_made_good(day: Day, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")
    request = asked(day)
    code = desk.compute(request)
    monkeypatch.setattr("incidents.operations.resets.log.leave_epochs", _power_cut)
    with pytest.raises(PowerCut):
        do_reset(day, request, code)
    monkeypatch.undo()
    day.answer(li, "single/2", "C")  # what still arrives from the old machine

    day.log_in("Li", seat=7)

    assert (log.is_closed(li.pk, 1), log.fold(li.pk).answers) == (True, {})


def test_who_is_between_two_machines_can_be_reset(day: Day, desk: Desk):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "B")
    resume(day.proctor, li, reason="machine broken")

    begin_again(day, desk)

    assert day.sitting("Li").epoch == 3
    assert [log.is_closed(li.pk, epoch) for epoch in (1, 2)] == [True, True]
    assert day.log_in("Li", seat=7).epoch == 3


class PowerCut(Exception):
    pass


def _power_cut(*_args: object, **_more: object) -> None:
    raise PowerCut


def test_who_was_reset_is_not_missing(day: Day, desk: Desk):
    """He was here and cannot be registered as absent: neither the button nor the matter counts him (E21, F4)."""
    day.in_exam("Li")
    begin_again(day, desk)
    day.at(9, 31)
    watch = Watch()
    watch.look()
    waiting = Matter.objects.open().filter(kind="late_limit").exists()

    for name in PEOPLE[1:]:
        register_absence(day.proctor, day.sitting(name), reason="not here")
    watch.look()

    tool = picture(facts.read(day.session.uuid, day.now))["tools"]["register_absence"]
    assert (waiting, Matter.objects.open().filter(kind="late_limit").exists()) == (True, False)
    assert (tool["state"], tool["why"]) == ("off", "nobody")


def test_the_course_ends_with_a_reset_and_goes_on_with_the_next_login(day: Day, desk: Desk):
    day.in_exam("Li")
    day.at(9, 10)
    begin_again(day, desk)
    day.at(9, 20)
    ended = course(day)
    day.log_in("Li", seat=7)
    day.read_rules("Li")
    day.at(9, 30)

    assert ended == [(Lasting.LOGGED_IN, -20, 0), (Lasting.WORK, 0, 10)]
    assert course(day)[-1] == (Lasting.WORK, 20, 30)
    assert (Moment.RESET, NINE + timedelta(minutes=10)) in rows_of(day.session, day.now)[0].moments


def course(day: Day) -> list[tuple[Lasting, float, float]]:
    """Li's, in minutes after nine."""
    spans = next(row.spans for row in rows_of(day.session, day.now) if row.name == "Li")
    minute = timedelta(minutes=1)
    return [(kind, (began - NINE) / minute, (ended - NINE) / minute) for kind, (began, ended) in spans]
