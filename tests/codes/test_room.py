"""Codes as the room sees them: over HTTP, on the board, in the administration, on the record sheet (E8, E12, E20, E23)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.documents import CodeRow, record_sheet
from incidents.models import CodeRequest
from proctor_site.control_room import facts
from proctor_site.control_room.picture import picture
from tests.administration.browsing import client_of
from tests.codes.acts import extra_time
from tests.codes.desk import Desk
from tests.day import Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
Post = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def browser(day: Day) -> Client:
    return client_of("boss")


@pytest.fixture
def post(browser: Client, day: Day) -> Post:
    def press(verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        address = f"/admin/control-room/{day.session.uuid}/{verb}/"
        response = browser.post(address, body, content_type="application/json")
        return response.status_code, response.json()

    return press


def board(day: Day) -> dict[str, Any]:
    return picture(facts.read(day.session.uuid, day.now))


def test_a_late_start_from_the_button_to_the_countdown(day: Day, desk: Desk, post: Post):
    day.logged_in("Li")
    day.at(9, 16)

    button = board(day)["tools"]["allow_start"]
    asked = post("request_code", kind="late_start")[1]
    (shown,) = board(day)["codes"].values()
    wrong = post("start_late", request=asked["request"], code="AAAAAAAA")
    left = board(day)["codes"][asked["request"]]["tries_left"]
    right = post("start_late", request=asked["request"], code=desk.compute(CodeRequest.objects.get()))

    assert (button["state"], button["why"]) == ("ready", "late_code")
    assert (shown["kind"], shown["challenge"]) == ("late_start", CodeRequest.objects.get().challenge)
    assert (wrong[0], wrong[1]["code"], left) == (409, "code.wrong", 4)
    assert (right[0], board(day)["codes"]) == (200, {})
    assert day.session.start_at is not None


def test_without_a_key_the_button_says_so(day: Day):
    day.login_allowed()
    day.at(9, 16)

    assert board(day)["tools"]["allow_start"] == {"state": "off", "why": "no_codes", "values": {}}


def test_the_board_says_who_is_late(day: Day, desk: Desk, post: Post):
    day.in_exam("Li")
    day.at(9, 31)
    wang = str(day.sitting("Wang").pk)
    late = [row["name"] for row in board(day)["sittings"].values() if row["late"]]

    asked = post("request_code", kind="late_candidate", sittings=[wang])[1]
    code = desk.compute(CodeRequest.objects.get())
    done = post("admit_late", sittings=[wang], request=asked["request"], code=code, reason="bus")

    assert late == ["Wang", "Zhang", "Zhao", "Chen"]
    assert (done[0], done[1]["results"][0]["name"]) == (200, "Wang")
    assert day.log_in("Wang").state == "logged_in"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("request_code", {"kind": "anything"}),
        ("request_code", {"kind": "extra_time", "minutes": "15"}),
        ("request_code", {"kind": "extra_time", "minutes": -5, "sittings": []}),
        ("withdraw_code", {"request": 99}),
        ("start_late", {"request": "1", "code": "AAAAAAAA"}),
        ("give_extra_time_by_code", {"request": 99, "code": "x", "minutes": 12, "reason": "x", "sittings": []}),
        ("reset", {"request": 99, "code": "x", "reason": "x", "sittings": []}),
    ],
)
def test_a_faulty_body_is_refused_with_words(day: Day, desk: Desk, post: Post, verb: str, body: dict[str, Any]):
    status, answer = post(verb, **body)

    assert (status, answer["ok"], bool(answer["text"])) == (409, False, True)
    assert day.journal() == []


@pytest.mark.parametrize("code", ["\ud800\ud800", "\x00AAAAAAA", "x" * 5000, "授权码授权码授权", "AAAA\nAAAA"])
def test_whatever_is_typed_is_a_wrong_code(day: Day, desk: Desk, post: Post, code: str):
    li = day.in_exam("Li")
    asked = post("request_code", kind="extra_time", sittings=[str(li.pk)], minutes=12)[1]

    body = {"sittings": [str(li.pk)], "minutes": 12, "reason": "x", "request": asked["request"], "code": code}
    status, answer = post("give_extra_time_by_code", **body)

    assert (status, answer["code"].startswith("code.")) == (409, True)
    assert day.sitting("Li").time_entries.count() == 0


def test_the_list_of_requests_and_the_record_sheet_name_the_codes(day: Day, desk: Desk, browser: Client, post: Post):
    li = day.in_exam("Li")
    asked = post("request_code", kind="extra_time", sittings=[str(li.pk)], minutes=12)[1]
    code = desk.compute(CodeRequest.objects.get())
    body = {"sittings": [str(li.pk)], "minutes": 12, "reason": "power cut", "request": asked["request"], "code": code}
    told = post("give_extra_time_by_code", **body)[1]["text"]

    sheet = record_sheet(day.session, day.now)
    listed = browser.get("/admin/incidents/coderequest/").content.decode()
    one = browser.get(f"/admin/incidents/coderequest/{asked['request']}/change/").content.decode()

    spoken = f"{code[:4]} {code[4:]}"
    assert "12" in told
    assert sheet.codes == (
        CodeRow(CodeRequest.Kind.EXTRA_TIME, ("Li",), 12, spoken, "power cut", sheet.codes[0].at, "Boss"),
    )
    assert sheet.times[0].code == spoken
    assert "Li" in listed
    assert spoken in one


def test_the_list_asks_the_database_as_often_for_three_as_for_one(day: Day, desk: Desk, browser: Client):
    day.in_exam("Li")
    extra_time(day, minutes=11)
    one = queries(browser)
    for minutes in (12, 13):
        extra_time(day, minutes=minutes)

    assert queries(browser) == one


def queries(browser: Client) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        browser.get("/admin/incidents/coderequest/")
    return len(captured)
