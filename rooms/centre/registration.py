"""The room's registration at its test centre, and working without one (B3)."""

import socket
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any, Final

from django.db import transaction

from formats import sealing, signing
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.centre import faults
from rooms.centre.answers import CentreFacts, Registered
from rooms.centre.client import Address, ask, centre_at
from rooms.centre.faults import CentreFault, CentreRefusal
from rooms.models import CentreLink, Room
from rooms.publish import changed
from rooms.rights import require

OF_HOST: Final = {"field": "host"}
OF_CODE: Final = {"field": "registration_code"}


@dataclass(frozen=True)
class _Request:
    """What is asked of the centre; `pinned` is the key that it has to show, empty for any."""

    address: Address
    room: Room
    registration_code: str
    machine: str
    seal_key: bytes
    pinned: bytes


def register(
    actor: Actor,
    room: Room,
    *,
    host: str,
    port: int,
    registration_code: str,
    is_secure: bool = False,
    confirmed_key: str = "",
) -> CentreLink:
    """Register the room at the test centre and work with it from now on (连接考点).

    The centre's key is pinned by the first registration; another one is taken only when `confirmed_key` is its
    fingerprint. The same machine may register again. Asks the centre before anything is stored, for up to 16 s:
    not for a loop, and not inside a transaction. Returns the registration as stored.
    Raises `Refused`, then nothing has changed: with `field` among its values for what a field of the form can
    mend, and `centre.other_key` with `found`, which is what has to be confirmed.
    """
    require(actor, "rooms.manage_room", room)
    address = _address(host, port, is_secure)
    if not registration_code.strip():
        raise Refused("register.no_code", N_("Enter the registration code that the test centre gave."), **OF_CODE)
    # the room's own id: the centre knows the machine again also when its first answer never arrived
    link = CentreLink.objects.filter(room=room).first() or CentreLink(room=room, machine=room.uuid)
    own_key = bytes(link.seal_key) if link.token else token_bytes(sealing.KEY_BYTES)
    request = _Request(address, room, registration_code.strip(), str(link.machine), own_key, bytes(link.public_key))
    answer = _asked(request, confirmed_key)
    return _store(actor, link, request, answer)


def note_centre(
    actor: Actor, room: Room, *, host: str, port: int, registration_code: str, is_secure: bool = False
) -> None:
    """Keep where a room that is not registered is to be registered, for whoever goes on with it later (B2, B3).

    A registration that is there stays as it is; nothing is asked of the centre.
    """
    require(actor, "rooms.manage_room", room)
    wanted = {
        "host": host.strip(),
        "port": port,
        "is_secure": is_secure,
        "registration_code": registration_code.strip(),
    }
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        link = CentreLink.objects.filter(room=room).first() or CentreLink(room=room, machine=room.uuid)
        before = _facts(room, link)
        if link.token or all(getattr(link, name) == value for name, value in wanted.items()):
            return
        for name, value in wanted.items():
            setattr(link, name, value)
        link.save()
        _record("centre_noted", actor, room, before=before, after=_facts(room, link))


def set_standalone(actor: Actor, room: Room, *, registration_code: str = "") -> Room:
    """Work without a test centre (单机): whatever comes from it comes as files.

    With a registration code the room opens what the centre sealed for that code; without one it keeps the key
    that it has. What is pinned stays. Returns the room as stored.
    """
    require(actor, "rooms.manage_room", room)
    code = registration_code.strip()
    own_key = sealing.private_of_code(room.code, code) if code else b""
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        before = {"mode": room.mode}
        room.mode = Room.Mode.STANDALONE
        room.save(update_fields=["mode"])
        if code:
            # the token goes: the next registration makes a key of its own
            CentreLink.objects.update_or_create(
                room=room, defaults={"registration_code": code, "seal_key": own_key, "token": ""}
            )
        _record("standalone_set", actor, room, before=before, after={"mode": room.mode, "with_code": bool(code)})
    return room


# --- asking
def _asked(request: _Request, confirmed_key: str) -> Registered:
    try:
        return ask(_register(request, confirmed_key))
    except CentreRefusal as refusal:
        raise _said(refusal) from refusal
    except CentreFault as fault:
        raise fault.refused(**OF_HOST) from fault


