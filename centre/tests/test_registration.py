"""A room registers at its centre, and nobody else for it (B3, T1)."""

import pytest
from django.test import Client

from centre import operations
from centre.models import Room
from centre.tests.day import OTHER_KEY, OTHER_MACHINE, ROOM_KEY, CentreDay
from formats import sealing
from formats.refused import Refused

pytestmark = pytest.mark.db


def test_a_machine_registers_with_the_code_of_the_room(day: CentreDay):
    answer = day.register()

    assert answer.status == 200
    assert answer.told["room"] == {"code": "1999999001", "name": ""}
    assert answer.told["centre"]["code"] == "1999999"
    assert day.journal()[-1] == "room_registered"


def test_the_room_may_be_named_by_its_last_three_digits(day: CentreDay):
    assert day.register(room="001").told["room"]["code"] == "1999999001"


def test_what_the_centre_is_can_be_asked_by_anybody(day: CentreDay):
    answer = day.ask("centre")

    assert (answer.status, answer.told["version"], answer.told["time"]) == (200, 1, day.ms())
    assert answer.headers["Jiankao-Time"] == str(day.ms())


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"room": "1999999009"}, (404, "room.unknown")),
        ({"room": "12"}, (422, "request.field")),
        ({"registration_code": "WRONGONE"}, (403, "room.registration_code")),
        ({"seal_key": "ab"}, (422, "request.field")),
        ({"machine": "me"}, (422, "request.field")),
        ({"hostname": "x" * 201}, (422, "request.field")),
    ],
)
def test_a_wrong_registration_is_refused(day: CentreDay, changed: dict[str, str], refusal: tuple[int, str]):
    assert day.register(**changed).refusal == refusal

    assert not Room.objects.get().is_registered


def test_a_wrong_registration_code_is_in_the_journal(day: CentreDay):
    day.register(registration_code="WRONGONE")

    assert day.journal()[-1] == "registration_refused"


def test_another_machine_needs_the_release_by_the_centre(day: CentreDay):
    day.registered()
    answer = day.register(machine=str(OTHER_MACHINE))
    assert answer.refusal == (409, "room.registered_elsewhere")
    assert answer.told["values"] == {"room": "1999999001", "at": day.ms(), "address": "192.168.2.31"}

    operations.release_room(day.person("1999999"), day.room)

    assert day.ask("packages").refusal == (401, "token.unknown")
    assert day.register(machine=str(OTHER_MACHINE)).status == 200


def test_the_same_machine_may_register_again_and_its_old_token_ends(day: CentreDay):
    old = day.registered().token

    day.registered()

    assert day.ask("packages").status == 200
    day.token = old
    assert day.ask("packages").refusal == (401, "token.unknown")


def test_a_room_that_is_not_registered_cannot_be_released(day: CentreDay):
    with pytest.raises(Refused) as refusal:
        operations.release_room(day.by, day.room)

    assert refusal.value.code == "room.not_registered"


def test_a_heartbeat_says_what_there_is_and_shows_on_the_board(day: CentreDay):
    day.registered()
    package = day.publish()
    session = {"plan": str(day.plan.uuid), "session": 1, "phase": "running", "figures": {"expected": 40, "in_exam": 39}}

    told = day.tell("rooms/heartbeat", {"state": {"seats": 42, "online": 41, "sessions": [session]}}).told

    assert [(each["revision"], each["sha256"]) for each in told["packages"]] == [(1, package.sha256)]
    assert [(each["session"], each["ready"]) for each in told["authorizations"]] == [(1, False), (2, False)]
    shown = day.browser().get("/board/state/").json()["rooms"][0]
    assert (shown["heard"], shown["online"]) == (True, 41)
    assert [(each["phase"], each["figures"].get("in_exam")) for each in shown["sessions"]] == [
        ("running", 39),
        ("", None),
    ]


def test_a_room_that_is_silent_for_30_seconds_is_not_heard(day: CentreDay):
    day.registered()

    day.at(8, 1)

    assert day.browser().get("/board/state/").json()["rooms"][0]["heard"] is False


def test_without_a_token_nothing_is_told(day: CentreDay):
    for path in ("packages", f"packages/{day.plan.uuid}/1", f"authorizations/{day.plan.uuid}/1"):
        assert day.ask(path).refusal == (401, "token.unknown")
    for path in ("rooms/heartbeat", "seal-checks", "codes/used"):
        assert day.tell(path, {}).refusal == (401, "token.unknown")


def test_too_many_registrations_from_an_address_have_to_wait(day: CentreDay):
    for _ in range(20):
        day.register(registration_code="WRONGONE")

    answer = day.register()

    assert answer.refusal == (429, "rate")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_malformed_registrations_count_too(day: CentreDay):
    for _ in range(20):
        assert day.tell("rooms/register", {}).status in (400, 422)

    assert day.register().refusal == (429, "rate")


def test_a_room_that_asks_without_end_has_to_wait_and_no_other(day: CentreDay):
    day.registered()
    for _ in range(120):
        assert day.ask("packages").status == 200

    assert day.ask("packages").refusal == (429, "rate")
    assert day.ask("centre").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"state": NaN}',
        b'{"state": {"version": "\\u0000"}}',
        b'{"a": 1e999}',
        b'{"a":' + b"[" * 5000,
    ],
)
def test_what_is_no_object_of_json_is_not_understood(day: CentreDay, body: bytes):
    day.registered()

    assert day.tell("rooms/heartbeat", body).refusal == (400, "request.malformed")


def test_a_body_above_1_mib_is_refused(day: CentreDay):
    day.registered()

    assert day.tell("rooms/heartbeat", b" " * (1024 * 1024 + 1)).refusal == (413, "request.size")


def test_any_other_address_of_the_api_answers_in_its_form(day: CentreDay):
    answer = Client().get("/api/v2/centre")

    assert (answer.status_code, answer.json()["code"]) == (404, "request.path")


def test_the_key_is_another_one_after_a_new_registration_and_packages_are_sealed_for_it(day: CentreDay):
    day.registered()
    day.publish()
    assert day.fetched(room_private=ROOM_KEY).manifest.revision == 1

    day.registered(seal_key=sealing.public_of(OTHER_KEY).hex())

    assert day.fetched(room_private=OTHER_KEY).manifest.revision == 1
