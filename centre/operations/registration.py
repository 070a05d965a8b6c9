"""Registering a room's machine, and hearing from it (B3)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from centre.models import Room
from centre.operations.publishing import seal_for_room
from centre.operations.rooms import room_for
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A room installation that wants to register. `seal_key` is its X25519 public key, 32 bytes."""

    id: UUID
    hostname: str
    address: str
    seal_key: bytes


def register(actor: Actor, code: str, registration_code: str, machine: Machine) -> tuple[Room, str]:
    """Register `machine` for the room; gives the room and the token that it is known by from now on.

    The same machine may come again; its old token ends. What is published is sealed anew when its key is
    another one. Raises `Refused`: no such room, wrong registration code, held by another machine.
    """
    room = room_for(code)
    if not _is_code(registration_code, room.registration_code):
        _record_failure(actor, room, "registration_code")
        told = N_("The registration code of room %(room)s is another one. Compare it with 考点信息表.")
        raise Refused("room.registration_code", told, room=room.code)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        if room.is_registered and room.machine != machine.id:
            _refuse_other(room)
        has_other_key = bytes(room.seal_key) != machine.seal_key
        room.machine, room.hostname, room.seal_key = machine.id, machine.hostname, machine.seal_key
        room.registered_address, room.registered_at = machine.address, clock.now()
        room.token_hash = hash_of(token)
        room.last_contact_at, room.last_address = clock.now(), actor.address
        room.save()
        if has_other_key:
            _seal_again(room)
        record.append(
            "room_registered",
            actor,
            chain=room.chain,
            machine=machine.id,
            seal_key=machine.seal_key.hex(),
            private={"hostname": machine.hostname, "address": machine.address},
        )
    return room, token


def heard(room: Room, address: str, state: Mapping[str, Any] | None = None) -> None:
    """The room has called; `state` is what a heartbeat said. Not journaled: it comes every ten seconds."""
    now = clock.now()
    told: dict[str, Any] = {"last_contact_at": now, "last_address": address}
    if state is not None:
        told |= {"state": dict(state), "state_at": now}
    Room.objects.filter(pk=room.pk).update(**told)


def room_of_token(token: str) -> Room | None:
    """The room whose machine has this token."""
    return Room.objects.filter(token_hash=hash_of(token)).first() if token else None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_code(given: str, code: str) -> bool:
    return hmac.compare_digest(given.strip().upper().encode(), code.encode())


def _record_failure(actor: Actor, room: Room, why: str) -> None:
    record.append("registration_refused", actor, chain=room.chain, why=why)


def _refuse_other(room: Room) -> None:
    told = N_("Room %(room)s is registered by another machine (%(address)s). Ask the test centre to release it.")
    at = clock.to_ms(room.registered_at) if room.registered_at else 0
    raise Refused("room.registered_elsewhere", told, room=room.code, at=at, address=room.registered_address)


def _seal_again(room: Room) -> None:
    for plan in room.plans.all():
        if newest := plan.newest:
            seal_for_room(newest)
