"""考生迟到延考: who was never in the session needs a code after the late limit, nobody else does (E11)."""

from datetime import timedelta

import pytest

from exams.models import Sitting
from incidents.models import CodeRequest, Resume
from incidents.operations import admit_late, register_absence, request_code, resume
from tests.codes.acts import Kind, refusal
from tests.codes.desk import Desk
from tests.day import NINE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def asked(day: Day, *names: str) -> CodeRequest:
    """9:31, a minute after the late limit."""
    day.in_exam("Li")
    day.at(9, 31)
    sittings = [day.sitting(name) for name in names]
    return request_code(day.proctor, day.session, kind=Kind.LATE_CANDIDATE, sittings=sittings)


def admit(day: Day, request: CodeRequest, code: str, *names: str) -> list[Sitting]:
    sittings = [day.sitting(name) for name in names]
    return admit_late(day.proctor, sittings, request=request, code=code, reason="bus broke down")


def test_late_candidates_are_let_in_by_one_code_and_have_what_is_left(day: Day, desk: Desk):
    request = asked(day, "Wang", "Zhang")
    before = refusal(lambda: day.log_in("Wang"))

    admit(day, request, desk.compute(request), "Wang", "Zhang")
    day.log_in("Wang", seat=7)

    assert before == "login.late"
    assert (day.sitting("Wang").state, day.sitting("Wang").deadline) == ("logged_in", NINE + timedelta(minutes=90))
    assert {entry.sitting.candidate.name for entry in Resume.objects.exclude(code="")} == {"Wang", "Zhang"}
    assert day.journal()[-3:] == ["late_admitted", "late_admitted", "logged_in"]
    assert refusal(lambda: day.log_in("Zhao")) == "login.late"


def test_a_coded_resume_takes_an_absence_back(day: Day, desk: Desk):
    day.in_exam("Li")
    day.at(9, 31)
    register_absence(day.proctor, day.sitting("Wang"), reason="did not come")
    request = asked(day, "Wang")

    admit(day, request, desk.compute(request), "Wang")
    day.log_in("Wang")

    assert day.sitting("Wang").state == "logged_in"
    assert not day.sitting("Wang").absences.standing().exists()


def test_an_ordinary_resume_lets_nobody_in_late(day: Day, desk: Desk):
    asked(day, "Wang")

    assert refusal(lambda: resume(day.proctor, day.sitting("Wang"), reason="late")) == "resume.late"


def test_after_an_ordinary_resume_no_late_code_is_asked(day: Day, desk: Desk):
    day.in_exam("Li")
    day.at(9, 31)
    resume(day.proctor, day.sitting("Li"), reason="machine broken")

    assert day.log_in("Li", seat=7).state == "in_exam"


def test_a_wrong_code_lets_nobody_in(day: Day, desk: Desk):
    request = asked(day, "Wang")

    assert refusal(lambda: admit(day, request, "AAAAAAAA", "Wang")) == "code.wrong"
    assert refusal(lambda: day.log_in("Wang")) == "login.late"
    assert Resume.objects.count() == 0


def test_all_are_let_in_or_none(day: Day, desk: Desk):
    request = asked(day, "Wang", "Zhang")
    code = desk.compute(request)
    alone = request_code(day.proctor, day.session, kind=Kind.LATE_CANDIDATE, sittings=[day.sitting("Zhang")])
    admit(day, alone, desk.compute(alone), "Zhang")

    assert refusal(lambda: admit(day, request, code, "Wang", "Zhang")) == "late.admitted"
    assert refusal(lambda: day.log_in("Wang")) == "login.late"


def test_when_the_time_is_over_nobody_is_let_in(day: Day, desk: Desk):
    day.in_exam("Li")
    day.at(10, 31)
    sittings = [day.sitting("Wang")]

    told = refusal(lambda: request_code(day.proctor, day.session, kind=Kind.LATE_CANDIDATE, sittings=sittings))

    assert told == "late.over"


@pytest.mark.parametrize("day", [{"mode": "mock"}], indirect=True)
def test_in_a_mock_exam_late_candidates_log_in_directly(day: Day, desk: Desk):
    day.in_exam("Li")
    day.at(9, 31)

    assert day.log_in("Wang").state == "logged_in"
