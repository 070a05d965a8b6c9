"""Two proctors at once: the same act twice is one; what changed meanwhile is refused with what is now."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exams.models import Sitting
from incidents.operations import (
    give_extra_time,
    lock_screen,
    register_violation,
    resume,
    unlock_screen,
)
from tests.control_room.test_back_acts import base
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
Post = Callable[..., tuple[int, dict[str, Any]]]
TIME: dict[str, Any] = {"minutes": 5, "reason": "noise"}
BREACH = {"type": "A101", "description": "A slip"}


@pytest.fixture
def post(day: Day) -> Post:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(day.boss)

    def press(verb: str, sitting: Sitting, shown: Any, /, **body: Any) -> tuple[int, dict[str, Any]]:
        sent = {"sittings": [str(sitting.pk)], "shown": {str(sitting.pk): shown}, **body}
        response = client.post(f"{base(day)}{verb}/", sent, content_type="application/json")
        return response.status_code, response.json()

    return press


def codes(answer: dict[str, Any]) -> list[str | None]:
    return [result.get("code") for result in answer["results"]]


def test_the_same_extra_time_from_two_tabs_is_given_once(day: Day, post: Post):
    li = day.in_exam("Li")
    shown = {"state": "in_exam", "deadline_version": li.deadline_version}

    first = post("give_extra_time", li, shown, **TIME)[1]
    second = post("give_extra_time", li, shown, **TIME)[1]

    assert (codes(first), codes(second)) == ([None], ["shown.time"])
    assert "10:35:00" in second["results"][0]["text"]
    assert (second["ok"], day.journal().count("extra_time_given")) == (False, 1)


def test_after_looking_again_the_act_is_done(day: Day, post: Post):
    li = day.in_exam("Li")
    give_extra_time(day.proctor, li, minutes=2, reason="x")

    again = post("give_extra_time", li, {"deadline_version": day.sitting("Li").deadline_version}, **TIME)[1]

    assert (codes(again), day.journal().count("extra_time_given")) == ([None], 2)


def test_the_same_violation_from_two_tabs_is_registered_once(day: Day, post: Post):
    li = day.sitting("Li")

    first = post("register_violation", li, {"violations": 0}, **BREACH)[1]
    second = post("register_violation", li, {"violations": 0}, **BREACH)[1]

    assert (codes(first), codes(second)) == ([None], ["shown.violations"])
    assert li.violations.count() == 1


def test_who_was_resumed_meanwhile_is_not_resumed_again(day: Day, post: Post):
    li = day.in_exam("Li")
    resume(day.proctor, li, reason="x")
    day.logged_in("Li")

    answer = post("resume", li, {"resumes": 0}, reason="power cut")[1]

    assert (codes(answer), day.sitting("Li").epoch) == (["shown.resumes"], 2)


def test_who_has_submitted_meanwhile_is_told_so(day: Day, post: Post):
    li = day.submitted("Li")

    answer = post("resume", li, {"state": "in_exam"}, reason="power cut")[1]

    assert (codes(answer), answer["results"][0]["text"]) == (
        ["shown.state"],
        "Li 的情况已变化：现在是“已交卷”。本次没有执行，请核对后再操作。",
    )


@pytest.mark.parametrize(("locked", "shown"), [(True, False), (False, True)])
def test_a_screen_that_was_locked_or_freed_meanwhile_is_told(day: Day, post: Post, locked: bool, shown: bool):
    li = day.in_exam("Li")
    lock_screen(day.proctor, li, text="x")
    if not locked:
        unlock_screen(day.proctor, li)
    before = day.journal()

    answer = post("unlock" if shown else "lock", li, {"locked": shown}, text="Stop")[1]

    assert (codes(answer), day.journal()) == (["shown.locked"], before)
    assert ("“x”" in answer["results"][0]["text"]) is locked


def test_one_who_changed_stops_no_other(day: Day, post: Post):
    li, wang = day.sitting("Li"), day.sitting("Wang")
    register_violation(day.proctor, wang, type_code="A101", description="x")
    both: dict[str, Any] = {"sittings": [str(li.pk), str(wang.pk)]}
    both["shown"] = {str(one.pk): {"violations": 0} for one in (li, wang)}

    answer = post("register_violation", li, {}, **BREACH, **both)[1]

    assert codes(answer) == [None, "shown.violations"]


def test_a_coded_act_for_somebody_who_changed_leaves_the_code_good(day: Day, post: Post):
    li = day.in_exam("Li")

    status, answer = post("reset", li, {"state": "logged_in"}, reason="x", request=0, code="")

    assert (status, answer["code"], day.sitting("Li").state) == (409, "shown.state", "in_exam")


@pytest.mark.parametrize("shown", [5, [], "x"])
def test_what_is_not_understood_is_refused(day: Day, post: Post, shown: Any):
    li = day.in_exam("Li")

    status, answer = post("give_extra_time", li, shown, **TIME)

    assert (codes(answer) if status == 200 else [answer["code"]]) == ["act.field"]
