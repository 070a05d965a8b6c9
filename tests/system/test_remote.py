"""远程控制 and 考生端初始化: confirmed with names and numbers, a result for every machine (S2, S3)."""

import pytest
from django.urls import reverse

from formats.refused import Refused
from rooms import operations as rooms
from rooms.models import Command, Presence, RemoteAct
from rooms.operations.commands import Acknowledgement
from tests.administration.browsing import client_of
from tests.day import Day

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


def told(day: Day, act: RemoteAct) -> dict[str, tuple[str, str]]:
    return {each.place.number: (each.state, each.code) for each in rooms.results_of(act, day.now)}


def answered(day: Day, seat: int, outcome: str, **result: object) -> None:
    command = Command.objects.get(machine=day.machine(seat))
    said = Acknowledgement(command.pk, command.machine_id, outcome, result)  # type: ignore[arg-type]  # a literal
    rooms.acknowledge_commands([said])


def test_every_machine_has_its_result_and_one_that_is_left_out_stops_no_other(day: Day):
    day.in_exam("Li")
    day.offline(day.machine(2))
    rooms.add_seat(day.proctor, day.room, number=9, ip="192.168.0.99")
    keys = [place.key for place in rooms.places_of(day.room)]

    act = rooms.command_places(day.proctor, day.room, keys, kind="restart")
    answered(day, 3, "done")
    answered(day, 4, "refused", reason="power_not_allowed")
    answered(day, 5, "unknown", reason="cut off")

    assert told(day, act) == {
        "001": ("refused", "machine.in_exam"),
        "002": ("refused", "machine.offline"),
        "003": ("done", ""),
        "004": ("refused", "power_not_allowed"),
        "005": ("unknown", "cut off"),
        "006": ("waiting", ""),
        "007": ("waiting", ""),
        "008": ("waiting", ""),
        "009": ("refused", "seat.no_machine"),
    }


def test_a_machine_that_does_not_answer_is_said_to_be_silent(day: Day):
    act = rooms.command_places(day.proctor, day.room, ["seat:1"], kind="shutdown")

    day.later(minutes=2)

    assert told(day, act) == {"001": ("no_answer", "")}


def test_a_machine_without_a_seat_is_named_with_that_reason(day: Day):
    machine = day.machine(8)
    rooms.delete_seat(day.proctor, day.room.seats.get(number=8))
    [place] = [place for place in rooms.places_of(day.room) if place.seat is None]

    act = rooms.command_places(day.proctor, day.room, [place.key], kind="restart")

    assert place.machine == machine
    assert told(day, act) == {"": ("refused", "machine.no_seat")}


@pytest.mark.parametrize(("kind", "role", "code"), [
    ("restart", "supervisor", "right.missing"),
    ("clear", "invigilator", "right.missing"),
    ("uninstall", "supervisor", "right.missing"),
])  # fmt: skip
def test_who_may_not_changes_nothing(day: Day, kind, role: str, code: str):
    person, before = day.person(role), day.journal()

    with pytest.raises(Refused) as refused:
        rooms.command_places(person, day.room, ["seat:1"], kind=kind)

    assert (refused.value.code, day.journal(), Command.objects.count(), RemoteAct.objects.count()) == (
        code,
        before,
        0,
        0,
    )


def test_a_machine_that_holds_answers_that_are_not_here_is_not_cleared_unless_they_are_exported(day: Day):
    Presence.objects.filter(machine=day.machine(1)).update(indicators={"undelivered": 1})

    refused = rooms.command_places(day.proctor, day.room, ["seat:1", "seat:2"], kind="clear")
    exported = rooms.command_places(day.proctor, day.room, ["seat:1"], kind="clear", arguments={"export": True})

    assert told(day, refused) == {"001": ("refused", "machine.holds_answers"), "002": ("waiting", "")}
    assert told(day, exported) == {"001": ("waiting", "")}
    assert [command.arguments for command in Command.objects.filter(machine=day.machine(1))] == [{"export": True}]


