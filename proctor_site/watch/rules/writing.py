"""How a cause is written down: of a candidate, at a machine, in a session."""

from datetime import datetime
from typing import Any

from journal.clock import to_ms
from proctor_site.watch.facts import Device, Person, RoomLook, SessionLook
from rooms.operations import Cause


def of_person(
    room: RoomLook, look: SessionLook, person: Person, kind: str, since: datetime | None, *, is_due: bool, **values: Any
) -> Cause:
    sitting = person.sitting
    told = {name: to_ms(value) if isinstance(value, datetime) else value for name, value in values.items()}
    return Cause(
        room=room.room, kind=kind, key=str(sitting.pk), since=since or room.now, is_due=is_due, values=told,
        machine=person.device.id if person.device else None, session=look.session.uuid, sitting=sitting.pk,
    )  # fmt: skip


def at_machine(room: RoomLook, device: Device, kind: str, **values: Any) -> Cause | None:
    """Of a machine with a seat; it stays open while the machine is away, but is not opened then."""
    if device.seat is None:
        return None
    return Cause(room.room, kind, str(device.id), room.now, is_due=device.online, machine=device.id, values=values)


def in_session(
    room: RoomLook, look: SessionLook, kind: str, since: datetime, *, is_due: bool = True, **moments: datetime
) -> Cause:
    session = look.session.uuid
    values = {name: to_ms(moment) for name, moment in moments.items()}
    return Cause(room.room, kind, str(session), since, is_due=is_due, session=session, values=values)
