"""A room is registered at its test centre, or works without one (B3)."""

import socket
from io import StringIO
from pathlib import Path
from shutil import copy

import pytest
from django.core.management import CommandError, call_command

from formats import sealing, signing
from formats.refused import Refused
from journal.models import Event
from rooms.centre import client, register, set_standalone
from rooms.models import CentreLink, Room
from tests.day import ROOM_CODE, Day
from tests.uplink.conftest import certificate
from tests.uplink.stand_in import CODE, OTHER_PRIVATE, TOKEN, Running, StandIn


def at(centre: StandIn, **given: object) -> dict:
    return {"host": "127.0.0.1", "port": centre.port, "registration_code": CODE, **given}


def refused(day: Day, **given: object) -> Refused:
    """What registering is answered with; nothing has changed then."""
    before = (Room.objects.values().get(), list(CentreLink.objects.values()), Event.objects.count())

    with pytest.raises(Refused) as told:
        register(day.proctor, day.room, **given)  # type: ignore[arg-type]  # the tests say what

    assert (Room.objects.values().get(), list(CentreLink.objects.values()), Event.objects.count()) == before
    return told.value


def test_registering_pins_the_key_and_sets_the_mode(day: Day, centre: StandIn):
    link = register(day.proctor, day.room, **at(centre))

    stored = CentreLink.objects.select_related("room").get()
    assert stored == link
    assert (stored.room.mode, stored.room.name, stored.token) == ("centre", "Room 1", TOKEN)
    assert (bytes(stored.public_key), stored.centre_code) == (centre.public, "1999999")
    assert (stored.is_registered, stored.answers(day.now), stored.fault) == (True, True, "")
    assert day.journal() == ["room_registered"]


def test_the_centre_hears_who_registers_and_for_which_key_to_seal(day: Day, centre: StandIn):
    link = register(day.proctor, day.room, **at(centre))

    told = centre.bodies("/rooms/register")[0]
    assert (told["room"], told["registration_code"], told["machine"]) == (ROOM_CODE, CODE, str(day.room.uuid))
    assert told["seal_key"] == sealing.public_of(bytes(link.seal_key)).hex()


def test_the_journal_holds_neither_code_nor_token(day: Day, centre: StandIn):
    register(day.proctor, day.room, **at(centre))

    body = Event.objects.get(code="room_registered").body
    assert CODE not in body
    assert TOKEN not in body


def test_the_same_machine_registers_again_with_the_same_key(day: Day, centre: StandIn):
    first = bytes(register(day.proctor, day.room, **at(centre)).seal_key)

    second = register(day.proctor, day.room, **at(centre))

    assert bytes(second.seal_key) == first


def test_a_machine_whose_first_answer_was_lost_is_known_again(day: Day, centre: StandIn):
    centre.holder = str(day.room.uuid)

    assert register(day.proctor, day.room, **at(centre)).is_registered


def test_a_short_room_code_becomes_the_full_one(day: Day, centre: StandIn):
    Room.objects.update(code="001")
    day.room.refresh_from_db()

    assert register(day.proctor, day.room, **at(centre)).room.code == ROOM_CODE


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"registration_code": "WRONG"}, "register.wrong_code", "registration_code"),
        ({"registration_code": " "}, "register.no_code", "registration_code"),
        ({"host": ""}, "register.address", "host"),
        ({"host": "no address at all"}, "register.address", "host"),
        ({"port": 0}, "register.address", "host"),
        ({"port": 70000}, "register.address", "host"),
    ],
)
def test_what_a_field_can_mend_names_it(day: Day, centre: StandIn, given: dict, code: str, field: str):
    told = refused(day, **at(centre, **given))

    assert (told.code, told.values["field"]) == (code, field)


def test_a_room_that_the_centre_does_not_know(day: Day, centre: StandIn):
    Room.objects.update(code="777")
    day.room.refresh_from_db()

    assert refused(day, **at(centre)).code == "register.room_unknown"


def test_another_machine_needs_the_centres_release(day: Day, centre: StandIn):
    centre.holder = "another machine"

    told = refused(day, **at(centre))

    assert (told.code, told.values["address"]) == ("register.elsewhere", "192.168.0.9")


