"""What the seat list is made of, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from rooms.models import Machine, Matter, Presence, Room, Seat
from rooms.operations.corrections import CLAIM, SAME_HARDWARE

TWO_LINKS: Final = "two_links"
KINDS: Final = (CLAIM, SAME_HARDWARE, TWO_LINKS)


@dataclass(frozen=True)
class Facts:
    """The room at `now`. `waiting` are the machines that have called in and have no seat."""

    now: datetime
    room: Room
    seats: Sequence[Seat]
    waiting: Sequence[Machine]
    matters: Sequence[Matter]

    @property
    def machines(self) -> Mapping[UUID, Machine]:
        seated = [seat.machine for seat in self.seats if seat.machine]
        return {machine.pk: machine for machine in [*seated, *self.waiting]}

    @property
    def seat_of(self) -> Mapping[UUID, Seat]:
        return {seat.machine_id: seat for seat in self.seats if seat.machine_id}

    def is_online(self, machine: Machine | None) -> bool:
        presence = presence_of(machine)
        return presence is not None and presence.is_online(self.now)


def read(room: UUID, now: datetime) -> Facts:
    """Raises `Room.DoesNotExist`."""
    found = Room.objects.get(uuid=room)
    return Facts(
        now=now,
        room=found,
        seats=list(found.seats.select_related("machine__presence__lease").order_by("number")),
        waiting=list(found.machines.without_seat().select_related("presence__lease").order_by("enrolled_at", "pk")),
        matters=list(found.matters.open().filter(kind__in=KINDS).order_by("opened_at")),
    )


def presence_of(machine: Machine | None) -> Presence | None:
    return getattr(machine, "presence", None)


def address_of(machine: Machine) -> str:
    """Where it calls from now, or called from last."""
    presence = presence_of(machine)
    return (presence.address if presence else None) or machine.address or ""
