"""The rules: what of a room waits for a person. No database, no clock; each kind is one function."""

from collections.abc import Iterator
from typing import Final

from proctor_site.watch.facts import RoomLook
from proctor_site.watch.rules.machines import DEVICE_RULES, centre_away, other_clients, server_disk_low
from proctor_site.watch.rules.people import PERSON_RULES, lost_times
from proctor_site.watch.rules.sessions import SESSION_RULES
from rooms.operations import Cause

KINDS: Final = (
    *PERSON_RULES,
    *DEVICE_RULES,
    *SESSION_RULES,
    "lost_time",
    "client_other",
    "server_disk_low",
    "centre_away",
)


def causes_of(room: RoomLook) -> Iterator[Cause]:
    """All that is true in the room, due or not."""
    for cause in _all(room):
        if cause is not None:
            yield cause


def _all(room: RoomLook) -> Iterator[Cause | None]:
    for look in room.sessions:
        yield from (rule(room, look) for rule in SESSION_RULES.values())
        for person in look.people:
            yield from (rule(room, look, person) for rule in PERSON_RULES.values())
            yield from lost_times(room, look, person)
    if room.is_at_work:
        yield from (rule(room, device) for rule in DEVICE_RULES.values() for device in room.devices)
        yield server_disk_low(room)
        yield from other_clients(room)
    yield centre_away(room)
