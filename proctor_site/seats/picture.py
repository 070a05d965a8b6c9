"""The seat list as the page gets it: plain values by key, the same for every reader."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from journal.clock import to_ms
from proctor_site.control_room.differences import Shape
from proctor_site.seats.conflicts import Conflict, conflicts, same_names
from proctor_site.seats.facts import Facts, address_of, presence_of
from rooms.models import Machine, Seat
from rooms.operations.scanning import first_number

SHAPE: Final = Shape(single=("room", "counts"), tables=("seats", "waiting", "conflicts"), growing=())


def picture(facts: Facts) -> dict[str, Any]:
    """The whole list: single values by name, rows by their key."""
    found, names = conflicts(facts), same_names(facts)
    seats = [_seat(seat, facts, names) for seat in facts.seats]
    return {
        "room": _room(facts),
        "counts": _counts(facts, seats, found),
        "seats": {row["id"]: row for row in seats},
        "waiting": {row["id"]: row for row in (_waiting(machine, facts, names) for machine in facts.waiting)},
        "conflicts": {each.key: _conflict(each, facts) for each in found},
    }


def _room(facts: Facts) -> dict[str, Any]:
    room = facts.room
    return {
        "code": room.code,
        "numbers_shown": room.numbers_shown,
        "proctor_ip": room.proctor_ip,
        "next": first_number(room),
    }


def _counts(facts: Facts, seats: Collection[dict[str, Any]], found: Collection[Conflict]) -> dict[str, int]:
    online = sum(1 for seat in seats if seat["online"])
    return {
        "seats": len(seats),
        "online": online,
        "offline": len(seats) - online,
        "conflict": len({each.seat.pk if each.seat else each.key for each in found}),
        "same_name": sum(1 for seat in seats if seat["same_name"]),
        "waiting": sum(1 for machine in facts.waiting if facts.is_online(machine)),
    }


def _seat(seat: Seat, facts: Facts, names: Collection[str]) -> dict[str, Any]:
    machine = seat.machine
    address = address_of(machine) if machine else ""
    return {
        "id": seat.pk,
        "number": seat.number,
        "ip": seat.ip,
        "hostname": seat.hostname,
        "note": seat.note,
        "machine": str(machine.pk) if machine else None,
        "computer": machine.hostname if machine else "",
        "address": address if address != seat.ip else "",
        **_link(machine, facts),
        "same_name": machine is not None and machine.hostname.casefold() in names,
    }


def _waiting(machine: Machine, facts: Facts, names: Collection[str]) -> dict[str, Any]:
    return {
        "id": str(machine.pk),
        "hostname": machine.hostname,
        "address": address_of(machine),
        **_link(machine, facts),
        "same_name": machine.hostname.casefold() in names,
    }


def _link(machine: Machine | None, facts: Facts) -> dict[str, Any]:
    """Whether it is online, and since when that holds."""
    online, presence = facts.is_online(machine), presence_of(machine)
    if presence is None:
        return {"online": False, "since": None}
    return {"online": online, "since": _ms(presence.opened_at if online else presence.closed_at or presence.seen_at)}


def _conflict(conflict: Conflict, facts: Facts) -> dict[str, Any]:
    own = facts.seat_of.get(conflict.machine.pk)
    return {
        "id": conflict.key,
        "kind": conflict.kind,
        "seat": conflict.seat.pk if conflict.seat else None,
        "machine": str(conflict.machine.pk),
        "hostname": conflict.machine.hostname,
        "address": conflict.address,
        "own": own.number if own else None,
        "since": _ms(conflict.since),
        "matter": conflict.matter.pk if conflict.matter else None,
        "acts": list(conflict.acts),
    }


def _ms(moment: datetime | None) -> int | None:
    return to_ms(moment) if moment else None
