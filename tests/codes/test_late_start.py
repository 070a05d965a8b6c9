"""延考: after the latest start a right code alone permits the start, and the whole session moves (E8)."""

from datetime import timedelta

import pytest

from exams.operations import advance, allow_start
from incidents.models import CodeRequest
from incidents.operations import request_code, start_late
from tests.codes.acts import Kind, refusal
from tests.codes.desk import Desk
from tests.day import Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def late(day: Day) -> CodeRequest:
    """9:16, a minute after the latest start; Li waits."""
    day.logged_in("Li")
    day.read_rules("Li")
    day.at(9, 16)
    return request_code(day.proctor, day.session, kind=Kind.LATE_START)


def test_a_right_code_alone_starts_the_whole_session_later(day: Day, desk: Desk):
    request = late(day)
    without = refusal(lambda: allow_start(day.proctor, day.session))

    session = start_late(day.proctor, day.session, request=request, code=desk.compute(request))
    day.later(minutes=1)
    advance(session, day.now)

    assert without == "start.late"
    assert session.start_at == day.now
    assert day.sitting("Li").deadline == day.now + timedelta(minutes=90)
    assert day.sitting("Li").time_left(day.now) == timedelta(minutes=90)
    assert day.sitting("Wang").deadline == day.now + timedelta(minutes=90)
    assert day.journal()[-2:] == ["start_allowed", "exam_begun"]


def test_a_wrong_code_starts_nothing(day: Day, desk: Desk):
    request = late(day)

    told = refusal(lambda: start_late(day.proctor, day.session, request=request, code="AAAAAAAA"))

    assert (told, day.session.start_at, day.journal()[-1]) == ("code.wrong", None, "code_refused")


def test_the_same_code_does_not_start_twice(day: Day, desk: Desk):
    request = late(day)
    code = desk.compute(request)
    start = start_late(day.proctor, day.session, request=request, code=code).start_at
    day.later(minutes=5)

    assert refusal(lambda: start_late(day.proctor, day.session, request=request, code=code)) == "code.used"
    assert day.session.start_at == start


def test_in_time_no_code_is_asked_for(day: Day, desk: Desk):
    day.login_allowed()
    day.at(9, 15)

    assert refusal(lambda: request_code(day.proctor, day.session, kind=Kind.LATE_START)) == "start.no_code_needed"


@pytest.mark.parametrize("day", [{"mode": "mock"}], indirect=True)
def test_a_mock_exam_starts_late_without_a_code(day: Day, desk: Desk):
    day.login_allowed()
    day.at(9, 40)

    assert refusal(lambda: request_code(day.proctor, day.session, kind=Kind.LATE_START)) == "start.no_code_needed"
    assert allow_start(day.proctor, day.session).start_at is not None


def test_before_login_is_allowed_there_is_nothing_to_start(day: Day, desk: Desk):
    day.at(9, 16)

    assert refusal(lambda: request_code(day.proctor, day.session, kind=Kind.LATE_START)) == "start.no_login"
