"""Time and seats over HTTP, as the control room's page asks for them (F1, F2, F5, F6, F10)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from incidents.operations import give_extra_time
from journal.clock import to_ms
from proctor_site.control_room import facts
from proctor_site.control_room.picture import picture
from tests.day import Day
from tests.fairness.cuts import at, link_down, outage

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
Post = Callable[..., dict[str, Any]]


@pytest.fixture
def browser(day: Day) -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(day.boss)
    return client


@pytest.fixture
def post(browser: Client, day: Day) -> Post:
    def press(verb: str, **body: Any) -> dict[str, Any]:
        address = f"/admin/control-room/{day.session.uuid}/{verb}/"
        return browser.post(address, body, content_type="application/json").json()

    return press


def board(day: Day) -> dict[str, Any]:
    return picture(facts.read(day.session.uuid, day.now))


def preview(browser: Client, day: Day, verb: str, *names: str) -> list[dict[str, Any]]:
    ids = ",".join(str(day.sitting(name).pk) for name in names)
    return browser.get(f"/admin/control-room/{day.session.uuid}/preview/{verb}/?sittings={ids}").json()["rows"]


def test_all_who_fell_together_are_given_back_in_one_step(day: Day, post: Post):
    people = [day.in_exam("Li"), day.in_exam("Wang")]
    began = at(day, 9, 10)
    day.later(seconds=134)
    for sitting in people:
        outage(sitting, began, day.now, key=str(sitting.pk))
    shown = [board(day)["sittings"][str(sitting.pk)]["losses"] for sitting in people]

    losses = [{"sitting": str(sitting.pk), "began": to_ms(began)} for sitting in people]
    answer = post("give_back", losses=losses, until=day.ms(), reason="switch without power")
    again = post("give_back", losses=losses, until=day.ms(), reason="switch without power")

    assert shown == [[{"cause": "stopped", "began": to_ms(began), "ended": day.ms(), "sure": True}]] * 2
    assert [result["text"] for result in answer["results"]] == ["补回2分14秒"] * 2
    assert (answer["ok"], again["ok"], again["results"][0]["code"]) == (True, False, "credit.settled")
    after = board(day)
    assert after["counts"]["extra_time"] == 2
    assert [row["losses"] for row in after["sittings"].values() if row["credit_ms"]] == [[], []]


def test_a_resume_gives_back_what_was_measured_until_then(day: Day, post: Post):
    """One dialog, one act (E10, F2); the way to the next login is measured on and proposed later."""
    li = day.in_exam("Li")
    at(day, 9, 10)
    link_down(day, 1)
    day.later(minutes=1, seconds=11)

    answer = post("resume", sittings=[str(li.pk)], reason="switch without power", give_back=True)
    booked_at = day.ms()
    day.later(seconds=40)

    row = board(day)["sittings"][str(li.pk)]
    assert [result["text"] for result in answer["results"]] == ["已完成，补回1分11秒"]
    assert (row["credit_ms"], row["resumes"], row["seat"]) == (71_000, 1, None)
    assert [loss["began"] for loss in row["losses"]] == [booked_at]
    assert day.journal()[-2:] == ["resumed", "credited"]


def test_a_resume_without_it_leaves_the_loss_to_settle(day: Day, post: Post):
    li = day.in_exam("Li")
    began = at(day, 9, 10)
    link_down(day, 1)
    day.later(minutes=1)

    post("resume", sittings=[str(li.pk)], reason="switch without power")

    row = board(day)["sittings"][str(li.pk)]
    assert (row["credit_ms"], [loss["began"] for loss in row["losses"]]) == (0, [to_ms(began)])


@pytest.mark.parametrize("day", [{"credit_needs_code": True}], indirect=True)
def test_where_time_needs_a_code_nobody_is_resumed_by_the_way(day: Day, post: Post):
    li = day.in_exam("Li")

    answer = post("resume", sittings=[str(li.pk)], reason="switch", give_back=True)

    assert [result["code"] for result in answer["results"]] == ["credit.code_apart"]
    assert board(day)["sittings"][str(li.pk)]["resumes"] == 0


def test_the_ledger_of_one_says_its_parts_and_what_can_be_taken_back(day: Day, browser: Client, post: Post):
    li = day.in_exam("Li")
    give_extra_time(day.proctor, li, minutes=5, reason="noise")

    [row] = preview(browser, day, "ledger", "Li")
    [entry] = row["entries"]
    told = post("take_back_time", entry=entry["id"], reason="wrong candidate")
    [after] = preview(browser, day, "ledger", "Li")

    assert (row["duration_ms"], row["accommodation_ms"], row["free"], row["most"]) == (90 * 60_000, 0, 5, 25)
    assert (row["version"], row["seen"]) == (2, 0)
    wanted = {"cause": "extra_time", "ms": 300_000, "reason": "noise", "by": "Boss", "takes_back_ms": 300_000}
    assert {key: entry[key] for key in wanted} == wanted
    assert told["text"] == "已收回5分钟。"
    assert [(each["ms"], each["may_take_back"]) for each in after["entries"]] == [(300_000, False), (-300_000, False)]


def test_the_room_stops_and_goes_on(day: Day, post: Post):
    day.in_exam("Li")
    day.at(9, 10)
    post("interrupt", sittings="all", text="火警，请坐好", reason="火警")
    [standing] = board(day)["session"]["interruptions"]
    day.at(9, 15)

    answer = post("go_on", interruption=standing["id"])

    assert (standing["whole_room"], standing["since"], len(standing["sittings"])) == (True, day.ms() - 300_000, 5)
    assert answer["text"] == "考试继续，已为5名考生补回时间。"
    assert board(day)["session"]["interruptions"] == []


def test_noticed_late(day: Day, post: Post):
    li = day.in_exam("Li")
    day.at(9, 20)

    span = {"from": day.ms() - 600_000, "to": day.ms() - 480_000}
    answer = post("interrupt_afterwards", sittings=[str(li.pk)], reason="alarm", **span)

    assert answer["ok"]
    assert board(day)["sittings"][str(li.pk)]["credit_ms"] == 120_000


def test_a_move_says_before_what_is_kept(day: Day, browser: Client, post: Post):
    li = day.in_exam("Li")
    day.answer(li, "single/1", "A")

    [row] = preview(browser, day, "change_seat", "Li")
    outage(li, day.now)
    day.later(minutes=2)
    answer = post("change_seat", sittings=[str(li.pk)], seat=7, reason="screen", give_back=True)

    assert (row["answered"], row["files"], row["left_ms"]) == (1, 0, 90 * 60_000)
    assert [result["text"] for result in answer["results"]] == ["到007号机位登录；补回2分钟"]
    assert board(day)["sittings"][str(li.pk)]["credit_ms"] == 120_000
    assert board(day)["sittings"][str(li.pk)]["moves_to"] == 7


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("give_back", {"losses": "all", "until": 1, "reason": "x"}),
        ("give_back", {"losses": [{"sitting": "x", "began": "y"}], "until": 1, "reason": "x"}),
        ("take_back_time", {"entry": "1", "reason": "x"}),
        ("interrupt_afterwards", {"sittings": "all", "from": 10**30, "to": 1, "reason": "x"}),
        ("change_seat", {"sittings": [], "seat": 1, "reason": "x"}),
    ],
)
def test_a_body_that_is_not_understood_changes_nothing(day: Day, post: Post, verb: str, body: dict[str, Any]):
    day.in_exam("Li")
    before = day.journal()

    assert post(verb, **body)["code"].startswith("act.")
    assert day.journal() == before


def test_what_a_machine_that_is_away_still_has_is_unknown(day: Day, browser: Client):
    """Nothing is shown as zero that nobody knows (F6)."""
    day.in_exam("Li")
    presence = day.machine(1).presence
    presence.indicators = {"pending": 0}
    presence.save()
    [there] = preview(browser, day, "change_seat", "Li")
    at(day, 9, 10)
    link_down(day, 1)
    [away] = preview(browser, day, "change_seat", "Li")

    assert (there["pending"], away["pending"]) == (0, None)
