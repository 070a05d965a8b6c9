"""The session from authorization to its end (E5, E6, E7, E8, E22, E24)."""

from datetime import timedelta

import pytest

from exams import operations
from exams.live.telling import tell_sitting
from exams.models import Phase, Sitting
from formats.messages import SeatState
from formats.refused import Refused
from incidents.operations import absent_after_login, register_absence, submit_as_it_stands
from journal import clock
from tests.day import NINE, PASSWORD, PEOPLE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def test_a_session_goes_from_planned_to_ended_through_its_moments(day: Day):
    phases = [day.session.phase(day.now)]

    day.login_allowed()
    phases.append(day.session.phase(day.now))
    for name in PEOPLE:
        day.in_exam(name)
    phases.append(day.session.phase(day.now))
    for name in PEOPLE:
        day.answer(day.sitting(name), "single/1", "A")
        day.submitted(name)
    operations.end_session(day.proctor, day.session, password=PASSWORD, empty_confirmed=True)
    phases.append(day.session.phase(day.now))

    assert phases == [Phase.PLANNED, Phase.WAITING, Phase.RUNNING, Phase.ENDED]
    assert operations.figures(day.session) == {
        "expected": 5, "attended": 5, "not_logged_in": 0, "logged_in": 0, "in_exam": 0, "submitted": 5, "absent": 0,
    }  # fmt: skip


def test_authorization_before_its_window_is_refused_and_leaves_no_trace(day: Day):
    with pytest.raises(Refused) as refused:
        operations.authorise(day.proctor, day.session)

    assert (refused.value.code, refused.value.values) == ("authorise.early", {"at": "08:30:00"})
    assert (day.session.authorised_at, day.journal()) == (None, [])


def test_login_opens_by_itself_in_its_window(day: Day):
    day.at(8, 35)
    operations.authorise(day.proctor, day.session)
    operations.advance(day.session, day.now)
    before = day.session.login_allowed_at

    day.at(8, 40)
    operations.advance(day.session, day.now)

    assert (before, day.session.login_allowed_at) == (None, NINE - timedelta(minutes=20))
    assert day.journal() == ["authorised", "login_allowed"]


def test_pressed_before_the_planned_start_the_countdown_runs_to_it(day: Day):
    day.login_allowed()
    day.at(8, 56)

    operations.allow_start(day.proctor, day.session)

    assert day.session.start_at == NINE
    assert day.session.phase(day.now) == Phase.WAITING


def test_pressed_later_the_countdown_runs_the_plan_s_seconds(day: Day):
    day.login_allowed()
    day.at(9, 10)

    operations.allow_start(day.proctor, day.session)

    assert day.session.start_at == NINE + timedelta(minutes=11)


def test_the_start_is_refused_after_the_latest_start(day: Day):
    day.login_allowed()
    day.at(9, 16)

    with pytest.raises(Refused) as refused:
        operations.allow_start(day.proctor, day.session)

    assert refused.value.code == "start.late"
    assert day.session.start_at is None


def test_pressing_twice_is_pressing_once(day: Day):
    day.login_allowed()
    day.at(8, 56)
    first = operations.allow_start(day.proctor, day.session)
    day.at(8, 58)

    second = operations.allow_start(day.proctor, day.session)

    assert first.start_at == second.start_at
    assert day.journal().count("start_allowed") == 1


def test_the_exam_begins_at_t0_for_who_has_read_the_rules(day: Day):
    day.logged_in("Li")
    day.logged_in("Wang")
    day.read_rules("Li")

    day.started()
    day.at(9, 3)
    day.read_rules("Wang")

    assert (day.sitting("Li").began_at, day.sitting("Wang").began_at) == (NINE, NINE + timedelta(minutes=3))
    assert day.sitting("Li").deadline == day.sitting("Wang").deadline == NINE + timedelta(minutes=90)


def test_at_the_deadline_a_sitting_is_submitted_however_late_the_clock_ticks(day: Day):
    day.in_exam("Li")

    day.at(10, 47)
    operations.advance(day.session, day.now)
    operations.advance(day.session, day.now)

    li = day.sitting("Li")
    assert (li.state, li.closed_at, li.submitted_by) == ("submitted", NINE + timedelta(minutes=90), "deadline")
    assert day.journal().count("closed_at_deadline") == 1


def test_the_session_does_not_end_while_somebody_is_unsettled(day: Day):
    day.in_exam("Li")

    with pytest.raises(Refused) as refused:
        operations.end_session(day.proctor, day.session, password=PASSWORD)

    assert (refused.value.code, refused.value.values) == ("end.unsettled", {"count": 5})
    assert day.session.ended_at is None


def test_the_session_does_not_end_without_the_administrator_s_password(day: Day):
    with pytest.raises(Refused) as refused:
        operations.end_session(day.proctor, day.session, password="888")

    assert refused.value.code == "password.wrong"


def test_each_open_candidate_is_settled_with_what_is_left_to_do(day: Day):
    day.in_exam("Li")
    day.in_exam("Wang")
    day.log_in("Zhang")
    day.at(9, 31)
    register_absence(day.proctor, day.sitting("Zhao"))
    register_absence(day.proctor, day.sitting("Chen"))

    submit_as_it_stands(day.proctor, day.sitting("Li"), reason="machine broken", password=PASSWORD)
    absent_after_login(day.proctor, day.sitting("Zhang"), reason="left the room", password=PASSWORD)
    day.submitted("Wang")
    with pytest.raises(Refused) as unequal:
        operations.end_session(day.proctor, day.session, password=PASSWORD, empty_confirmed=True)
    before = day.session.ended_at
    confirmed = {"empty_confirmed": True, "unequal_confirmed": True}
    operations.end_session(day.proctor, day.session, password=PASSWORD, **confirmed)

    assert (unequal.value.code, unequal.value.values, before) == ("end.unequal", {"names": "Li"}, None)
    assert {name: day.sitting(name).state for name in PEOPLE} == {
        "Li": "submitted", "Wang": "submitted", "Zhang": "absent", "Zhao": "absent", "Chen": "absent",
    }  # fmt: skip
    assert operations.figures(day.session)["attended"] == 2


def test_a_paper_without_answers_is_asked_about(day: Day):
    day.submitted("Li")
    day.at(9, 31)
    for name in PEOPLE[1:]:
        register_absence(day.proctor, day.sitting(name))

    with pytest.raises(Refused) as refused:
        operations.end_session(day.proctor, day.session, password=PASSWORD)

    assert (refused.value.code, refused.value.values) == ("end.empty", {"count": 1})


def test_a_supervisor_changes_nothing(day: Day):
    supervisor = day.person("supervisor")

    with pytest.raises(Refused) as refused:
        operations.authorise(supervisor, day.session)

    assert refused.value.code == "right.missing"


def test_the_figures_add_up_at_every_moment(day: Day):
    def adds_up() -> bool:
        figures = operations.figures(day.session)
        return figures["expected"] == sum(figures[str(state)] for state in Sitting.State.values)

    seen = [adds_up()]
    day.logged_in("Li")
    seen.append(adds_up())
    day.in_exam("Wang")
    seen.append(adds_up())
    day.submitted("Wang")
    seen.append(adds_up())

    assert seen == [True] * 4


def test_the_machine_is_told_that_the_proctor_has_handed_in(day: Day):
    li = day.in_exam("Li")
    submit_as_it_stands(day.proctor, li, reason="machine broken", password=PASSWORD)
    state = SeatState(version=1)

    tell_sitting(day.machine(1), state)

    assert (state.sitting, state.closed_at) == (li.pk, clock.to_ms(day.now))
