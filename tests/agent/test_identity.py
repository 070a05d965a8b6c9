"""A machine is known by its hardware; a copied folder is a new machine with the old answers (C1)."""

import shutil

import pytest

from agent_client import identity
from agent_client.daemon import Daemon
from agent_client.identity import Identity
from agent_client.instance import AlreadyRunning
from agent_client.options import Options
from formats.messages import Hello
from tests.agent.conftest import Desks, until
from tests.agent.fake_room import FakeRoom


async def test_restart_keeps_id_and_token(room: FakeRoom, desks: Desks):
    first = await desks.at().online()
    await first.stop()

    await desks.at().online()

    assert len(room.machines) == 1
    assert [bool(each.get("Authorization")) for each in room.headers] == [False, True]
    assert not any("Origin" in each for each in room.headers)


async def test_copied_folder_enrols_anew_and_delivers_the_answers_it_holds(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at("pc1").in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    await desk.stop()
    shutil.copytree(desks.root / "pc1", desks.root / "pc2")
    room.faults.clear()

    copy = await desks.at("pc2").online()

    await until(lambda: [change.value for change in room.sitting.log(1)] == ["A"])
    assert len({machine.id for machine in room.machines.values()}) == 2
    assert copy.daemon.core.candidate.here is None
    assert copy.screen in ("login", "waiting")


async def test_equal_hardware_under_different_ids_is_two_machines(room: FakeRoom, desks: Desks):
    await desks.at("pc1", fingerprint="clone").online()
    await desks.at("pc2", fingerprint="clone").online()

    assert len({machine.id for machine in room.machines.values()}) == 2
    assert {machine.fingerprint for machine in room.machines.values()} == {"clone"}


async def test_a_token_that_is_refused_twice_is_replaced_and_answers_stay(room: FakeRoom, desks: Desks):
    await room.allow_login()
    await room.start()
    desk = await desks.at().in_exam()
    room.faults.add("drop_saves")
    await desk.acts.answer("single/1", "A")
    machine = room.only_machine()

    room.faults.clear()
    link, room.machines = machine.link, {}
    assert link is not None
    await link.socket.close()

    await until(lambda: room.machines)
    await until(lambda: desk.daemon.connection.online)
    assert room.only_machine().id == machine.id
    await until(lambda: [change.value for change in room.sitting.log(1)] == ["A"])


async def test_a_server_that_refuses_everybody_for_a_while_makes_nobody_a_stranger(room: FakeRoom, desks: Desks):
    desk = await desks.at().online()
    token = desk.daemon.core.identity.token
    room.faults |= {"refuse", "no_enrolment"}
    await room.cut()
    asked = len(room.headers)
    await until(lambda: len(room.headers) >= asked + 4)
    room.faults.discard("refuse")

    await until(lambda: desk.daemon.connection.online)

    assert desk.daemon.core.identity.token == token
    assert list(room.machines) == [token]


async def test_hello_says_what_the_flags_say(room: FakeRoom, desks: Desks):
    await desks.at(hostname="PC23", address="127.0.0.5", clock_offset_s=3600).online()

    hello: Hello = room.of(Hello)[0]

    assert (hello.hostname, hello.addresses, hello.fingerprint) == ("PC23", ["127.0.0.5"], "hardware of pc1")
    assert hello.server_time is None


async def test_a_folder_has_one_daemon(room: FakeRoom, desks: Desks):
    await desks.at().online()

    with pytest.raises(AlreadyRunning):
        Daemon(Options(data=desks.root / "pc1", server=room.url, fingerprint="x"))


def test_same_hardware_same_machine_and_other_hardware_another():
    first = identity.of_this_machine(None, "one")

    assert identity.of_this_machine(first, "one") is first
    other = identity.of_this_machine(Identity(machine=first.machine, fingerprint="one", token="t"), "two")
    assert (other.machine != first.machine, other.token) == (True, None)


def test_this_hardware_has_a_lasting_fingerprint():
    assert identity.fingerprint() == identity.fingerprint()
    assert len(identity.fingerprint()) == 64
