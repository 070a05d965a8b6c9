"""One seat of a room: added, changed, moved, deleted (B5, B6)."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from django.db import transaction

from formats.refused import N_, Refused
from formats.spreadsheets.addresses import check_network, fault_of, typed_address
from formats.spreadsheets.rows import SeatRow
from journal import record
from journal.actor import Actor
from rooms.guards import ask_before_seat_changes
from rooms.models import Room, Seat
from rooms.operations.machines import touch
from rooms.operations.seat_lists import SeatChange, SeatChanges, import_seats, plan_seats
from rooms.operations.seat_rows import COLUMNS, as_row, seat_waiting, tell, text, values, with_values
from rooms.rights import require

__all__ = [
    "SeatChange",
    "SeatChanges",
    "add_seat",
    "change_seat",
    "check_row",
    "check_seat",
    "delete_seat",
    "import_seats",
    "move_seat",
    "next_number",
    "plan_seats",
]

LAST: Final = 999

Direction = Literal["up", "down"]


# --- questions
def next_number(room: Room) -> int:
    """The largest number + 1. Raises `Refused` when that would have four digits."""
    last = room.seats.order_by("-number").values_list("number", flat=True).first() or 0
    if last >= LAST:
        raise Refused("seats.full", N_("There is a seat %(last)d already; give the new one a free number."), last=LAST)
    return last + 1


def check_seat(
    room: Room, seat: Seat | None, *, number: int | None, ip: str, hostname: str = "", note: str = "",
    confirmed: bool = False,
) -> SeatRow:  # fmt: skip
    """The row that `seat`, or a new one, would become; raises `Refused` for what stands against it.

    Number and address must be free, and the address of the room's network unless `confirmed`. Who
    sits there in a running session keeps the number.
    """
    ip = typed_address(ip)
    row = SeatRow(row=0, number=next_number(room) if number is None else number, ip=ip, hostname=hostname, note=note)
    others = [other for other in room.seats.all() if seat is None or other.pk != seat.pk]
    _check_number(row, others)
    _check_address(row, others)
    if seat is None or seat.ip != row.ip:
        _check_network(room, row, others, confirmed=confirmed)
    if seat is not None and seat.number != row.number:
        ask_before_seat_changes([seat])
    return row


def check_row(room: Room, row: SeatRow, others: Sequence[Seat], *, confirmed: bool) -> None:
    """Raise `Refused` for what stands against a new seat beside `others`; as `check_seat`."""
    _check_number(row, others)
    _check_address(row, others)
    _check_network(room, row, others, confirmed=confirmed)


# --- verbs
def add_seat(
    actor: Actor, room: Room, *, ip: str, number: int | None = None, hostname: str = "", note: str = "",
    confirmed: bool = False,
) -> Seat:  # fmt: skip
    """Add a seat; without a number it gets the largest one + 1 (B5).

    A machine without a seat that calls from this address takes it. Raises `Refused` as
    `check_seat` does; then nothing has changed.
    """
    require(actor, "rooms.manage_room", room)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        row = check_seat(room, None, number=number, ip=ip, hostname=hostname, note=note, confirmed=confirmed)
        seat = Seat.objects.create(room=room, **values(row))
        _record("seat_added", actor, room, seat, after=[row])
        seat_waiting(actor, room, [seat])
    return seat


def change_seat(
    actor: Actor, seat: Seat, *, number: int, ip: str, hostname: str = "", note: str = "", confirmed: bool = False
) -> Seat:
    """Change a seat; one with a candidate in a running session keeps its number (B6).

    Returns the seat as stored. Raises `Refused` as `check_seat` does; then nothing has changed.
    """
    require(actor, "rooms.manage_room", seat.room)
    with transaction.atomic():
        seat = _locked(seat)
        before = as_row(seat)
        after = check_seat(seat.room, seat, number=number, ip=ip, hostname=hostname, note=note, confirmed=confirmed)
        if after == before:
            return seat
        with_values(seat, after).save(update_fields=COLUMNS)
        _record("seat_changed", actor, seat.room, seat, before=[before], after=[after])
        tell([seat])
        seat_waiting(actor, seat.room, [seat])
    return seat


def move_seat(actor: Actor, seat: Seat, direction: Direction) -> Seat:
    """Swap numbers with the seat before or after it in the list (B6).

    Returns the seat as stored. Raises `Refused` at the end of the list and if somebody sits at
    either of the two; then nothing has changed.
    """
    require(actor, "rooms.manage_room", seat.room)
    with transaction.atomic():
        seat = _locked(seat)
        other = _neighbour(seat, direction)
        ask_before_seat_changes([seat, other])
        _swap_numbers(seat, other)
        record.append("seat_moved", actor, chain=seat.room.chain, before=other.number, after=seat.number)
        tell([seat, other])
    return seat


def delete_seat(actor: Actor, seat: Seat) -> None:
    """Take a seat away; its machine stands in 自动扫描 again (B6).

    Raises `Refused` while a candidate of a running session sits there; then nothing has changed.
    """
    require(actor, "rooms.manage_room", seat.room)
    with transaction.atomic():
        seat = _locked(seat)
        ask_before_seat_changes([seat])
        machine = seat.machine_id
        _record("seat_deleted", actor, seat.room, seat, before=[as_row(seat)])
        seat.delete()
        touch([machine] if machine else [])


# --- rules
def _check_number(row: SeatRow, others: Sequence[Seat]) -> None:
    if not 1 <= row.number <= LAST:
        raise Refused("seats.number_range", N_("A seat number is 1 to %(last)d."), last=LAST)
    if any(other.number == row.number for other in others):
        raise Refused("seats.number_taken", N_("Seat number %(number)s is taken."), number=f"{row.number:03d}")


def _check_address(row: SeatRow, others: Sequence[Seat]) -> None:
    if fault := fault_of(row.ip):
        raise Refused(*fault, ip=row.ip)
    holder = next((other for other in others if other.ip == row.ip), None)
    if holder:
        raise Refused("seats.ip_taken", N_("IP %(ip)s belongs to seat %(seat)s."), ip=row.ip, seat=holder.shown)


def _check_network(room: Room, row: SeatRow, others: Sequence[Seat], *, confirmed: bool) -> None:
    """Against 监考机IP; without one, against the network that most seats are in."""
    rows = [*(as_row(other, -1) for other in others), row]
    for fault in check_network(rows, proctor_ip=room.proctor_ip):
        if fault.row == row.row and not (confirmed and fault.level == "confirm"):
            raise Refused(fault.code, fault.text, **fault.values)


def _neighbour(seat: Seat, direction: Direction) -> Seat:
    seats = seat.room.seats.select_related("machine")
    if direction == "up":
        found = seats.filter(number__lt=seat.number).order_by("-number").first()
    else:
        found = seats.filter(number__gt=seat.number).order_by("number").first()
    if found is None:
        raise Refused("seats.at_end", N_("Seat %(seat)s is already at the end of the list."), seat=seat.shown)
    return found


# --- storing
def _swap_numbers(seat: Seat, other: Seat) -> None:
    """By way of a free number: the unique constraint looks at each row by itself."""
    taken = set(seat.room.seats.values_list("number", flat=True))
    free = next((number for number in range(LAST, 0, -1) if number not in taken), None)
    if free is None:
        raise Refused("seats.no_room_to_swap", N_("All %(last)d seats are there; delete one first."), last=LAST)
    Seat.objects.filter(pk=other.pk).update(number=free)
    seat.number, other.number = other.number, seat.number
    seat.save(update_fields=["number"])
    other.save(update_fields=["number"])


def _locked(seat: Seat) -> Seat:
    """The seat as stored, with its room locked until the transaction ends."""
    Room.objects.select_for_update().get(pk=seat.room_id)
    stored = Seat.objects.select_related("room", "machine").filter(pk=seat.pk).first()
    if stored is None:
        raise Refused("seats.gone", N_("Seat %(seat)s has been deleted meanwhile."), seat=seat.shown)
    return stored


def _record(
    code: str, actor: Actor, room: Room, seat: Seat, *, before: Iterable[SeatRow] = (), after: Iterable[SeatRow] = ()
) -> None:
    record.append(
        code, actor, chain=room.chain, private={"before": text(before), "after": text(after)}, seat=seat.number
    )