@pytest.mark.parametrize(
    ("disorder", "code"),
    [
        ("slow", "centre.slow"),
        ("half", "centre.broken_off"),
        ("failing", "centre.failing"),
        ("nonsense", "centre.nonsense"),
        ("endless", "centre.nonsense"),
        ("busy", "centre.busy"),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_centre_that_is_out_of_order(day: Day, centre: StandIn, disorder: str, code: str):
    centre.disorder = disorder

    assert refused(day, **at(centre)).code == code


def test_nobody_there(day: Day, closed_port: int):
    assert refused(day, host="127.0.0.1", port=closed_port, registration_code=CODE).code == "centre.unreachable"


@pytest.mark.usefixtures("impatient")
def test_no_encryption_where_it_is_expected(day: Day, centre: StandIn):
    assert refused(day, **at(centre, is_secure=True)).code == "centre.no_tls"


@pytest.mark.usefixtures("impatient")
def test_a_silent_program_without_encryption_is_not_called_slow(day: Day, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = {"host": "127.0.0.1", "port": silent.getsockname()[1], "registration_code": CODE}

        assert refused(day, **asked, is_secure=True).code == "centre.no_tls"
        assert refused(day, **asked).code == "centre.slow"


def test_a_certificate_that_nobody_vouches_for_is_refused_until_it_is_put_there(day: Day, settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    with Running(StandIn(now_ms=day.ms), certificate(tmp_path, "127.0.0.1")) as centre:
        told = refused(day, **at(centre, is_secure=True))
        assert told.code == "centre.certificate"
        assert centre.heard == []

        copy(tmp_path / "own.pem", tmp_path / "centre.pem")

        assert register(day.proctor, day.room, **at(centre, is_secure=True)).is_secure


def test_a_certificate_of_another_machine_is_refused(day: Day, settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    with Running(StandIn(now_ms=day.ms), certificate(tmp_path, "127.0.0.2")) as centre:
        copy(tmp_path / "own.pem", tmp_path / "centre.pem")

        assert refused(day, **at(centre, is_secure=True)).code == "centre.certificate"


def test_another_centres_key_has_to_be_confirmed_before_it_hears_the_code(day: Day, centre: StandIn):
    register(day.proctor, day.room, **at(centre))
    centre.private = OTHER_PRIVATE
    heard = len(centre.bodies("/rooms/register"))

    told = refused(day, **at(centre))

    assert (told.code, told.values["found"]) == ("centre.other_key", signing.fingerprint(centre.public))
    assert len(centre.bodies("/rooms/register")) == heard
    link = register(day.proctor, day.room, **at(centre, confirmed_key=told.values["found"]))
    assert bytes(link.public_key) == centre.public


def test_only_an_administrator_registers(day: Day, centre: StandIn):
    day.proctor = day.person("invigilator")

    assert refused(day, **at(centre)).code == "right.missing"
    assert centre.heard == []


def test_standalone_with_a_code_opens_what_is_sealed_for_it(day: Day):
    room = set_standalone(day.proctor, day.room, registration_code=CODE)

    assert room.mode == "standalone"
    assert bytes(room.centre_link.seal_key) == sealing.private_of_code(ROOM_CODE, CODE)
    assert day.journal() == ["standalone_set"]


def test_standalone_without_a_code_keeps_key_and_pin(day: Day, centre: StandIn):
    before = register(day.proctor, day.room, **at(centre))

    set_standalone(day.proctor, day.room)

    after = CentreLink.objects.select_related("room").get()
    assert after.room.mode == "standalone"
    assert (bytes(after.seal_key), bytes(after.public_key)) == (bytes(before.seal_key), bytes(before.public_key))


# --- manage.py parameters
def parameters(monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    monkeypatch.setattr("proctor_site.management.commands.parameters.migrate_what_is_missing", lambda: None)
    said = StringIO()
    call_command("parameters", "--room", ROOM_CODE, *options, stdout=said)
    return said.getvalue()


def test_the_command_line_registers(day: Day, centre: StandIn, monkeypatch):
    said = parameters(monkeypatch, "--centre", f"127.0.0.1:{centre.port}", "--registration-code", CODE)

    assert signing.fingerprint(centre.public) in said
    assert Room.objects.get().mode == "centre"


def test_the_command_line_says_why_not(day: Day, centre: StandIn, monkeypatch):
    with pytest.raises(CommandError, match="注册码"):
        parameters(monkeypatch, "--centre", f"127.0.0.1:{centre.port}", "--registration-code", "WRONG")

    assert Room.objects.get().mode == "standalone"


def test_the_command_line_sets_standalone(day: Day, monkeypatch):
    parameters(monkeypatch, "--standalone", "--registration-code", CODE)

    assert CentreLink.objects.get().registration_code == CODE


def test_the_command_line_makes_a_new_room_only_with_its_address(db, monkeypatch):
    with pytest.raises(CommandError):
        parameters(monkeypatch, "--standalone")

    parameters(monkeypatch, "--proctor-ip", "192.168.0.2", "--standalone")

    assert Room.objects.get().proctor_ip == "192.168.0.2"
