"""机位管理 over HTTP: every button, who may press it, and what is refused (B5-B7, S1)."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from formats.refused import Refused
from journal import clock
from journal.actor import Actor
from proctor_site.control_room.differences import changes
from proctor_site.seats import facts
from proctor_site.seats.picture import SHAPE, picture
from rooms.models import Machine, Room, Seat
from rooms.operations import correct_number, show_numbers
from tests.administration.browsing import client_of
from tests.day import SEATS, Day
from tests.seats.waiting import waiting
from tests.servers import ROOT

pytestmark = pytest.mark.django_db(databases="__all__")
SAMPLES = ROOT / "samples"


def logged_in(day: Day, role: str = "") -> Client:
    if role:
        day.person(role)
    return client_of(role or "boss")


def press(client: Client, day: Day, verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = client.post(f"/admin/seats/{day.room.uuid}/{verb}/", json.dumps(body), content_type="application/json")
    return response.status_code, response.json()


def look(day: Day) -> dict[str, Any]:
    return picture(facts.read(day.room.uuid, clock.now()))


def pk(number: int) -> int:
    return Seat.objects.get(number=number).pk


def numbers(day: Day) -> list[int]:
    return list(day.room.seats.order_by("number").values_list("number", flat=True))


# --- the page
def test_with_one_room_the_page_opens_at_once_and_with_several_asks(day: Day):
    client = logged_in(day)

    only = client.get(reverse("seats:choose")).content.decode()
    Room.objects.create(code="002")
    several = client.get(reverse("seats:choose")).content.decode()

    assert f'data-socket="/seats/{day.room.uuid}/" data-acts="/admin/seats/{day.room.uuid}/"' in only
    assert f'href="/admin/seats/{day.room.uuid}/">1999999001' in several


def test_the_side_bar_leads_to_the_page_and_the_list_of_the_administration_stays(day: Day):
    client = logged_in(day)

    bar = client.get(reverse("admin:index")).content.decode()

    assert 'href="/admin/seats/">机位管理' in bar
    assert client.get(reverse("admin:rooms_seat_changelist")).status_code == 200


def test_another_room_s_people_do_not_see_it(day: Day):
    other = Room.objects.create(code="002")
    client = logged_in(day, "invigilator")

    assert client.get(f"/admin/seats/{other.uuid}/").status_code == 403
    assert client.get(f"/admin/seats/{day.room.uuid}/").status_code == 200


def test_nobody_gets_in_without_a_login(day: Day):
    response = Client().get(f"/admin/seats/{day.room.uuid}/")

    assert (response.status_code, response["Location"][:13]) == (302, "/admin/login/")


# --- the acts
def test_a_seat_is_added_changed_moved_and_deleted(day: Day):
    client = logged_in(day)

    added = press(client, day, "add", ip="192.168.0.90", hostname=" PC90 ")
    seat = added[1]["seat"]
    changed = press(client, day, "change", seat=seat, number=9, ip="192.168.0.91", note="door")
    moved = press(client, day, "move", seat=seat, direction="up")
    stored = Seat.objects.get(pk=seat)
    deleted = press(client, day, "delete", seat=seat)

    assert [status for status, _ in (added, changed, moved, deleted)] == [200] * 4
    assert (added[1]["text"], stored.number, stored.ip, stored.note) == ("机位 009 已新增。", 8, "192.168.0.91", "door")
    assert numbers(day) == [1, 2, 3, 4, 5, 6, 7, 9]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("add", {"ip": "192.168.0.15"}, "seats.ip_taken"),
    ("add", {"ip": "10.0.0.1"}, "seats.other_network"),
    ("add", {"ip": "192.168.0.90", "number": 1}, "seats.number_taken"),
    ("add", {"ip": "192.168.0.90", "number": 10**30}, "act.field"),
    ("add", {"ip": "192.168.0.90", "note": "x" * 201}, "act.field"),
    ("add", {"ip": "192.168.0.90", "note": "\x00"}, "act.field"),
    ("add", {}, "act.field"),
    ("delete", {"seat": 10**9}, "seat.unknown"),
    ("delete", {"seat": 2**64}, "act.field"),
    ("move", {"seat": 1, "direction": "left"}, "act.field"),
    ("settle", {"matter": 10**9}, "matter.unknown"),
    ("number", {"machines": []}, "scan.nobody"),
    ("number", {"machines": ["x"]}, "act.field"),
]


def test_what_is_refused_says_why_and_changes_nothing(day: Day):
    before, client = look(day), logged_in(day)

    answers = [press(client, day, verb, **body) for verb, body, _ in REFUSED]

    assert [(status, answer["code"]) for status, answer in answers] == [(409, code) for _, _, code in REFUSED]
    assert (look(day), day.journal()) == (before, [])


def test_while_a_session_runs_a_taken_seat_stays_and_a_spare_may_be_added(day: Day):
    day.in_exam("Li")
    client = logged_in(day)

    refused = [
        press(client, day, "delete", seat=pk(1)),
        press(client, day, "change", seat=pk(1), number=20, ip="192.168.0.15"),
        press(client, day, "move", seat=pk(1), direction="down"),
        press(client, day, "move", seat=pk(2), direction="up"),
    ]
    spare = press(client, day, "add", ip="192.168.0.99")

    assert [answer["code"] for _, answer in refused] == ["seat.occupied"] * 4
    assert (spare[0], numbers(day)) == (200, list(range(1, SEATS + 2)))


def test_only_who_manages_the_room_changes_the_list(day: Day):
    machine = str(day.machine(2).pk)
    bodies: dict[str, dict[str, Any]] = {
        "add": {"ip": "192.168.0.90"},
        "change": {"seat": pk(1), "number": 20, "ip": "192.168.0.15"},
        "delete": {"seat": pk(1)},
        "move": {"seat": pk(1), "direction": "down"},
        "give": {"seat": pk(1), "machine": machine},
        "number": {"machines": [machine]},
    }

    for role in ("invigilator", "supervisor"):
        client = logged_in(day, role)
        codes = {verb: press(client, day, verb, **body)[1]["code"] for verb, body in bodies.items()}
        assert codes == dict.fromkeys(bodies, "right.missing")


def test_an_invigilator_shows_the_numbers_and_a_supervisor_does_not(day: Day):
    shown = press(logged_in(day, "invigilator"), day, "show")
    hidden = press(logged_in(day, "supervisor"), day, "hide")

    assert (shown[0], hidden[1]["code"], look(day)["room"]["numbers_shown"]) == (200, "right.missing", True)


def test_an_act_that_does_not_exist_is_not_found(day: Day):
    response = logged_in(day).post(f"/admin/seats/{day.room.uuid}/dance/", "{}", content_type="application/json")

    assert response.status_code == 404


# --- 自动扫描
def test_the_preview_shows_numbers_and_what_stands_against_them(day: Day):
    machines = [waiting(day, "PC10", "192.168.0.100"), waiting(day, "PC2", "192.168.0.101")]
    body = {"machines": [str(machine.pk) for machine in machines], "order": "name", "start": SEATS}

    status, answer = press(logged_in(day), day, "scan", **body)

    assert status == 200
    assert [(row["number"], row["machine"], row["why"], row["by_number"]) for row in answer["rows"]] == [
        (8, str(machines[1].pk), "机位号008已被占用。", True),
        (9, str(machines[0].pk), "", False),
    ]
    assert numbers(day) == list(range(1, SEATS + 1))


# --- the picture
def test_the_list_tells_what_each_seat_and_machine_is(day: Day):
    day.offline(day.machine(2))
    waiting(day, "PC2", "192.168.0.200")

    told = look(day)
    second = told["seats"][pk(2)]

    assert told["counts"] == {"seats": 8, "online": 7, "offline": 1, "conflict": 0, "same_name": 1, "waiting": 1}
    assert (second["number"], second["online"], second["same_name"]) == (2, False, True)
    assert [row["hostname"] for row in told["waiting"].values()] == ["PC2"]


def test_a_claimed_number_is_a_conflict_with_what_can_be_done(day: Day):
    show_numbers(day.proctor, day.room)
    machine = waiting(day, "PC70", "192.168.0.70")
    _type(machine, 2)

    [conflict] = look(day)["conflicts"].values()
    status, _ = press(logged_in(day), day, "give", seat=conflict["seat"], machine=conflict["machine"])

    assert (conflict["kind"], conflict["seat"], conflict["acts"]) == ("claim", pk(2), ["settle", "give", "number"])
    assert (status, look(day)["conflicts"], look(day)["seats"][pk(2)]["computer"]) == (200, {}, "PC70")


def test_keeping_the_registered_machine_settles_the_conflict(day: Day):
    show_numbers(day.proctor, day.room)
    _type(waiting(day, "PC70", "192.168.0.70"), 2)
    [conflict] = look(day)["conflicts"].values()

    press(logged_in(day), day, "settle", matter=conflict["matter"])

    assert (look(day)["conflicts"], look(day)["seats"][pk(2)]["computer"]) == ({}, "PC2")


def test_a_machine_at_the_address_of_another_one_s_seat_is_a_conflict(day: Day):
    waiting(day, "PC99", "192.168.0.16")

    [conflict] = look(day)["conflicts"].values()

    assert (conflict["kind"], conflict["seat"], conflict["acts"]) == ("address", pk(2), ["give"])
    assert look(day)["counts"]["conflict"] == 1


def test_equal_hardware_is_a_conflict(day: Day):
    copied = waiting(day, "COPY", "192.168.0.98", fingerprint="board-3")

    [conflict] = look(day)["conflicts"].values()

    assert (conflict["kind"], conflict["seat"], conflict["machine"]) == ("hardware", pk(3), str(copied.pk))


def test_a_delta_holds_what_changed_and_names_what_is_gone(day: Day):
    before, first = look(day), pk(1)
    press(logged_in(day), day, "delete", seat=first)

    delta = changes(before, look(day), SHAPE)

    assert sorted(delta) == ["counts", "gone", "waiting"]
    assert delta["gone"] == {"seats": [first]}


def test_the_number_of_queries_does_not_grow_with_the_room(day: Day, django_assert_num_queries: Any):
    for number in range(5):
        waiting(day, f"PC{number}", f"192.168.0.{120 + number}")

    with django_assert_num_queries(5):
        look(day)


def _type(machine: Machine, number: int) -> None:
    with pytest.raises(Refused):
        correct_number(Actor(kind="machine", machine=machine.pk), machine, number)


# --- lists as files
def a_file(content: bytes, name: str = "seats.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def bring(client: Client, day: Day, name: str, content: bytes) -> tuple[int, dict[str, Any]]:
    response = client.post(f"/admin/seats/{day.room.uuid}/import/", {"file": a_file(content, name)})
    return response.status_code, response.json()


LIST = "机位号,IP地址,计算机名,备注\n1,192.168.0.15,PC1,靠门\n9,192.168.0.90,PC9,\n".encode()


def test_a_list_is_shown_first_and_stored_on_yes(day: Day):
    client = logged_in(day)

    status, shown = bring(client, day, "seats.csv", LIST)
    before = numbers(day)
    done = press(client, day, f"import/{shown['token']}", seen=shown["seen"])

    assert (status, shown["counts"], shown["refused"]) == (
        200, {"added": 1, "changed": 1, "refused": 0, "unchanged": 0}, False,
    )  # fmt: skip
    assert (before, done[1]["text"]) == (list(range(1, 9)), "新增 1 个机位，修改 1 个。")
    assert (numbers(day)[-1], Seat.objects.get(number=1).note) == (9, "靠门")


def test_a_bad_list_names_its_rows_and_cannot_be_stored(day: Day):
    client = logged_in(day)

    _, shown = bring(client, day, "seats.csv", LIST + b"10,192.168.0.300,PC10,\n")
    status, answer = press(client, day, f"import/{shown['token']}", seen=shown["seen"])

    assert (shown["refused"], [(fault["row"], fault["level"]) for fault in shown["faults"]]) == (True, [(4, "error")])
    assert (status, answer["ok"], numbers(day)) == (409, False, list(range(1, 9)))


def test_what_is_no_list_of_seats_is_refused_here(day: Day):
    status, answer = bring(logged_in(day), day, "plan.xlsx", (SAMPLES / "exam_plan_001.xlsx").read_bytes())

    assert (status, answer["code"]) == (409, "import.not_seats")


def test_without_a_file_or_a_right_nothing_is_read(day: Day):
    nothing = logged_in(day).post(f"/admin/seats/{day.room.uuid}/import/")
    without_a_right = logged_in(day, "invigilator").post(
        f"/admin/seats/{day.room.uuid}/import/", {"file": a_file(LIST)}
    )

    assert (nothing.status_code, nothing.json()["code"]) == (409, "import.no_file")
    assert without_a_right.status_code == 403


def test_the_list_is_exported(day: Day):
    response = logged_in(day).get(reverse("admin:rooms_seat_export", args=["xlsx"]), {"room__id__exact": day.room.pk})

    rows = list(load_workbook(BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))
    assert (rows[0], len(rows)) == (("机位号", "IP地址", "计算机名", "备注"), SEATS + 1)