def test_a_sitting_that_was_closed_but_not_collected_holds_its_machine(day: Day):
    day.in_exam("Li")
    day.at(10, 31)
    day.started()  # the clock's step: the deadline has closed it
    assert day.sitting("Li").collected_at is None

    act = rooms.command_places(day.proctor, day.room, ["seat:1"], kind="clear")

    assert told(day, act) == {"001": ("refused", "machine.not_collected")}


# --- the pages
def test_the_confirmation_names_who_is_meant_and_who_is_left_out_and_nothing_is_done_before(day: Day):
    day.in_exam("Li")
    client = client_of("boss")

    page = client.post(reverse("system:remote"), {"kind": "restart", "written": "1-2, 192.168.0.22"})

    text = page.content.decode()
    assert "<b>002</b> PC2 192.168.0.16" in text
    assert "<b>008</b> PC8 192.168.0.22" in text
    assert "<b>001</b>" not in text
    assert "Li" in text
    assert Command.objects.count() == 0
    done = client.post(reverse("system:remote"), {"kind": "restart", "confirmed": "1", "place": ["seat:1", "seat:2"]})
    act = RemoteAct.objects.get()
    assert done["Location"] == reverse("system:act", args=[act.pk])
    assert told(day, act) == {"001": ("refused", "machine.in_exam"), "002": ("waiting", "")}


def test_the_result_is_live(day: Day):
    client = client_of("boss", language="en")
    act = rooms.command_places(day.proctor, day.room, ["seat:1", "seat:2"], kind="restart")
    state = reverse("system:act-state", args=[act.pk])

    before = client.get(state).json()
    answered(day, 1, "done")
    answered(day, 2, "failed", reason="no right")
    after = client.get(state).json()

    assert (before["over"], [line["state"] for line in before["lines"]]) == (False, ["waiting", "waiting"])
    assert (after["over"], after["counted"]) == (True, "1 of 2 done.")
    assert [(line["number"], line["word"], line["text"]) for line in after["lines"]] == [
        ("001", "done", ""),
        ("002", "failed", "no right"),
    ]
    assert client.get(reverse("system:act", args=[act.pk])).status_code == 200


@pytest.mark.parametrize(("sent", "said"), [
    ({}, "请至少选择一台考试机"),
    ({"written": "900"}, "“900”"),
    ({"written": "127.0.0.99, 2, 999"}, "“127.0.0.99, 999”"),
    ({"written": "1-; DROP"}, "DROP"),
    ({"confirmed": "1", "place": ["seat:99"]}, "请至少选择一台考试机"),
])  # fmt: skip
def test_what_means_nobody_is_said(day: Day, sent: dict[str, object], said: str):
    page = client_of("boss").post(reverse("system:remote"), {"kind": "shutdown", **sent})

    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert (Command.objects.count(), RemoteAct.objects.count()) == (0, 0)


def test_all_machines_are_shut_down_after_one_confirmation(day: Day):
    client = client_of("boss")

    asked = client.post(reverse("system:remote"), {"kind": "shutdown", "everyone": "1"})
    keys = [f"seat:{number}" for number in range(1, 9)]
    client.post(reverse("system:remote"), {"kind": "shutdown", "confirmed": "1", "place": keys})

    assert asked.content.decode().count('name="place"') == 8
    assert list(Command.objects.values_list("kind", flat=True)) == ["shutdown"] * 8
    assert day.journal()[-1] == "command_issued"


def test_clearing_can_take_the_program_along_and_export_first(day: Day):
    client = client_of("boss")
    chosen = {"uninstall": "1", "export": "1", "place": ["seat:1"]}

    asked = client.post(reverse("system:clear"), chosen)
    client.post(reverse("system:clear"), {**chosen, "confirmed": "1"})

    assert 'name="uninstall" value="1"' in asked.content.decode()
    assert [(each.kind, each.arguments) for each in Command.objects.all()] == [("uninstall", {"export": True})]
