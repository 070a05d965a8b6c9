"""远程控制 and 考生端初始化: a command for many places at once, with a result for each (S2, S3)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.db import transaction

from formats.messages import CommandKind
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from rooms.models import Command, Machine, RemoteAct, Room, Seat
from rooms.operations.commands import CLEARING, check_command, issue_command, right_for
from rooms.rights import require

State = Literal["waiting", "done", "refused", "failed", "unknown", "no_answer"]
EXPIRES: Final = timedelta(minutes=1)
CLEARED_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """A seat with or without a machine, or a machine that has no seat."""

    seat: Seat | None
    machine: Machine | None

    @property
    def key(self) -> str:
        return f"seat:{self.seat.number}" if self.seat else f"machine:{self.machine.pk if self.machine else ''}"

    @property
    def number(self) -> str:
        return self.seat.shown if self.seat else ""

    @property
    def hostname(self) -> str:
        return self.machine.hostname if self.machine else (self.seat.hostname if self.seat else "")

    @property
    def address(self) -> str:
        return (self.machine.address if self.machine else None) or (self.seat.ip if self.seat else "")


@dataclass(frozen=True)
class PlaceResult:
    """What has become of the act at one place; `code` and `values` say why, where it was not done."""

    place: Place
    state: State
    code: str = ""
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def places_of(room: Room) -> list[Place]:
    """All seats in their order, then the machines that wait for one."""
    related = ("machine__presence__lease", "machine__room", "machine__seat")
    seats = [Place(seat, seat.machine) for seat in room.seats.select_related(*related)]
    waiting = room.machines.without_seat().select_related("presence__lease", "room", "seat").order_by("address")
    return [*seats, *(Place(None, machine) for machine in waiting)]


def check_place(place: Place, kind: CommandKind, now: datetime, arguments: Mapping[str, Any] | None = None) -> None:
    """Raises `Refused` where the act would be left out."""
    if place.machine is None:
        raise Refused(
            "seat.no_machine",
            N_(
                "No machine has taken this seat yet: the candidate program does not run there, or calls another server."
            ),
        )
    check_command(place.machine, kind, now, arguments)


def command_places(
    actor: Actor,
    room: Room,
    keys: Collection[str],
    *,
    kind: CommandKind,
    arguments: Mapping[str, Any] | None = None,
) -> RemoteAct:
    """Have the places with these `keys` restarted, shut down, cleared or uninstalled, each by itself.

    The act names who was refused at once and follows the others (`results_of`). Raises `Refused` without the
    right, and when no place was chosen.
    """
    require(actor, right_for(kind), room)
    chosen = [place for place in places_of(room) if place.key in keys]
    if not chosen:
        raise Refused("remote.nobody", N_("Choose at least one machine."))
    machines = [place.machine for place in chosen if place.machine]
    with transaction.atomic():
        expires = CLEARED_WITHIN if kind in CLEARING else EXPIRES
        results = issue_command(actor, machines, kind, arguments, expires) if machines else []
        refused = {result.machine.pk: result.refused for result in results if result.refused}
        return RemoteAct.objects.create(
            room=room,
            kind=kind,
            commands=[str(result.command.pk) for result in results if result.command],
            refused=list(_refusals(chosen, refused)),
            at=clock.now(),
        )


def results_of(act: RemoteAct, now: datetime) -> list[PlaceResult]:
    """What has become of it at each place until `now`, those that were refused at once last."""
    commands = (
        Command.objects.filter(pk__in=act.commands).select_related("machine__seat").order_by("machine__seat__number")
    )
    told = [_result(command, now) for command in commands]
    return told + [_left_out(act.room, refusal) for refusal in act.refused]


# --- refused at once
def _refusals(chosen: Iterable[Place], refused: Mapping[UUID, Refused]) -> Iterable[dict[str, Any]]:
    for place in chosen:
        fault = _fault(place, refused)
        if fault:
            told = {"number": place.number, "hostname": place.hostname, "address": place.address}
            yield {**told, "code": fault.code, "text": fault.text, "values": fault.values}


def _fault(place: Place, refused: Mapping[UUID, Refused]) -> Refused | None:
    if place.machine:
        return refused.get(place.machine.pk)
    try:
        check_place(place, "restart", clock.now())
    except Refused as fault:
        return fault
    return None


def _left_out(room: Room, refusal: Mapping[str, Any]) -> PlaceResult:
    seat = Seat(room=room, number=int(refusal["number"])) if refusal["number"] else None
    machine = Machine(hostname=refusal["hostname"], address=refusal["address"])
    return PlaceResult(Place(seat, machine), "refused", refusal["code"], refusal["text"], refusal["values"])


# --- on its way
def _result(command: Command, now: datetime) -> PlaceResult:
    place = Place(getattr(command.machine, "seat", None), command.machine)
    if command.acked_at is None:
        return PlaceResult(place, "waiting" if command.expires_at > now else "no_answer")
    said = dict(command.result)
    return PlaceResult(place, _STATES.get(command.outcome, "unknown"), str(said.pop("reason", "") or ""), "", said)


_STATES: Final[dict[str, State]] = {"done": "done", "refused": "refused", "failed": "failed", "unknown": "unknown"}
