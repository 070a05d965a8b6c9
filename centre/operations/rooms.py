"""Rooms of the centre: made with a plan or by hand, found by their code, released from a machine (B3)."""

import re
import secrets
from typing import Final

from django.db import transaction

from centre.models import Room
from centre.models.identity import this_centre
from centre.rights import require
from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor

CODE: Final = re.compile(r"[0-9]{10}")
SHORT: Final = re.compile(r"[0-9]{3}")
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: they are read as 1 and 0
REGISTRATION_LENGTH: Final = 8


def add_room(actor: Actor, code: str, *, name: str = "", note: str = "") -> Room:
    """A room with a registration code of its own.

    Raises `Refused` for a code that is not 10 digits beginning with the centre's, or is there already.
    """
    require(actor, "centre.manage_rooms")
    code = code.strip()
    centre = this_centre()
    if not CODE.fullmatch(code) or (centre.code and not code.startswith(centre.code)):
        told = N_("“%(code)s” is no room of this centre: 10 digits, the first 7 are the centre code %(centre)s.")
        raise Refused("room.code", told, code=code, centre=centre.code)
    with transaction.atomic():
        if Room.objects.filter(code=code).exists():
            raise Refused("room.exists", N_("Room %(room)s is there already."), room=code)
        room = Room.objects.create(code=code, name=name, note=note, registration_code=_registration_code())
        record.append("room_added", actor, chain=room.chain, room=code)
    return room


def release_room(actor: Actor, room: Room) -> Room:
    """Forget which machine holds the room, so that another one may register. Its token ends at once.

    Raises `Refused` when no machine is registered.
    """
    require(actor, "centre.manage_rooms")
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        if not room.is_registered:
            raise Refused("room.not_registered", N_("Room %(room)s is not registered by any machine."), room=room.code)
        record.append(
            "room_released",
            actor,
            chain=room.chain,
            machine=room.machine,
            address=room.registered_address,
            private={"hostname": room.hostname},
        )
        room.machine, room.hostname, room.seal_key, room.token_hash = None, "", b"", ""
        room.registered_address, room.registered_at = "", None
        room.save()
    return room


def room_for(code: str) -> Room:
    """The room of that full code, or the only one that ends in those three digits. Raises `Refused`."""
    code = code.strip()
    wanted = {"code__endswith": code} if SHORT.fullmatch(code) else {"code": code}
    found = list(Room.objects.filter(**wanted)[:2])
    if len(found) != 1:
        told = N_("This centre has no room %(room)s. Compare the code with 考点信息表.")
        raise Refused("room.unknown", told, room=code[:20])
    return found[0]


def _registration_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(REGISTRATION_LENGTH))
