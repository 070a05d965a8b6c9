"""授权补时: above the free minutes, up to the ceilings, for one or several (E12)."""

from datetime import timedelta

import pytest

from incidents.models import CodeRequest
from incidents.operations import give_extra_time, give_extra_time_by_code
from tests.codes.acts import extra_time, refusal
from tests.codes.desk import Desk
from tests.day import NINE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
END = NINE + timedelta(minutes=90)


def give(day: Day, request: CodeRequest, code: str, *names: str, minutes: int) -> object:
    sittings = [day.sitting(name) for name in names]
    return give_extra_time_by_code(
        day.proctor, sittings, minutes=minutes, reason="power cut", request=request, code=code
    )


def test_several_get_their_minutes_by_one_code(day: Day, desk: Desk):
    day.in_exam("Li")
    day.in_exam("Wang")
    request = extra_time(day, "Li", "Wang", minutes=12)
    code = desk.compute(request)

    give(day, request, code, "Li", "Wang", minutes=12)

    assert {day.sitting(name).deadline for name in ("Li", "Wang")} == {END + timedelta(minutes=12)}
    assert [entry.code for name in ("Li", "Wang") for entry in day.sitting(name).time_entries.all()] == [code] * 2
    assert CodeRequest.objects.get().reason == "power cut"


def test_the_ceiling_holds_with_a_code_too(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day, minutes=25)
    give_extra_time(day.proctor, day.sitting("Li"), minutes=10, reason="noise")

    assert refusal(lambda: give(day, request, desk.compute(request), "Li", minutes=25)) == "extra_time.most"
    assert day.sitting("Li").deadline == END + timedelta(minutes=10)


def test_while_one_is_offline_nobody_gets_them_and_the_code_stays_good(day: Day, desk: Desk):
    day.in_exam("Li")
    day.in_exam("Wang")
    request = extra_time(day, "Li", "Wang", minutes=12)
    code = desk.compute(request)
    day.offline(day.machine(2))

    refused = refusal(lambda: give(day, request, code, "Li", "Wang", minutes=12))
    nothing = day.sitting("Li").deadline
    day.online(day.machine(2))
    give(day, request, code, "Li", "Wang", minutes=12)

    assert (refused, nothing) == ("sitting.offline", END)
    assert day.sitting("Li").deadline == END + timedelta(minutes=12)
