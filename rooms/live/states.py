"""What machines are to be told, from the database; runs in a database thread."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Sum, prefetch_related_objects

from formats import messages
from formats.messages import Hello, Moments, SeatState, Welcome
from journal import clock
from journal.models import Chain
from rooms.live import registry
from rooms.live.auth import ref_of
from rooms.live.link import MachineRef
from rooms.models import Command, Machine, Room, Seat
from rooms.operations.machines import Caller, change_machine, take_seat

MOST_PARAMETERS: Final = 900


@dataclass(frozen=True)
class Told:
    """A machine as it is stored, and its state."""

    machine: MachineRef
    state: SeatState


@dataclass(frozen=True)
class Arrival:
    """A machine that has shown its token, with its hello."""

    caller: Caller
    hello: Hello


@dataclass(frozen=True)
class Welcomed:
    machine: MachineRef
    welcome: Welcome


@dataclass(frozen=True)
class Look:
    """What holds for the rooms that have links.

    `versions` sums up a room: it moves with every state in it. `commands` are (command, machine), the oldest first.
    """

    versions: Mapping[int, tuple[int, int]]
    commands: tuple[tuple[UUID, UUID], ...]
    letters: tuple[registry.Letter, ...]
    moments: Mapping[int, Moments]
    heads: Mapping[int, tuple[int, str]]


def look(rooms: Collection[int]) -> Look:
    """A handful of queries, whatever the number of machines."""
    due = Command.objects.due(clock.now()).filter(machine__room_id__in=rooms).order_by("issued_at")
    return Look(
        versions=_versions(rooms),
        commands=tuple(due.values_list("pk", "machine_id")),
        letters=tuple(letter for waiting in registry.letters for letter in waiting(rooms)),
        moments=look_at_moments(rooms),
        heads=_heads(rooms),
    )


def commands(ids: Collection[UUID]) -> list[Command]:
    return list(Command.objects.filter(pk__in=ids).order_by("issued_at"))


def changed_states(told: Mapping[UUID, int]) -> tuple[list[Told], set[UUID]]:
    """The machines whose version is another than the one they were told, and those that are not there any more."""
    stored: dict[UUID, int] = {}
    for some in _in_parts(list(told)):
        stored |= dict(Machine.objects.filter(pk__in=some).values_list("pk", "state_version"))
    changed = [machine for machine, version in told.items() if stored.get(machine, version) != version]
    return states_of(changed), told.keys() - stored.keys()


def states_of(machines: Sequence[UUID]) -> list[Told]:
    return [Told(ref_of(machine), _state(machine)) for some in _in_parts(machines) for machine in _loaded(some)]


def welcome_all(arrivals: list[Arrival]) -> list[Welcomed | Exception]:
    """Note what is new about the machines, give seats to those that wait for one, and answer their hellos.

    A machine that is not there any more is answered with `LookupError`.
    """
    machines = _refreshed({arrival.caller.machine: arrival.caller for arrival in arrivals})
    moments = look_at_moments({machine.room_id for machine in machines.values()})
    return [
        _welcome(machines[arrival.caller.machine], arrival.hello, moments)
        if arrival.caller.machine in machines
        else LookupError(arrival.caller.machine)
        for arrival in arrivals
    ]


def look_at_moments(rooms: Collection[int]) -> dict[int, Moments]:
    parts = [contribute(rooms) for contribute in registry.moments_contributors]
    return {room: moments for part in parts for room, moments in part.items()}


def _welcome(machine: Machine, hello: Hello, moments: Mapping[int, Moments]) -> Welcomed:
    state = _state(machine)
    welcome = Welcome(server_time=clock.now_ms(), state=state, moments=moments.get(machine.room_id))
    for contribute in registry.welcome_contributors:
        contribute(machine, hello, welcome)
    return Welcomed(ref_of(machine), welcome)


def _state(machine: Machine) -> SeatState:
    """The version is as old as the machine's row; what else is in it may be newer, and is then sent again."""
    state = messages.SeatState(
        version=machine.state_version,
        number=machine.seat_number,
        number_shown=machine.room.numbers_shown,
        ui_on=machine.ui_on,
        server_time=clock.now_ms(),
    )
    for contribute in registry.state_contributors:
        contribute(machine, state)
    return state


def _loaded(machines: Collection[UUID]) -> list[Machine]:
    if not machines:
        return []
    found = list(Machine.objects.filter(pk__in=machines).select_related("room", "seat"))
    prefetch_related_objects(found, *registry.prefetches)
    return found


def _in_parts(machines: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """So many that SQLite takes their number of parameters, also where the rest of a query has some."""
    for first in range(0, len(machines), MOST_PARAMETERS):
        yield machines[first : first + MOST_PARAMETERS]


def _refreshed(callers: Mapping[UUID, Caller]) -> dict[UUID, Machine]:
    """The machines, after their names, addresses and versions were noted and seats given to who waits for one."""
    machines = {machine.pk: machine for machine in _loaded(callers)}
    for machine in machines.values():
        _note(machine, callers[machine.pk])
    waiting = [machine for machine in machines.values() if machine.seat_number is None]
    seated = [machine.pk for machine in _wanted(waiting) if take_seat(callers[machine.pk].actor, machine)]
    return machines | {machine.pk: machine for machine in _loaded(seated)}


def _note(machine: Machine, caller: Caller) -> None:
    facts = {"hostname": caller.hostname, "address": caller.address, "client": caller.client}
    new = {name: value for name, value in facts.items() if getattr(machine, name) != value}
    if new:
        change_machine(caller.actor, machine, **new)


def _wanted(machines: Collection[Machine]) -> list[Machine]:
    """Those at whose address a seat is free; asked once for all."""
    if not machines:
        return []
    addresses = {machine.address for machine in machines if machine.address}
    free = set(Seat.objects.filter(ip__in=addresses, machine=None).values_list("ip", flat=True))
    return [machine for machine in machines if machine.address in free]


def _versions(rooms: Collection[int]) -> dict[int, tuple[int, int]]:
    rows = Machine.objects.filter(room_id__in=rooms).values_list("room_id").order_by("room_id")
    return {room: (total, count) for room, total, count in rows.annotate(Sum("state_version"), Count("pk"))}


def _heads(rooms: Collection[int]) -> dict[int, tuple[int, str]]:
    names = {room.chain: room.pk for room in Room.objects.filter(pk__in=rooms).only("uuid")}
    stored = Chain.objects.filter(name__in=names).values_list("name", "number", "head")
    return {names[name]: (number, head) for name, number, head in stored}
