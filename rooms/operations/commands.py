"""Acts for machines: stored before they are sent, sent until acknowledged or expired (S2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from formats import canonical
from formats.messages import CommandKind, Outcome
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.guards import ask_before_machine_clears, ask_before_machine_stops
from rooms.models import Command, Machine, Room
from rooms.publish import changed
from rooms.rights import require

CLEARING: Final = frozenset({"clear", "uninstall"})
STOPPING: Final = frozenset({"restart", "shutdown"}) | CLEARING
NEED_A_SEAT: Final = STOPPING
EXPORT: Final = "export"


@dataclass(frozen=True)
class CommandResult:
    """What became of a command for one machine: stored and on its way, or refused with the reason."""

    machine: Machine
    command: Command | None = None
    refused: Refused | None = None

    @property
    def ok(self) -> bool:
        return self.refused is None


@dataclass(frozen=True)
class Acknowledgement:
    """What a machine says of a command that it got."""

    command: UUID
    machine: UUID
    outcome: Outcome
    result: Mapping[str, Any]
    address: str = ""

    @property
    def actor(self) -> Actor:
        return Actor(kind="machine", machine=self.machine, address=self.address)


def issue_command(
    actor: Actor,
    machines: Iterable[Machine],
    kind: CommandKind,
    arguments: Mapping[str, Any] | None = None,
    expires: timedelta = timedelta(minutes=1),
) -> list[CommandResult]:
    """Have the machines do something, each by itself: one that is refused stops no other (S2).

    Refused are machines without a link or without a seat, what would stop a machine whose candidate is
    in the exam, and what would clear one that holds answers which are not here, unless they are to be
    exported first (S3). Raises `Refused` without the right.
    """
    by_room = _by_room(machines)
    for room in by_room:
        require(actor, right_for(kind), room)
    with transaction.atomic():
        now = clock.now()
        results = [
            _issue(machine, kind, arguments or {}, now, expires) for group in by_room.values() for machine in group
        ]
        Command.objects.bulk_create(result.command for result in results if result.command)
        for room in by_room:
            _record(actor, room, kind, [result for result in results if result.machine.room_id == room.pk])
        changed()
    return results


def right_for(kind: str) -> str:
    return "rooms.manage_room" if kind in CLEARING else "rooms.command_machines"


def check_command(
    machine: Machine, kind: CommandKind, now: datetime, arguments: Mapping[str, Any] | None = None
) -> None:
    """Raises `Refused` where this machine would be left out.

    The preconditions in the order of S2: service program, seat number, network; then its candidate.
    """
    if not hasattr(machine, "presence"):
        raise Refused("machine.never_called", N_("The candidate program on this machine has never called in."))
    if kind in NEED_A_SEAT and machine.seat_number is None:
        raise Refused("machine.no_seat", N_("This machine has no seat number."))
    if not machine.presence.is_online(now):
        raise Refused("machine.offline", N_("This machine is offline; check its network."))
    if kind in STOPPING:
        ask_before_machine_stops(machine)
    if kind in CLEARING and not (arguments or {}).get(EXPORT):
        ask_before_machine_clears(machine)


def acknowledge_commands(said: Sequence[Acknowledgement]) -> list[UUID]:
    """Note what machines did, in one transaction; gives the ids of the commands that are thereby done.

    Said again, or about a command of another machine, it changes nothing.
    """
    with transaction.atomic():
        asked = [each.command for each in said]
        stored = Command.objects.select_for_update(of=("self",)).filter(pk__in=asked, acked_at__isnull=True)
        open_ones = {(each.pk, each.machine_id): each for each in stored.select_related("machine__room")}
        first = {(each.command, each.machine): each for each in reversed(said)}
        done = [(first[key], command) for key, command in open_ones.items() if key in first]
        _store(ack for ack, _command in done)
        for chain in {command.machine.room.chain for _ack, command in done}:
            of_room = [_acknowledged(ack, command) for ack, command in done if command.machine.room.chain == chain]
            record.append_many(of_room, chain=chain)
        changed()
    return [command.pk for _ack, command in done]


def _store(said: Iterable[Acknowledgement]) -> None:
    """One statement for all that say the same, as a room mostly does."""
    now, alike = clock.now(), defaultdict(list)
    for each in said:
        alike[each.outcome, canonical.encode(each.result)].append(each)
    for (outcome, _), same in alike.items():
        told = Command.objects.filter(pk__in=[each.command for each in same])
        told.update(acked_at=now, outcome=outcome, result=dict(same[0].result))


def _acknowledged(said: Acknowledgement, command: Command) -> record.Entry:
    told = {"command": command.pk, "kind": command.kind, "outcome": said.outcome}
    return record.Entry("command_acknowledged", said.actor, values=told)


def _by_room(machines: Iterable[Machine]) -> dict[Room, list[Machine]]:
    ids = [machine.pk for machine in machines]
    stored = (
        Machine.objects.filter(pk__in=ids).select_related("room", "seat", "presence__lease").order_by("seat__number")
    )
    rooms: dict[Room, list[Machine]] = {}
    for machine in stored:
        rooms.setdefault(machine.room, []).append(machine)
    return rooms


def _issue(
    machine: Machine, kind: CommandKind, arguments: Mapping[str, Any], now: datetime, expires: timedelta
) -> CommandResult:
    try:
        check_command(machine, kind, now, arguments)
    except Refused as refused:
        return CommandResult(machine, refused=refused)
    command = Command(machine=machine, kind=kind, arguments=dict(arguments), issued_at=now, expires_at=now + expires)
    return CommandResult(machine, command)


def _record(actor: Actor, room: Room, kind: CommandKind, results: list[CommandResult]) -> None:
    """One event for the whole act, also if every machine was refused."""
    issued = [str(result.command.pk) for result in results if result.command]
    machines = [str(result.machine.pk) for result in results if result.command]
    refused = {str(result.machine.pk): result.refused.code for result in results if result.refused}
    record.append(
        "command_issued", actor, chain=room.chain, kind=kind, commands=issued, machines=machines, refused=refused
    )
