"""The control room's back in a mock exam: ticks, their cancelling, 统一收卷, and 刷新考生状态 (M1–M3, E17)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exams.models import MockAutomation
from proctor_site.control_room import facts
from proctor_site.control_room.picture import picture
from rooms.models import Command
from rooms.operations.commands import Acknowledgement, acknowledge_commands
from tests.day import Day

pytestmark = pytest.mark.django_db(databases="__all__")
mock = pytest.mark.parametrize("day", [{"mode": "mock"}], indirect=True)
Post = Callable[..., tuple[int, dict[str, Any]]]
FORMAL = "start_client authorise allow_login allow_start register_absence register_violation incidents collect_single end_session report close_client".split()
MOCK = ["auto_log_in", "auto_answer", "collect_all"]


@pytest.fixture
def browser(day: Day) -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(day.boss)
    return client


@pytest.fixture
def post(browser: Client, day: Day) -> Post:
    def press(verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        address = f"/admin/control-room/{day.session.uuid}/{verb}/"
        response = browser.post(address, body, content_type="application/json")
        return response.status_code, response.json()

    return press


def board(day: Day) -> dict[str, Any]:
    return picture(facts.read(day.session.uuid, day.now))


def answered(day: Day, seat: int, outcome: Any, **result: Any) -> None:
    command = Command.objects.filter(machine=day.machine(seat)).latest("issued_at")
    acknowledge_commands([Acknowledgement(command.pk, day.machine(seat).pk, outcome, result)])


@mock
def test_login_is_allowed_with_the_two_ticks_and_both_are_cancelled(day: Day, post: Post):
    day.authorised()

    status, _ = post("allow_login", log_in=True, answer=True)
    ticked = board(day)["session"]["automation"]
    post("set_automation", log_in=False)
    one = board(day)["session"]["automation"]
    post("set_automation", answer=False)

    assert (status, ticked, one) == (200, {"log_in": True, "answer": True}, {"log_in": False, "answer": True})
    assert board(day)["session"]["automation"] == {"log_in": False, "answer": False}
    assert day.session.login_allowed_at == day.now


@mock
def test_the_board_of_a_mock_exam_has_its_group_and_says_when(day: Day):
    before = board(day)["tools"]
    day.in_exam("Li")
    during = board(day)["tools"]

    assert list(before) == FORMAL + MOCK
    assert [before[name] for name in MOCK] == [{"state": "ready"}] * 2 + [
        {"state": "off", "why": "not_started", "values": {}}
    ]
    assert during["collect_all"] == {"state": "ready", "values": {"count": 1}}


def test_a_formal_exam_shows_none_of_it_and_takes_none_of_it(day: Day, post: Post):
    day.authorised()

    answers = [
        post("allow_login", log_in=True),
        post("set_automation", answer=True),
        post("collect_all", sittings="all"),
    ]

    assert [(status, answer["code"]) for status, answer in answers] == [(409, "mock.only")] * 3
    assert (list(board(day)["tools"]), board(day)["session"]["automation"]) == (FORMAL, None)
    assert (day.session.login_allowed_at, MockAutomation.objects.count()) == (None, 0)


@mock
def test_collecting_tells_of_each_candidate_as_the_machines_answer(day: Day, post: Post, browser: Client):
    for name in ("Li", "Wang", "Zhang", "Zhao"):
        day.in_exam(name)
    day.offline(day.machine(4))

    status, answer = post("collect_all", sittings="all")
    course = f"/admin/control-room/{day.session.uuid}/course/{answer['course']}/"
    at_once = browser.get(course).json()
    answered(day, 1, "done", pending=0)
    answered(day, 2, "refused", reason="only_mock")
    answered(day, 3, "failed", pending=2)
    later = browser.get(course).json()

    assert (status, at_once["ended"], at_once["text"]) == (200, False, "4 台中 1 台已有结果。")
    assert [(row["seat"], row["ok"]) for row in at_once["results"]] == [(1, None), (2, None), (3, None), (4, False)]
    assert later["ended"] is True
    assert {row["seat"]: row["text"] for row in later["results"]} == {
        1: "已交卷",
        2: "这台考试机当前不在模考中，没有收卷。",
        3: "还有 2 条作答在上传途中。",
        4: "该考试机离线，请检查其网络。",
    }
    assert [row["sitting"] for row in later["results"]] == [
        str(day.sitting(name).pk) for name in ("Li", "Wang", "Zhang", "Zhao")
    ]


@mock
def test_a_machine_that_says_nothing_is_named_when_its_time_is_over(day: Day, post: Post, browser: Client):
    li = day.in_exam("Li")
    _, answer = post("collect_all", sittings=[str(li.pk)])

    day.later(seconds=61)
    told = browser.get(f"/admin/control-room/{day.session.uuid}/course/{answer['course']}/").json()

    assert (told["ended"], [row["ok"] for row in told["results"]]) == (True, [False])


def test_refreshing_asks_the_machines_of_the_chosen_or_of_all(day: Day, post: Post, browser: Client):
    li = day.in_exam("Li")
    day.in_exam("Wang")

    _, chosen = post("refresh", sittings=[str(li.pk)])
    day.later(seconds=1)
    _, everybody = post("refresh", sittings="all")
    answered(day, 1, "done", pending=0)
    told = browser.get(f"/admin/control-room/{day.session.uuid}/course/{everybody['course']}/").json()

    assert (chosen["text"], everybody["text"]) == ("已询问 1 台考试机。", "已询问 2 台考试机。")
    assert [(row["ok"], row["text"]) for row in told["results"]] == [
        (True, "已答复，作答齐全"),
        (None, "正在询问…"),
    ]
    assert (day.sitting("Li").state, Command.objects.filter(arguments__submit=True).count()) == ("in_exam", 0)


def test_refreshing_before_anybody_came_says_so(day: Day, post: Post):
    assert post("refresh", sittings="all")[1]["code"] == "refresh.nobody"


def test_a_course_is_shown_only_in_its_room(day: Day, post: Post, browser: Client):
    day.in_exam("Li")
    _, answer = post("refresh", sittings="all")

    stranger = Client(REMOTE_ADDR="127.0.0.1")
    path = f"/admin/control-room/{day.session.uuid}/course/{answer['course']}/"

    assert (stranger.get(path).status_code, browser.get(path).status_code) == (302, 200)
    assert browser.get(f"/admin/system/acts/{answer['course']}/").status_code == 404
