"""The first file of a test centre in 单机 mode: its key is pinned once a person has compared it."""

from django.db import transaction

from formats import sealing, signing
from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms.models import CentreLink, Room
from rooms.publish import changed
from rooms.rights import require


def pin_centre(actor: Actor, room: Room, *, public_key: bytes, room_code: str) -> CentreLink:
    """Trust what this key signs, from now on, in a room that has trusted none yet.

    `room_code` is the full code in the file: a room known by three digits gets it. The room's own key is made from its
    注册码. Returns the registration as stored. Raises `Refused` where a key is pinned already, without a 注册码, and for
    another room's file; then nothing has changed.
    """
    require(actor, "rooms.manage_room", room)
    if not room_code.endswith(room.code):
        told = N_("This package is for room %(found)s, this is room %(room)s. Take the package of this room.")
        raise Refused("package.other_room", told, found=room_code, room=room.code)
    code = _registration_code(room)
    own_key = sealing.private_of_code(room_code, code)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        link = CentreLink.objects.select_for_update().get(room=room)
        if link.public_key:
            raise Refused("centre.pinned", N_("This room knows its test centre already."))
        before, room.code = room.code, room_code
        room.save(update_fields=["code"])
        link.public_key, link.seal_key = public_key, own_key
        link.save(update_fields=["public_key", "seal_key"])
        key = signing.fingerprint(public_key)
        record.append("centre_pinned", actor, chain=room.chain, key=key, before=before, after=room_code)
        changed()
    return link


def _registration_code(room: Room) -> str:
    link = CentreLink.objects.filter(room=room).first()
    if link is None or not link.registration_code:
        raise Refused(
            "centre.no_code",
            N_("What the test centre sends is sealed for this room. Enter its registration code in 参数配置 first."),
        )
    return link.registration_code
