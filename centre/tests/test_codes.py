"""计算授权码: four kinds, the level of the plan, bound to the request, issued against used (E23, T1)."""

from typing import Any
from uuid import uuid4

import pytest

from centre import operations
from centre.models import IssuedCode, UsedCode
from centre.tests.day import TICKET, CentreDay
from formats import codes
from formats.refused import Refused

pytestmark = pytest.mark.db
KINDS = ("late_start", "late_candidate", "extra_time", "reset")
ALLOWED = {"allow_reset": True, "allow_extra_time": True}
RESET = pytest.mark.parametrize("day", [ALLOWED], indirect=True)


@RESET
@pytest.mark.parametrize("kind", KINDS)
def test_the_room_takes_the_code_and_only_for_this_request(day: CentreDay, kind: str):
    day.registered()
    package = day.publish()
    request = day.request(kind)

    computed = operations.compute_code(day.person("1999999"), package, request)

    key, minute = day.fetched().code_key, day.ms() // 60_000
    assert codes.computed_in(key, request, computed.code, minute=minute + 59, valid_min=60) == minute
    other = day.request(kind, challenge="00000000")
    assert codes.computed_in(key, other, computed.code, minute=minute, valid_min=60) is None
    assert day.journal()[-1] == "code_computed"


def test_one_candidate_is_named_to_who_computes(day: CentreDay):
    computed = operations.compute_code(day.by, day.publish(), day.request())

    assert computed.who.endswith(TICKET)
    assert not computed.is_doubtful


def test_letters_that_no_candidate_has_are_doubtful(day: CentreDay):
    computed = operations.compute_code(day.by, day.publish(), day.request(tickets="00000000"))

    assert (computed.who, computed.is_doubtful) == ("", True)


def test_as_it_is_typed_does_not_matter(day: CentreDay):
    package = day.publish()
    told = operations.compute_code(day.by, package, day.request(challenge="7k2m-9qxa"))

    assert operations.compute_code(day.by, package, day.request()).code == told.code
    assert IssuedCode.objects.count() == 1


@RESET
@pytest.mark.parametrize(
    ("kind", "changed", "code"),
    [
        ("extra_time", {"minutes": 0}, "code.minutes"),
        ("extra_time", {"minutes": 31}, "code.minutes"),
        ("reset", {"minutes": 5}, "code.minutes"),
        ("late_start", {"count": 1}, "code.count"),
        ("late_candidate", {"count": 0}, "code.count"),
        ("late_candidate", {"count": 41}, "code.count"),
        ("late_start", {"session": 3}, "session.unknown"),
        ("late_start", {"challenge": "7K2M9QX"}, "code.letters"),
        ("late_start", {"challenge": "7K2M9QX?"}, "code.letters"),
        ("reset", {"tickets": ""}, "code.letters"),
    ],
)
def test_a_request_that_cannot_be_is_refused(day: CentreDay, kind: str, changed: dict[str, Any], code: str):
    package = day.publish()
    before = day.journal()

    with pytest.raises(Refused) as refusal:
        operations.compute_code(day.by, package, day.request(kind, **changed))

    assert refusal.value.code == code
    assert refusal.value.say(str)
    assert (IssuedCode.objects.count(), day.journal()) == (0, before)


def test_a_number_where_none_belongs_is_told_without_a_range(day: CentreDay):
    with pytest.raises(Refused) as refusal:
        operations.compute_code(day.by, day.publish(), day.request("late_start", count=2))

    assert refusal.value.say(str) == "A request of this kind names no candidates: their number is 0, found 2."


@pytest.mark.parametrize("day", [{"allow_reset": False, "allow_extra_time": False}], indirect=True)
@pytest.mark.parametrize("kind", ["extra_time", "reset"])
def test_what_the_plan_does_not_allow_has_no_code(day: CentreDay, kind: str):
    package = day.publish()

    with pytest.raises(Refused) as refusal:
        operations.compute_code(day.by, package, day.request(kind))

    assert refusal.value.code == "code.not_allowed"


@pytest.mark.parametrize(
    ("day", "name", "code"),
    [
        ({"code_policy": "superior"}, "1999999", "code.superior"),
        ({"code_policy": "superior"}, "admin", "code.superior"),
        ({"code_policy": "centre"}, "superior", "right.missing"),
    ],
    indirect=["day"],
)
def test_only_an_account_of_the_plans_level_computes(day: CentreDay, name: str, code: str):
    package = day.publish()

    with pytest.raises(Refused) as refusal:
        operations.compute_code(day.person(name), package, day.request())

    assert refusal.value.code == code
    assert not IssuedCode.objects.exists()


@pytest.mark.parametrize("day", [{"code_policy": "superior"}], indirect=True)
def test_the_superior_level_computes_with_its_own_secret(day: CentreDay):
    day.registered()
    package = day.publish()

    computed = operations.compute_code(day.person("superior"), package, day.request())

    found = codes.computed_in(
        day.fetched().code_key, day.request(), computed.code, minute=day.ms() // 60_000, valid_min=60
    )
    assert found == day.ms() // 60_000


# --- reports
def test_a_code_that_was_used_is_known_here(day: CentreDay):
    day.registered()
    code = operations.compute_code(day.by, day.publish(), day.request()).code
    use = day.use_of(day.request(), code)

    first, again = day.tell("codes/used", use), day.tell("codes/used", use)

    assert first.told == {"id": use["id"], "received_at": day.ms(), "known": True}
    assert again.told == first.told
    assert UsedCode.objects.count() == 1


@pytest.mark.parametrize(
    "changed", [{"minutes": 20}, {"session": 2}, {"challenge": "00000000"}, {"plan": str(uuid4())}]
)
def test_a_code_that_was_not_computed_for_that_is_not_known(day: CentreDay, changed: dict[str, Any]):
    day.registered()
    code = operations.compute_code(day.by, day.publish(), day.request()).code

    told = day.tell("codes/used", day.use_of(day.request(), code, **changed)).told

    assert told["known"] is False
    assert day.browser().get("/board/state/").json()["rooms"][0]["unknown_codes"] == 1


def test_another_room_cannot_speak_under_the_same_id(day: CentreDay):
    day.registered()
    use = day.use_of(day.request(), "00000000")
    day.tell("codes/used", use)
    other = operations.add_room(day.by, "1999999002")
    day.room = other
    day.registered(room=other.code)

    assert day.tell("codes/used", use).refusal == (409, "report.other_room")


def test_a_seal_check_is_kept_once_and_shown(day: CentreDay):
    day.registered()
    lines = [{"code": "seats_online", "passed": True, "values": {"n": 40}}, {"code": "clock", "passed": False}]
    check = {"id": str(uuid4()), "at": day.ms(), "passed": False, "by": "张三", "lines": lines}

    first, again = day.tell("seal-checks", check), day.tell("seal-checks", check)

    assert (first.status, again.told) == (200, first.told)
    shown = day.browser().get("/board/state/").json()["rooms"][0]
    assert (shown["seal_at"], shown["seal_passed"]) == (day.ms(), False)
    assert day.journal().count("seal_check_received") == 1
