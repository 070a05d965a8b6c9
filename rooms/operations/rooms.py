"""Rooms come into being with what is loaded for them (B10)."""

import re
from typing import Final

from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms.models import Room
from rooms.rights import require

CODE: Final = re.compile(r"[0-9]{3}|[0-9]{10}")


def create_room(actor: Actor, code: str) -> Room:
    """A standalone room, inside the caller's transaction.

    Raises `Refused` for a code that is none, and for a person who belongs to certain rooms only.
    """
    require(actor, "rooms.import_files")
    if not CODE.fullmatch(code):
        told = N_("“%(code)s” is no room code: it has 3 digits, or 10 with the code of the test centre.")
        raise Refused("room.code", told, code=code)
    if actor.kind != "system" and actor.rooms is not None:
        raise Refused("right.other_room", N_("Room %(room)s is not one of yours."), room=code)
    room = Room.objects.create(code=code)
    record.append("room_created", actor, chain=room.chain, room=code)
    return room
