"""Seats as rows of a list, and who is told when they change."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from formats import canonical
from formats.spreadsheets.rows import SeatRow
from journal.actor import Actor
from rooms.models import Room, Seat
from rooms.operations.machines import take_seat, touch

COLUMNS: Final = ("number", "ip", "hostname", "note")


def as_row(seat: Seat, row: int = 0) -> SeatRow:
    return SeatRow(row=row, number=seat.number, ip=seat.ip, hostname=seat.hostname, note=seat.note)


def values(row: SeatRow) -> dict[str, Any]:
    """The columns of `Seat`."""
    return {name: getattr(row, name) for name in COLUMNS}


def with_values(seat: Seat, row: SeatRow) -> Seat:
    for name, value in values(row).items():
        setattr(seat, name, value)
    return seat


def text(rows: Iterable[SeatRow]) -> str:
    """For the journal: what is filled in; "" for no rows."""
    told = [{name: value for name, value in values(row).items() if value} for row in rows]
    return canonical.encode(told).decode() if told else ""


def tell(seats: Iterable[Seat]) -> None:
    """The machines at these seats have something else to show."""
    touch(seat.machine_id for seat in seats if seat.machine_id)


def seat_waiting(actor: Actor, room: Room, seats: Sequence[Seat]) -> None:
    """Machines that have called in from these addresses and have no seat take them, the first that came first (B5)."""
    free = [seat.ip for seat in seats if seat.machine_id is None]
    for machine in room.machines.without_seat().filter(address__in=free).order_by("enrolled_at"):
        take_seat(actor, machine)
