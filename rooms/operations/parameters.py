"""参数配置: what a room is told about itself (B3)."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final

from django.db import transaction

from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from rooms import storage
from rooms.guards import ask_before_code_changes
from rooms.models import CentreLink, Room
from rooms.operations.rooms import CODE
from rooms.publish import changed
from rooms.rights import require

SHORT: Final = 3  # digits of a room code without that of the centre


def set_parameters(
    actor: Actor, *, code: str, proctor_ip: str, storage_path: str = "", room: Room | None = None, mode: str = ""
) -> Room:
    """Make the room of that code, or change it; `room` is the one that is meant if its code is to change.

    `proctor_ip` is 监考机IP, the reference of the room's network. The folder of `storage_path` is created; an empty
    one leaves what is stored. `mode` is what a new room begins with; later it changes by being registered.
    Returns the room as stored. Raises `ParametersRefused` with everything that stands against it, and `Refused` for
    a code that cannot be changed; then nothing has changed.
    """
    _require(actor, code, room or room_of(code))
    address, path = _checked(code, proctor_ip, storage_path)
    with transaction.atomic():
        stored = _locked(actor, code, room)
        before = _facts(stored)
        _change_code(stored, code)
        stored.proctor_ip, stored.storage_path = address, path or stored.storage_path
        if mode and stored.pk is None:
            stored.mode = Room.Mode(mode)
        stored.save()
        _record(actor, stored, before)
        changed()
    return stored


def parameter_faults(*, code: str, proctor_ip: str, storage_path: str = "") -> list[Refused]:
    """Everything that is wrong with these, each with the name of its `field`; makes no folder."""
    checks: list[Callable[[], object]] = [lambda: _check_code(code), lambda: _address(proctor_ip)]
    if storage_path:
        checks.append(lambda: storage.check(storage_path))
    return [refused for check in checks if (refused := _refusal(check))]


class ParametersRefused(Refused):
    """Everything that is wrong with the parameters, each with the name of its field."""

    def __init__(self, faults: list[Refused]) -> None:
        super().__init__(faults[0].code, faults[0].text, **faults[0].values)
        self.faults = faults


def room_of(code: str) -> Room | None:
    """The room that is meant by a code: three digits mean the only room that ends in them, and may be all that is known."""
    exact = Room.objects.filter(code__in=[code, code[-SHORT:]]).order_by("-code").first()
    if exact or len(code) != SHORT:
        return exact
    ending = list(Room.objects.filter(code__endswith=code)[:2])
    return ending[0] if len(ending) == 1 else None


# --- rules
def _checked(code: str, proctor_ip: str, storage_path: str) -> tuple[str, str]:
    """Address and folder in one form; the folder is made when nothing else stands against it."""
    faults = parameter_faults(code=code, proctor_ip=proctor_ip, storage_path=storage_path)
    if faults:
        raise ParametersRefused(faults)
    return _address(proctor_ip), _made(storage_path) if storage_path else ""


def _refusal(check: Callable[[], object]) -> Refused | None:
    try:
        check()
    except Refused as refused:
        return refused
    return None


def _made(storage_path: str) -> str:
    try:
        return storage.make_ready(storage_path)
    except Refused as refused:
        raise ParametersRefused([refused]) from refused


def _check_code(code: str) -> None:
    if not CODE.fullmatch(code):
        told = N_("“%(code)s” is no room code: it has 3 digits, or 10 with the code of the test centre.")
        raise Refused("room.code", told, code=code, field="code")


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as fault:
        raise Refused("parameters.ip", N_("%(text)s is no IP address."), text=text, field="proctor_ip") from fault


def _require(actor: Actor, code: str, room: Room | None) -> None:
    """Who belongs to certain rooms makes no other."""
    require(actor, "rooms.manage_room", room)
    if room is None and actor.kind != "system" and actor.rooms is not None:
        raise Refused("right.other_room", N_("Room %(room)s is not one of yours."), room=code)


def _locked(actor: Actor, code: str, room: Room | None) -> Room:
    """The room that is meant, as stored and locked; a new one if there is none of this code."""
    meant = room or room_of(code)
    _require(actor, code, meant)
    return Room.objects.select_for_update().get(pk=meant.pk) if meant else Room(code="")


def _change_code(room: Room, code: str) -> None:
    if room.code == code or (room.pk is not None and room.code.endswith(code)):
        return
    other = room_of(code)
    if other is not None and other.pk != room.pk:
        told = N_("Room %(code)s is there already. Choose it to change it.")
        raise Refused("parameters.code_taken", told, code=other.code, field="code")
    if room.pk is not None:
        ask_before_code_changes(room)
        CentreLink.objects.filter(room=room).update(token="", registered_at=None)  # it was for the other code
    room.code = code


# --- storing
def _facts(room: Room) -> dict[str, Any]:
    return {"code": room.code, "proctor_ip": room.proctor_ip, "storage_path": room.storage_path}


def _record(actor: Actor, room: Room, before: dict[str, Any]) -> None:
    """A path may hold a name, so it is committed to only."""
    after = _facts(room)
    private = {"path_before": before.pop("storage_path"), "path_after": after.pop("storage_path")}
    record.append(
        "parameters_set", actor, chain=room.chain, private=private, room_code=room.code, before=before, after=after
    )
