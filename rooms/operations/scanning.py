"""自动扫描: machines that have called in and have no seat, put in order and numbered (B5)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final, Literal, TypeAlias, get_args
from uuid import UUID

from django.db import transaction

from formats.refused import N_, Refused
from formats.spreadsheets.rows import SeatRow
from journal import record
from journal.actor import Actor
from rooms.models import Machine, Room, Seat
from rooms.operations.corrections import CLAIM
from rooms.operations.machines import touch
from rooms.operations.matters import withdraw_matters
from rooms.operations.seat_rows import text, values
from rooms.operations.seats import check_row, next_number
from rooms.rights import require

Order: TypeAlias = Literal["ip", "name", "arrival"]
ORDERS: Final = get_args(Order)
OTHER_NETWORK: Final = "seats.other_network"
OF_NUMBERS: Final = ("seats.number_range", "seats.number_taken")
DIGITS: Final = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Rule:
    """机位号排序规则: numbers follow one another from `start` on."""

    order: Order = "ip"
    descending: bool = False
    start: int = 1


@dataclass(frozen=True)
class Numbered:
    """A machine, the seat that it would get, and what stands against it or has to be confirmed."""

    machine: Machine
    row: SeatRow
    refused: Refused | None

    @property
    def to_confirm(self) -> bool:
        return self.refused is not None and self.refused.code == OTHER_NETWORK

    @property
    def is_number_refused(self) -> bool:
        """Another start would help."""
        return self.refused is not None and self.refused.code in OF_NUMBERS


# --- questions
def first_number(room: Room) -> int:
    """Where numbering begins if nobody says otherwise: the largest number + 1, or 1 when that is too large."""
    try:
        return next_number(room)
    except Refused:
        return 1


def in_order(machines: Iterable[Machine], rule: Rule) -> list[Machine]:
    """By address as a number, by name with PC2 before PC10, or as they came; what is equal stays in order of arrival."""
    arrived = sorted(machines, key=lambda machine: (machine.enrolled_at, str(machine.pk)))
    return sorted(arrived, key=_KEYS[rule.order], reverse=rule.descending)


def plan_numbers(room: Room, machines: Iterable[Machine], rule: Rule) -> list[Numbered]:
    """What numbering would do, machine by machine; reads only."""
    others = list(room.seats.all())
    planned: list[Numbered] = []
    for number, machine in enumerate(in_order(machines, rule), rule.start):
        row = SeatRow(row=0, number=number, ip=machine.address or "", hostname=machine.hostname, note="")
        planned.append(Numbered(machine, row, _against(room, row, others)))
        others.append(Seat(room=room, **values(row)))
    return planned


# --- the verb
def number_machines(
    actor: Actor, room: Room, machines: Sequence[UUID], rule: Rule, *, confirmed: bool = False
) -> list[Seat]:
    """Give the machines seats: all of them or none. `machines` stand in the order that was shown.

    Returns the new seats. Raises `Refused` without the right, for a number or an address that
    is taken, for another network unless `confirmed`, and if the machines have changed since they
    were shown; then nothing has changed.
    """
    require(actor, "rooms.manage_room", room)
    if not machines:
        raise Refused("scan.nobody", N_("No machine is chosen. Tick the machines that are to get a seat."))
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        waiting = room.machines.without_seat().filter(pk__in=machines)
        planned = plan_numbers(room, waiting, rule)
        _check(planned, machines, confirmed=confirmed)
        seats = [Seat(room=room, machine=each.machine, **values(each.row)) for each in planned]
        Seat.objects.bulk_create(seats)
        _record(actor, room, planned, rule)
        withdraw_matters(room, CLAIM, machines)
        touch(machines)
    return seats


# --- rules
def _by_name(machine: Machine) -> tuple[Any, ...]:
    """Text and numbers in turn: they compare place by place."""
    parts = DIGITS.split(machine.hostname.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def _by_address(machine: Machine) -> tuple[int, int]:
    """A machine whose address is not known comes last."""
    if not machine.address:
        return (9, 0)
    address = ip_address(machine.address)
    return (address.version, int(address))


_KEYS: Final[dict[str, Any]] = {"ip": _by_address, "name": _by_name, "arrival": lambda machine: machine.enrolled_at}


def _against(room: Room, row: SeatRow, others: Sequence[Seat]) -> Refused | None:
    try:
        check_row(room, row, others, confirmed=False)
    except Refused as refused:
        return refused
    return None


def _check(planned: Sequence[Numbered], shown: Sequence[UUID], *, confirmed: bool) -> None:
    if [each.machine.pk for each in planned] != list(shown):
        raise Refused("scan.outdated", N_("The machines have changed since they were listed. Look at the list again."))
    for each in planned:
        if each.refused and not (confirmed and each.to_confirm):
            raise each.refused


def _record(actor: Actor, room: Room, planned: Sequence[Numbered], rule: Rule) -> None:
    told: dict[str, Any] = {
        "order": rule.order,
        "descending": rule.descending,
        "start": rule.start,
        "count": len(planned),
    }
    machines = [str(each.machine.pk) for each in planned]
    private = {"after": text(each.row for each in planned)}
    record.append("seats_numbered", actor, chain=room.chain, private=private, machines=machines, **told)
