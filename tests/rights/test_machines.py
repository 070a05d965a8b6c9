"""What comes from machines: every kind of message and every request, from whom it is not taken (S1, C1)."""

import asyncio
from typing import Any, get_args
from uuid import uuid4

import pytest

from exams.bulk import _ROUTES
from formats import messages
from formats.messages import Frame, FromMachine
from tests.answers.http import Client as MachineHttp
from tests.link import acts
from tests.link.conftest import Place, own_place, place
from tests.link.machine import Machine
from tests.rights.table import compare

__all__ = ["own_place", "place"]  # fixtures
KINDS: tuple[type[Frame], ...] = get_args(FromMachine)


def a_frame(kind: type[Frame], machine: Machine) -> Frame:
    """Of this kind, about a sitting and a command that are not this machine's. A new kind gets its fields here."""
    stranger = uuid4()
    known: dict[str, dict[str, Any]] = {
        "Hello": {}, "Beat": {"client_time": 1, "seen": 1},
        "Login": {"ticket": "0"}, "ReadRules": {"sitting": stranger}, "NotMe": {"sitting": stranger, "epoch": 1},
        "Save": {"sitting": stranger, "epoch": 1, "revision": 1, "chain": "0" * 64, "changes": [
            messages.Change(n=1, at=1, deadline_version=1, kind="answer", question="single/1", value="A")
        ]},
        "Submit": {"sitting": stranger, "epoch": 1, "revision": 0, "chain": "0" * 64, "by": "candidate"},
        "DeadlineSeen": {"sitting": stranger, "version": 1}, "RaiseHand": {"id": str(stranger)}, "Read": {"id": str(stranger)},
        "AcknowledgeLock": {"id": "1", "at": 1}, "Ack": {"command": str(stranger), "outcome": "done"},
        "Check": {"run": "1", "step": "cpu", "passed": True}, "Log": {"entries": []}, "TakeNumber": {"number": 7},
        "Outage": {"id": "1", "sitting": stranger, "epoch": 1, "cause": "page", "began": 1},
    }  # fmt: skip
    if kind is messages.Hello:
        return machine.hello()
    assert kind.__name__ in known, f"{kind.__name__}: give `a_frame` its fields"
    return kind(**known[kind.__name__])


async def before_the_welcome(place: Place, number: int, kind: type[Frame]) -> str:
    machine = await place.machine(number)
    await machine.dial()
    await machine.say(a_frame(kind, machine))
    answer = await _answered(machine)
    return "yes" if answer is messages.Welcome else "–"


async def about_somebody_else(machine: Machine, kind: type[Frame]) -> str:
    """What an admitted machine reaches that it does not hold: nothing, or only itself."""
    if kind is messages.Hello:
        return "–"
    await machine.say(a_frame(kind, machine))
    await machine.say(machine.a_beat())
    answer = await _answered(machine)
    return "itself" if kind is messages.Beat and answer is messages.ServerBeat else "–"


async def _answered(machine: Machine) -> type[Frame] | None:
    try:
        async with asyncio.timeout(10):
            return type(await machine.next())
    except (TimeoutError, Exception):  # closed, in whatever way
        return None


async def test_no_kind_of_message_is_taken_from_whom_it_must_not_be(place: Place):
    admitted = await place.seated(200)
    before = await place.call(acts.events)

    found = {}
    for number, kind in enumerate(KINDS, 1):
        name = kind.__struct_config__.tag
        found[str(name)] = (
            await before_the_welcome(place, number, kind),
            await about_somebody_else(admitted, kind),
        )

    compare("Messages of machines", found)
    after = await place.call(acts.events)
    assert [
        code
        for code in after[len(before) :]
        if code not in ("machine_enrolled", "matter_opened", "hand_raised", "link_up", "link_down")
    ] == []


@pytest.mark.django_db(databases="__all__", transaction=True)
async def test_no_request_of_a_machine_is_answered_without_its_token():
    found = {}
    for pattern, methods in _ROUTES:
        path = pattern.pattern.replace("([0-9a-f]{64})", "0" * 64)
        path = path if path.startswith("/agent/blobs") else path.split("(")[0] + str(uuid4()) + path.rsplit(")", 1)[-1]
        for method in methods:
            told = [
                await _status(MachineHttp("wrong"), method, path),
                await _status(MachineHttp("wrong"), method, path, origin="http://x"),
            ]
            found[f"{method} {pattern.pattern.split('(')[0].rstrip('/')}"] = tuple(told)

    compare("Requests of machines", found)


async def _status(client: MachineHttp, method: str, path: str, **headers: Any) -> str:
    return str((await client.ask(method, path, **headers)).status)
