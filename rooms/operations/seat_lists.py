"""A list of seats: what it would change, and storing it (B5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address
from typing import Any, Final

from django.db import transaction

from formats.refused import N_, Fault, FileRefused, Level, Refused
from formats.spreadsheets.addresses import COLUMN as IP
from formats.spreadsheets.addresses import check_network
from formats.spreadsheets.rows import SeatRow
from journal import record
from journal.actor import Actor
from rooms import publish
from rooms.models import Room, Seat
from rooms.operations.seat_rows import COLUMNS, as_row, seat_waiting, tell, text, values, with_values
from rooms.operations.source import BY_HAND, Source
from rooms.rights import require

PARKED: Final = int(IPv4Address("240.0.0.0"))  # no machine has such an address; seats that swap theirs wait there


@dataclass(frozen=True)
class SeatChange:
    """A stored seat and what the list says of it; the row number is the list's."""

    before: SeatRow
    after: SeatRow


@dataclass(frozen=True)
class SeatChanges:
    """What a list would do to the seats of a room. Seats that it does not name stay."""

    rows: tuple[SeatRow, ...]
    added: tuple[SeatRow, ...]
    changed: tuple[SeatChange, ...]
    unchanged: tuple[SeatRow, ...]
    faults: tuple[Fault, ...]

    @cached_property
    def counts(self) -> dict[str, Any]:
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": len(self.unchanged)}

    def at_level(self, level: Level) -> list[Fault]:
        return [fault for fault in self.faults if fault.level == level]


def plan_seats(room: Room | None, rows: Sequence[SeatRow], *, sheet: str | None = None) -> SeatChanges:
    """What `rows` would add and change, and what stands against it; reads only. A new room has no seats."""
    stored = {seat.number: seat for seat in room.seats.all()} if room else {}
    known = [row for row in rows if row.number in stored]
    pairs = [SeatChange(as_row(stored[row.number], row.row), row) for row in known]
    return SeatChanges(
        rows=tuple(rows),
        added=tuple(row for row in rows if row.number not in stored),
        changed=tuple(pair for pair in pairs if pair.before != pair.after),
        unchanged=tuple(pair.after for pair in pairs if pair.before == pair.after),
        faults=(
            *check_network(rows, proctor_ip=room.proctor_ip if room else None, sheet=sheet),
            *_held_addresses(stored, rows, sheet),
        ),
    )


def import_seats(
    actor: Actor, room: Room, changes: SeatChanges, *, confirmed: bool = False, source: Source = BY_HAND
) -> None:
    """Store a list as it was shown: all of it or nothing. `confirmed` takes addresses of another network.

    Raises `FileRefused` if the list has a fault, and `Refused` without the right or if the seats
    have changed since `changes` was made; then nothing has changed.
    """
    require(actor, "rooms.import_files", room)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        now = plan_seats(room, changes.rows)
        _check(now, changes, confirmed=confirmed)
        stored = _store(room, now)
        _record(actor, room, now, source)
        seat_waiting(actor, room, stored)
        publish.changed()


def _check(now: SeatChanges, shown: SeatChanges, *, confirmed: bool) -> None:
    against = [*now.at_level("error"), *([] if confirmed else now.at_level("confirm"))]
    if against:
        raise FileRefused(against)
    if (now.added, now.changed) != (shown.added, shown.changed):
        raise Refused("seats.outdated", N_("The seats have changed since the preview. Look at it again."))


def _held_addresses(stored: dict[int, Seat], rows: Sequence[SeatRow], sheet: str | None) -> Iterable[Fault]:
    """Addresses of seats that the list leaves as they are."""
    listed = {row.number for row in rows}
    held = {seat.ip: seat.shown for seat in stored.values() if seat.number not in listed}
    told = N_("IP %(ip)s belongs to seat %(seat)s, which is not in this list. Delete that seat or list it too.")
    for row in rows:
        if row.ip in held:
            found = {"ip": row.ip, "seat": held[row.ip]}
            yield Fault(code="seats.ip_held", text=told, values=found, sheet=sheet, row=row.row, column=IP)


def _store(room: Room, changes: SeatChanges) -> list[Seat]:
    """Write added and changed seats; returns them."""
    wanted = {change.after.number: change.after for change in changes.changed}
    changed = list(room.seats.filter(number__in=wanted))
    _park([seat for seat in changed if seat.ip != wanted[seat.number].ip])
    Seat.objects.bulk_update([with_values(seat, wanted[seat.number]) for seat in changed], COLUMNS)
    added = Seat.objects.bulk_create([Seat(room=room, **values(row)) for row in changes.added])
    tell(changed)
    return [*added, *changed]


def _park(seats: Sequence[Seat]) -> None:
    """Give up the old addresses first: the unique constraint looks at each row by itself."""
    parked = [Seat(pk=seat.pk, ip=str(IPv4Address(PARKED + index))) for index, seat in enumerate(seats)]
    Seat.objects.bulk_update(parked, ["ip"])


def _record(actor: Actor, room: Room, changes: SeatChanges, source: Source) -> None:
    before, after = text(c.before for c in changes.changed), text(c.after for c in changes.changed)
    private = {**source.private, "added": text(changes.added), "before": before, "after": after}
    record.append("seats_imported", actor, chain=room.chain, private=private, sha256=source.sha256, **changes.counts)
