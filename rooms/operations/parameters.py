"""参数配置: what a room is told about itself (B3)."""

from ipaddress import ip_address

from django.db import transaction

from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms.models import Room
from rooms.publish import changed
from rooms.rights import require


def set_parameters(actor: Actor, *, code: str, proctor_ip: str) -> Room:
    """Make the room of that code, or change it; `proctor_ip` is 监考机IP, the reference of its network.

    Returns the room as stored. Raises `Refused` for an address that is none; then nothing has changed.
    """
    require(actor, "rooms.manage_room")
    address = _address(proctor_ip)
    with transaction.atomic():
        room = Room.objects.select_for_update().filter(code=code).first() or Room(code=code)
        before, room.proctor_ip = room.proctor_ip, address
        room.save()
        record.append(
            "parameters_set",
            actor,
            chain=room.chain,
            room_code=code,
            before={"proctor_ip": before},
            after={"proctor_ip": address},
        )
        changed()
    return room


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as fault:
        raise Refused("parameters.ip", N_("%(text)s is no IP address."), text=text) from fault
