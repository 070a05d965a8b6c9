"""Who gets a link: enrolment, the token's hardware, one link for each machine (C1)."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import connection

from formats import messages
from formats.messages import Close, Hello, Malformed, Welcome
from formats.refused import N_, Refused
from journal import clock
from rooms.live import presence, states
from rooms.live.database import in_database
from rooms.live.gather import Gather
from rooms.live.hub import Hub, phase_of
from rooms.live.link import Link, MachineRef
from rooms.live.states import Arrival, Welcomed
from rooms.models import Machine
from rooms.operations.machines import Caller, enrol
from rooms.operations.matters import open_matter

MOST_STRANGERS: Final = 20
MOST_FINGERPRINT: Final = 200
MOST_NAME: Final = 100
REPLACED_AFTER_S: Final = 2 * messages.BEAT_EVERY_S
LOOK_EVERY_S: Final = 0.1

_strangers: Counter[str] = Counter()
_joining: dict[UUID, Link] = {}


@contextmanager
def stranger_at(address: str) -> Iterator[None]:
    """A place for a socket without a token. Raises `Malformed` (4429) when its address has 20 of them."""
    if _strangers[address] >= MOST_STRANGERS:
        raise Malformed(Close.RATE, "too many machines without a token at one address")
    _strangers[address] += 1
    try:
        yield
    finally:
        _strangers[address] -= 1
        if not _strangers[address]:
            del _strangers[address]


async def join(hub: Hub, link: Link, hello: Hello, known: MachineRef | None) -> None:
    """Welcome the machine and add its link; one that is not known enrols first.

    Raises `Malformed` with 4409 if it has a link that lives, and `Refused`.
    """
    caller = Caller(
        hello.machine, hello.fingerprint[:MOST_FINGERPRINT], hello.hostname[:MOST_NAME], hello.client[:40], link.address
    )
    if caller.machine in _joining:
        raise Malformed(Close.DUPLICATE, "this machine is just coming in")
    _joining[caller.machine] = link
    try:
        if known:
            _check_hardware(known, caller)
        await _be_the_only_one(hub, caller)
        token = None if known else await _enrol(hub, caller)
        hub.vote(caller.machine, hello.server_time if known else None)
        welcomed = await _welcomes.ask(Arrival(caller, hello))
        link.machine = welcomed.machine
        await _welcome(hub, link, hello, welcomed.welcome, token)
    except LookupError as fault:
        raise Malformed(Close.TOKEN, "this machine has just been taken out") from fault
    finally:
        del _joining[caller.machine]


def _check_hardware(known: MachineRef, caller: Caller) -> None:
    """A token is bound to the hardware and the id that it was given to."""
    if (known.fingerprint, known.id) != (caller.fingerprint, caller.machine):
        raise Refused(
            "token", N_("This token belongs to another machine. The machine enrols anew and keeps its answers.")
        )


async def _enrol(hub: Hub, caller: Caller) -> str:
    """The token of a machine that had none; whether it is online elsewhere must be known by then."""
    await hub.book.is_written()
    _machine, token = await in_database(enrol, caller)
    return token


async def _welcome(hub: Hub, link: Link, hello: Hello, welcome: Welcome, token: str | None) -> None:
    welcome.token = token
    link.phase = phase_of(welcome.moments)
    if hub.stopping:
        raise Malformed(Close.RESTARTING, "the server stops")
    await link.answer(messages.answer_to(hello, welcome))
    hub.add(link, welcome.state)


async def _be_the_only_one(hub: Hub, caller: Caller) -> None:
    """Wait until a link that the machine has already shows that it lives, or that it does not.

    After a lost connection the old link says nothing any more, and makes way.
    """
    old = hub.links.get(caller.machine)
    if old is None:
        return await _not_at_another_server(hub, caller)
    patience = REPLACED_AFTER_S if old.address == caller.address else messages.SILENT_AFTER_S
    said = old.flow.heard
    while hub.links.get(caller.machine) is old:
        if old.flow.heard > said:
            await _refuse_second(caller, old.address)
        if not old.at_work and monotonic() - old.flow.heard_at > patience:
            hub.forget(old)
            old.close(Close.DUPLICATE)
            return None
        await asyncio.sleep(LOOK_EVERY_S)
    return None


async def _not_at_another_server(hub: Hub, caller: Caller) -> None:
    """With one file there is one server: a lease that still runs is of a process that was killed."""
    if connection.vendor == "sqlite" or hub.book.lease is None:
        return
    held = await in_database(presence.held_elsewhere, hub.book.lease, caller.machine, clock.now())
    if held is None or presence.is_forsaken(held, clock.now()):
        return
    if held.address == caller.address:
        raise Malformed(Close.DUPLICATE, "this machine has a link at another server")
    await _refuse_second(caller, held.address or "")


async def _refuse_second(caller: Caller, first_address: str) -> None:
    await in_database(_open_two_links, caller, first_address)
    raise Malformed(Close.DUPLICATE, "this machine has a link already")


def _open_two_links(caller: Caller, first_address: str) -> None:
    machine = Machine.objects.select_related("room").get(pk=caller.machine)
    addresses = {"first": first_address, "second": caller.address}
    open_matter(machine.room, "two_links", str(machine.pk), machine=machine, values=addresses)


async def _welcome_all(arrivals: list[Arrival]) -> list[Welcomed | Exception]:
    return await in_database(states.welcome_all, arrivals)


_welcomes: Gather[Arrival, Welcomed] = Gather(_welcome_all)
