"""Saving what 参数配置 asks: the room's own parameters first, then its registration (B3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from formats.refused import Refused
from journal.actor import Actor
from rooms.centre import note_centre, register, set_standalone
from rooms.models import CentreLink, Room
from rooms.operations.parameters import ParametersRefused, set_parameters

OF_REGISTRATION: Final = ("host", "port", "is_secure", "registration_code")


@dataclass(frozen=True)
class Saved:
    """What became of it: the room as stored, None if it was not, and everything that was refused."""

    room: Room | None
    faults: tuple[Refused, ...] = ()


def save(actor: Actor, room: Room | None, asked: Mapping[str, Any]) -> Saved:
    """Store the parameters; then register the room, or take it off the centre.

    What is wrong with the parameters leaves everything as it was. What the centre refuses leaves the room and the
    centre's address saved and not registered: step 1 stays open, and the same button tries again.
    """
    try:
        given = {name: asked[name] for name in ("code", "proctor_ip", "storage_path", "mode")}
        stored = set_parameters(actor, room=room, **given)
    except ParametersRefused as refused:
        return Saved(None, tuple(refused.faults))
    except Refused as refused:
        return Saved(None, (refused,))
    try:
        _connect(actor, stored, asked)
    except Refused as refused:
        return Saved(Room.objects.get(pk=stored.pk), (refused,))
    return Saved(Room.objects.get(pk=stored.pk))


def _connect(actor: Actor, room: Room, asked: Mapping[str, Any]) -> None:
    """Nothing is asked of the centre if nothing about it has changed."""
    link = CentreLink.objects.filter(room=room).first()
    if asked["mode"] == Room.Mode.STANDALONE:
        if room.mode != Room.Mode.STANDALONE or asked["registration_code"] != (link.registration_code if link else ""):
            set_standalone(actor, room, registration_code=asked["registration_code"])
    elif not (link and room.mode == Room.Mode.CENTRE and _is_same(link, asked)):
        given = {name: asked[name] for name in OF_REGISTRATION}
        try:
            register(actor, room, **given, confirmed_key=asked["confirmed_key"])
        except Refused:
            note_centre(actor, room, **given)
            raise


def _is_same(link: CentreLink, asked: Mapping[str, Any]) -> bool:
    is_registered = bool(link.token) and link.is_registered
    return is_registered and all(getattr(link, name) == asked[name] for name in OF_REGISTRATION)
