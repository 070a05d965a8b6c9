"""A request and its code: single use, sixty minutes, five tries, bound to what was asked (E23)."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from exams.models import Plan
from formats import codes
from formats.refused import Refused
from incidents.models import CodeRequest
from incidents.operations import give_extra_time_by_code, request_code, withdraw_code_request
from rooms.models import CentreReport, Room
from tests.codes.acts import Kind, extra_time, refusal, why_refused
from tests.codes.desk import Desk
from tests.day import NINE, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
END = NINE + timedelta(minutes=90)


def give(day: Day, request: CodeRequest, code: str, *names: str, minutes: int = 15) -> object:
    sittings = [day.sitting(name) for name in names or ("Li",)]
    return give_extra_time_by_code(
        day.proctor, sittings, minutes=minutes, reason="power cut", request=request, code=code
    )


def test_the_request_can_be_told_by_telephone_and_the_code_permits_the_act(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)
    told = CodeRequest.objects.get().told

    give(day, request, desk.compute(request))

    assert (told.kind, told.room, told.session, told.minutes, told.count) == ("extra_time", day.room.code, 1, 15, 1)
    assert (len(told.tickets), len(told.challenge)) == (8, 8)
    assert day.sitting("Li").deadline == END + timedelta(minutes=15)
    assert day.journal()[-2:] == ["code_requested", "extra_time_given"]


def test_the_open_request_is_the_same_one_again(day: Day, desk: Desk):
    day.in_exam("Li")
    day.in_exam("Wang")

    first, again = extra_time(day, "Li", "Wang"), extra_time(day, "Wang", "Li")
    others = [extra_time(day, "Li"), extra_time(day, "Li", "Wang", minutes=16)]

    assert first.pk == again.pk
    assert len({first.challenge, *(other.challenge for other in others)}) == 3
    assert day.journal().count("code_requested") == 3


def test_a_code_is_typed_as_people_type(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)
    code = desk.compute(request)

    give(day, request, f" {code[:4].lower()}-{code[4:]} ")

    assert CodeRequest.objects.get().code == code


def test_brute_force_ends_after_five_tries(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)

    wrong = ("AAAAAAAA", "B", "CCCCCCCC", "中文", "EEEEEEEE")
    refused = [refusal(partial(give, day, request, each)) for each in wrong]
    late = refusal(lambda: give(day, request, desk.compute(request)))

    assert refused == ["code.wrong"] * 4 + ["code.tries"]
    assert late == "code.tries"
    assert why_refused(day) == ["wrong"] * 5 + ["tries"]
    assert day.sitting("Li").deadline == END
    assert extra_time(day).challenge != request.challenge


def test_new_requests_do_not_make_endless_tries(day: Day, desk: Desk):
    day.in_exam("Li")
    for _ in range(5):
        request = extra_time(day)
        for _ in range(5):
            refusal(partial(give, day, request, "AAAAAAAA"))

    soon = refusal(lambda: extra_time(day))
    day.later(minutes=61)

    assert soon == "code.too_many"
    assert extra_time(day).tries == 0


def test_a_code_is_good_once(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)
    code = desk.compute(request)
    give(day, request, code)

    again = refusal(lambda: give(day, request, code))
    other = extra_time(day, minutes=12)
    elsewhere = refusal(lambda: give(day, other, code, minutes=12))

    assert (again, elsewhere) == ("code.used", "code.replayed")
    assert why_refused(day) == ["used", "replayed"]
    assert day.sitting("Li").deadline == END + timedelta(minutes=15)


@pytest.mark.parametrize(("minutes", "outcome"), [(60, "given"), (61, "code.expired"), (300, "code.expired")])
@pytest.mark.parametrize("day", [{"max_extra_minutes": None}], indirect=True)
def test_a_code_is_good_for_sixty_minutes_from_being_computed(day: Day, desk: Desk, minutes: int, outcome: str):
    day.in_exam("Li")
    request = extra_time(day)
    code = desk.compute(request)
    day.later(minutes=minutes)

    told = refusal(lambda: give(day, request, code)) if outcome != "given" else give(day, request, code) and "given"

    assert told == outcome
    assert why_refused(day) == [outcome.removeprefix("code.")] * (outcome != "given")


def test_a_code_for_another_hour_is_refused(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)

    assert refusal(lambda: give(day, request, desk.compute(request, minutes_ago=-60))) == "code.wrong"


@pytest.mark.parametrize(
    "heard",
    [
        {"kind": "reset"},
        {"room": "1999999002"},
        {"session": 2},
        {"minutes": 20},
        {"count": 2},
        {"tickets": "00000000"},
        {"challenge": "7K2M9QXA"},
        {"plan": "5b0c7d1e-0000-4000-8000-000000000001"},
    ],
)
def test_a_code_for_anything_else_is_wrong(day: Day, desk: Desk, heard: dict[str, Any]):
    day.in_exam("Li")
    request = extra_time(day)

    assert refusal(lambda: give(day, request, desk.compute(request, **heard))) == "code.wrong"
    assert (day.sitting("Li").deadline, why_refused(day)) == (END, ["wrong"])


def test_the_wrong_level_computes_nothing(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)

    assert refusal(lambda: give(day, request, Desk(day, bytes(32)).compute(request))) == "code.wrong"


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ({"kind": "reset"}, "another kind"),
        ({"session": 2}, "for session 2; the request is of session 1"),
        ({"minutes": 50}, "for 50 minutes; the request is for 15"),
        ({"count": 3}, "for 3 candidates; the request is for 1"),
        ({"tickets": "wang"}, "Wang"),
        ({"challenge": "00000000"}, "compare kind of code, room code"),
        ({"session": 2, "minutes": 50}, "compare kind of code, room code"),
    ],
)
def test_a_wrong_code_says_what_was_misheard(day: Day, desk: Desk, heard: dict[str, Any], said: str):
    day.in_exam("Li")
    request = extra_time(day)
    if "tickets" in heard:
        heard = {"tickets": codes.digest_of([day.sitting("Wang").candidate.ticket])}

    with pytest.raises(Refused, match=said) as refused:
        give(day, request, desk.compute(request, **heard))

    assert refused.value.code == "code.wrong"
    assert why_refused(day) == ["wrong"]


def test_another_candidate_or_another_number_of_minutes_is_refused(day: Day, desk: Desk):
    day.in_exam("Li")
    day.in_exam("Wang")
    request = extra_time(day)
    code = desk.compute(request)

    refused = [
        refusal(lambda: give(day, request, code, "Wang")),
        refusal(lambda: give(day, request, code, "Li", "Wang")),
        refusal(lambda: give(day, request, code, minutes=20)),
    ]

    assert (refused, why_refused(day)) == (["code.other"] * 3, ["other"] * 3)
    assert {day.sitting(name).deadline for name in ("Li", "Wang")} == {END}
    give(day, request, code)
    assert day.sitting("Li").deadline == END + timedelta(minutes=15)


def test_another_room_s_request_is_refused_and_loses_no_try(day: Day, desk: Desk):
    day.in_exam("Li")
    stranger = extra_time(day)
    other = Room.objects.create(code="1999999002")
    plan = Plan.objects.create(room=other, name="x", kind="formal", content=day.plan.content, loaded_at=day.now)
    session = plan.sessions.create(number=1, name="x", planned_start=NINE)
    CodeRequest.objects.filter(pk=stranger.pk).update(session=session)

    assert refusal(lambda: give(day, stranger, "AAAAAAAA")) == "code.other_session"
    assert why_refused(day) == ["other_session"]
    assert CodeRequest.objects.get().tries == 0


def test_a_request_can_be_withdrawn(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)
    code = desk.compute(request)

    withdraw_code_request(day.proctor, request)
    withdraw_code_request(day.proctor, request)

    assert refusal(lambda: give(day, request, code)) == "code.withdrawn"
    assert day.journal().count("code_withdrawn") == 1


def test_when_the_act_is_refused_the_code_stays_good(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)
    code = desk.compute(request)
    day.offline(day.machine(1))
    before = day.journal()

    assert refusal(lambda: give(day, request, code)) == "sitting.offline"
    assert day.journal() == before
    day.online(day.machine(1))
    give(day, request, code)

    assert day.sitting("Li").deadline == END + timedelta(minutes=15)


def test_nothing_typed_is_no_try(day: Day, desk: Desk):
    day.in_exam("Li")
    request = extra_time(day)

    assert refusal(lambda: give(day, request, " - ")) == "code.missing"
    assert CodeRequest.objects.get().tries == 0


def test_a_plan_from_spreadsheets_has_no_codes(day: Day):
    day.in_exam("Li")

    assert refusal(lambda: extra_time(day)) == "code.no_key"
    assert CodeRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "names", "minutes", "code"),
    [
        (Kind.LATE_START, ("Li",), 0, "code.nobody"),
        (Kind.LATE_START, (), 0, "start.started"),
        (Kind.EXTRA_TIME, (), 15, "code.nobody"),
        (Kind.EXTRA_TIME, ("Li",), 0, "code.minutes"),
        (Kind.EXTRA_TIME, ("Li",), 10, "extra_time.no_code_needed"),
        (Kind.EXTRA_TIME, ("Li",), 31, "extra_time.most"),
        (Kind.RESET, ("Li",), 5, "code.minutes"),
        (Kind.RESET, ("Li",), 0, "reset.forbidden"),
        (Kind.LATE_CANDIDATE, ("Li",), 0, "late.was_in"),
        (Kind.LATE_CANDIDATE, ("Wang",), 0, "late.no_code_needed"),
    ],
)
def test_what_makes_no_sense_is_not_asked_for(
    day: Day, desk: Desk, kind: CodeRequest.Kind, names: tuple[str, ...], minutes: int, code: str
):
    day.in_exam("Li")
    sittings = [day.sitting(name) for name in names]
    before = day.journal()

    told = refusal(lambda: request_code(day.proctor, day.session, kind=kind, sittings=sittings, minutes=minutes))

    assert (told, day.journal(), CodeRequest.objects.count()) == (code, before, 0)


def test_who_may_not_act_may_not_ask(day: Day, desk: Desk):
    day.in_exam("Li")
    supervisor = day.person("supervisor")
    request = extra_time(day)

    asked = refusal(lambda: request_code(supervisor, day.session, kind=Kind.LATE_START))
    withdrawn = refusal(lambda: withdraw_code_request(supervisor, request))

    assert (asked, withdrawn) == ("right.missing", "right.missing")


@pytest.mark.parametrize(("mode", "reports"), [(Room.Mode.CENTRE, 1), (Room.Mode.STANDALONE, 0)])
def test_the_centre_is_told_of_each_code_that_was_used(day: Day, desk: Desk, mode: Room.Mode, reports: int):
    Room.objects.update(mode=mode)
    day.in_exam("Li")
    request = extra_time(day)
    code = desk.compute(request)

    refusal(lambda: give(day, request, "AAAAAAAA"))
    give(day, request, code)

    told = request.told
    bodies = [report.body for report in CentreReport.objects.filter(kind=CentreReport.Kind.CODE_USED)]
    assert (
        bodies
        == [
            {
                "kind": "extra_time",
                "plan": str(day.plan.uuid),
                "session": 1,
                "minutes": 15,
                "count": 1,
                "tickets": told.tickets,
                "challenge": told.challenge,
                "code": code,
                "used_at": day.ms(),
            }
        ]
        * reports
    )