async def _register(request: _Request, confirmed_key: str) -> Registered:
    """Who it is comes first: the registration code is for nobody else."""
    async with centre_at(request.address) as centre:
        facts = (await centre.get("centre")).typed(CentreFacts)
        _known(bytes.fromhex(facts.public_key), request.pinned, confirmed_key)
        answer = (await centre.post("rooms/register", _body(request))).typed(Registered)
    if answer.centre.public_key != facts.public_key or not answer.room.code.endswith(request.room.code):
        raise CentreFault(faults.NONSENSE)
    return answer


def _body(request: _Request) -> dict[str, Any]:
    return {
        "room": request.room.code,
        "registration_code": request.registration_code,
        "machine": request.machine,
        "hostname": socket.gethostname(),
        "address": request.room.proctor_ip or "",
        "seal_key": sealing.public_of(request.seal_key).hex(),
    }


def _known(key: bytes, pinned: bytes, confirmed_key: str) -> None:
    if pinned and key != pinned and confirmed_key != signing.fingerprint(key):
        raise Refused(
            faults.OTHER_KEY,
            N_(
                "At this address answers another test centre (%(found)s) than the one this room was registered at "
                "(%(pinned)s). Compare the fingerprint with the centre's, and confirm it if it is right."
            ),
            found=signing.fingerprint(key),
            pinned=signing.fingerprint(pinned),
            **OF_HOST,
        )


def _said(refusal: CentreRefusal) -> Refused:
    match refusal.reason:
        case "room.unknown":
            text = N_("The test centre knows no room with this code. Check the room code.")
            return Refused("register.room_unknown", text, field="code")
        case "room.registration_code":
            return Refused("register.wrong_code", N_("The registration code is wrong. Ask the test centre."), **OF_CODE)
        case "room.registered_elsewhere":
            return Refused(
                "register.elsewhere",
                N_(
                    "This room is registered on another machine (%(address)s). "
                    "Ask the test centre to release it, then register again."
                ),
                address=str(refusal.values.get("address", "")),
                **OF_CODE,
            )
    return refusal.refused(**OF_HOST)


def _address(host: str, port: int, is_secure: bool) -> Address:
    address = Address(host.strip(), port, is_secure)
    try:
        is_one = bool(address.host) and 1 <= port <= 65535 and address.url("").host is not None
    except ValueError:
        is_one = False
    if not is_one:
        raise Refused(
            "register.address", N_("“%(host)s” with port %(port)s is no address."), host=host, port=port, **OF_HOST
        )
    return address


# --- storing
def _store(actor: Actor, link: CentreLink, request: _Request, answer: Registered) -> CentreLink:
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=request.room.pk)
        stored = CentreLink.objects.select_for_update().filter(room=room).first() or link
        before = _facts(room, stored)
        room.code, room.mode = _free_code(room, answer.room.code), Room.Mode.CENTRE
        room.name = room.name or answer.room.name
        room.save(update_fields=["code", "mode", "name"])
        _take(stored, request, answer)
        stored.room = room
        stored.save()
        _record("room_registered", actor, room, before=before, after=_facts(room, stored))
    return stored


def _take(link: CentreLink, request: _Request, answer: Registered) -> None:
    link.host, link.port, link.is_secure = request.address.host, request.address.port, request.address.is_secure
    link.registration_code = request.registration_code
    link.machine, link.token, link.seal_key = request.machine, answer.token, request.seal_key
    link.centre_code, link.centre_name = answer.centre.code, answer.centre.name
    link.public_key = bytes.fromhex(answer.centre.public_key)
    link.registered_at = link.tried_at = link.answered_at = clock.now()
    link.fault = ""


def _free_code(room: Room, code: str) -> str:
    """The full room code, which the centre adds to a short one."""
    if Room.objects.filter(code=code).exclude(pk=room.pk).exists():
        told = N_("There is another room %(code)s on this machine. Register that one.")
        raise Refused("register.code_taken", told, code=code, field="code")
    return code


def _facts(room: Room, link: CentreLink) -> dict[str, Any]:
    key = bytes(link.public_key)
    return {
        "mode": room.mode,
        "code": room.code,
        "host": link.host,
        "port": link.port,
        "centre": link.centre_code,
        "key": signing.fingerprint(key) if key else "",
    }


def _record(code: str, actor: Actor, room: Room, **values: Any) -> None:
    record.append(code, actor, chain=room.chain, **values)
    changed()
