"""Candidate machines: how they come in, get a seat, and are started and closed (B5, B7, E4)."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.guards import ask_before_machine_stops, enrolment_is_closed
from rooms.models import Machine, Matter, Room, Seat
from rooms.operations.matters import open_matter, settle_matter
from rooms.publish import changed
from rooms.rights import require

ADMITTED_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Caller:
    """A machine as it describes itself, and where it calls from."""

    machine: UUID
    fingerprint: str
    hostname: str
    client: str
    address: str

    @property
    def actor(self) -> Actor:
        return Actor(kind="machine", machine=self.machine, address=self.address)


@dataclass(frozen=True)
class SeatResult:
    """What became of an act at one seat."""

    seat: Seat
    refused: Refused | None = None

    @property
    def ok(self) -> bool:
        return self.refused is None


# --- coming in
def enrol(caller: Caller) -> tuple[Machine, str]:
    """Take in a machine that has no token; returns it and the token, which is stored only as a hash.

    A machine that lost its token, or never got it, is known again by id, hardware and address.
    Raises `Refused` if no room is meant, if another machine has this id, and while a session
    runs (then the proctor is asked).
    """
    room = room_at(caller.address)
    _check_open(room, caller)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        stored = Machine.objects.select_for_update().select_related("room").filter(pk=caller.machine).first()
        if stored:
            _check_same(stored, caller)
        machine = stored or Machine(pk=caller.machine, room=room, enrolled_at=clock.now())
        machine.token_hash, machine.fingerprint = token_hash(token), caller.fingerprint
        machine.hostname, machine.client, machine.address = caller.hostname, caller.client, caller.address
        machine.save()
        told: dict[str, Any] = {"machine": machine.pk, "again": stored is not None}
        record.append(
            "machine_enrolled", caller.actor, chain=machine.room.chain, private={"hostname": caller.hostname}, **told
        )
        changed()
    _mark_equal_fingerprints(machine)
    return machine, token


def token_hash(token: str) -> str:
    """What is stored of a token: it is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def room_at(address: str) -> Room:
    """The room that a machine at `address` belongs to. Raises `Refused` if that cannot be told."""
    seat = Seat.objects.filter(ip=address).select_related("room").first()
    if seat:
        return seat.room
    rooms = list(Room.objects.all())
    near = rooms if len(rooms) == 1 else [room for room in rooms if _same_network(room.proctor_ip, address)]
    if len(near) != 1:
        raise Refused(
            "room.unknown", N_("No room is known for a machine at %(address)s. Enter the room, or a seat with this address."),
            address=address,
        )  # fmt: skip
    return near[0]


def take_seat(actor: Actor, machine: Machine) -> Seat | None:
    """Give a machine without a seat the free seat that has its address, if there is one (B5)."""
    with transaction.atomic():
        seat = Seat.objects.select_for_update().filter(room=machine.room, ip=machine.address, machine=None).first()
        if seat is None or Seat.objects.filter(machine=machine).exists():
            return None
        seat.machine = machine
        seat.save(update_fields=["machine"])
        record.append("seat_taken", actor, chain=machine.room.chain, seat=seat.number, machine=machine.pk)
        touch([machine.pk])
    return seat


def change_machine(actor: Actor, machine: Machine, *, hostname: str = "", address: str = "", client: str = "") -> None:
    """Note what a machine that calls in says of itself now; what is left out stays."""
    given = {"hostname": hostname, "address": address, "client": client}
    facts = {name: value for name, value in given.items() if value}
    with transaction.atomic():
        before = {name: getattr(machine, name) for name in facts}
        Machine.objects.filter(pk=machine.pk).update(**facts)
        for name, value in facts.items():
            setattr(machine, name, value)
        private = {"before": before.pop("hostname", ""), "after": facts.pop("hostname", "")}
        told: dict[str, Any] = {"machine": machine.pk, "before": before, "after": facts}
        record.append("machine_changed", actor, chain=machine.room.chain, private=private, **told)


def admit_machine(actor: Actor, matter: Matter) -> Matter:
    """Let the machine of an "enrolment_closed" matter in, although a session runs; holds for ten minutes."""
    require(actor, "rooms.manage_room", matter.room)
    with transaction.atomic():
        settled = settle_matter(actor, matter)
        settled.values["admitted"] = True
        settled.save(update_fields=["values"])
        record.append("machine_admitted", actor, chain=settled.room.chain, matter=settled.pk)
    return settled


# --- state that is told
def touch(machines: Iterable[UUID]) -> None:
    """What these machines are to be told has changed: the hub sends each its state again."""
    Machine.objects.filter(pk__in=list(machines)).update(state_version=F("state_version") + 1)
    changed()


def start_client(actor: Actor, room: Room, seats: Collection[int] | None = None) -> list[SeatResult]:
    """Show the candidate's page at all or the chosen seats (E4), with a result for each seat.

    A machine that is offline is named, and starts as soon as it calls in. Raises `Refused` without the right.
    """
    return _switch(actor, room, seats, on=True)


def close_client(actor: Actor, room: Room, seats: Collection[int] | None = None) -> list[SeatResult]:
    """Take the candidate's page away (E4); a machine whose candidate is in the exam is left alone (S2)."""
    return _switch(actor, room, seats, on=False)


def show_numbers(actor: Actor, room: Room) -> Room:
    """显示机位号: every machine shows its number full screen (B7)."""
    return _show_numbers(actor, room, shown=True)


def hide_numbers(actor: Actor, room: Room) -> Room:
    return _show_numbers(actor, room, shown=False)


# --- rules
def _check_open(room: Room, caller: Caller) -> None:
    """Refuse while a session runs, and ask the proctor; unless that has been done (docs/architecture.md)."""
    if not enrolment_is_closed(room) or _is_admitted(room, caller):
        return
    open_matter(room, "enrolment_closed", _key(caller), values={"address": caller.address})
    raise Refused(
        "enrolment.closed", N_("A session is running: a machine that is not known waits until the proctor admits it.")
    )


def _is_admitted(room: Room, caller: Caller) -> bool:
    since = clock.now() - ADMITTED_FOR
    settled = room.matters.filter(kind="enrolment_closed", key=_key(caller), settled_at__gt=since)
    return any(matter.values.get("admitted") for matter in settled)


def _key(caller: Caller) -> str:
    """By address: who names ever new machines from one address makes one matter."""
    return caller.address


def _short(fingerprint: str) -> str:
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:32]


def _check_same(stored: Machine, caller: Caller) -> None:
    """Without its token a machine is believed only from the same hardware at the same address, and not beside itself."""
    presence = getattr(stored, "presence", None)
    is_online = presence is not None and presence.is_online(clock.now())
    if is_online or (stored.fingerprint, stored.address) != (caller.fingerprint, caller.address):
        raise Refused("token", N_("Another machine is known by this identity. It has to enrol under a new one."))


def _mark_equal_fingerprints(machine: Machine) -> None:
    """Two identities on one hardware: a copied disk, or a machine that was set up again."""
    same = machine.room.machines.filter(fingerprint=machine.fingerprint).order_by("enrolled_at")
    if len(same) > 1:
        values = {"machines": [str(each.pk) for each in same], "addresses": [each.address for each in same]}
        open_matter(machine.room, "equal_fingerprints", _short(machine.fingerprint), machine=machine, values=values)


def _same_network(proctor_ip: str | None, address: str) -> bool:
    try:
        return bool(proctor_ip) and ip_address(address) in ip_network(f"{proctor_ip}/24", strict=False)
    except ValueError:  # IPv6 has no /24 of this kind
        return False


# --- consequences
def _switch(actor: Actor, room: Room, chosen: Collection[int] | None, *, on: bool) -> list[SeatResult]:
    require(actor, "rooms.command_machines", room)
    with transaction.atomic():
        seats = room.seats.select_related("machine__presence__lease")
        found = list(seats if chosen is None else seats.filter(number__in=chosen))
        now = clock.now()
        results = [_switch_one(seat, now, on=on) for seat in found]
        switched = [result.seat.machine_id for result in results if result.seat.machine_id and _is_switched(result)]
        Machine.objects.filter(pk__in=switched).update(ui_on=on)
        touch(switched)
        code = "client_started" if on else "client_closed"
        refused = {result.seat.shown: result.refused.code for result in results if result.refused}
        record.append(code, actor, chain=room.chain, seats=[seat.number for seat in found], refused=refused)
    return results


def _switch_one(seat: Seat, now: datetime, *, on: bool) -> SeatResult:
    try:
        _check_switch(seat, now, on=on)
    except Refused as refused:
        return SeatResult(seat, refused)
    return SeatResult(seat)


def _check_switch(seat: Seat, now: datetime, *, on: bool) -> None:
    if seat.machine is None:
        raise Refused("seat.no_machine", N_("No machine has taken this seat yet."))
    if not on:
        ask_before_machine_stops(seat.machine)
    presence = getattr(seat.machine, "presence", None)
    if presence is None or not presence.is_online(now):
        told = N_("The machine is offline; it is told as soon as it calls in. Check its network.")
        raise Refused("seat.offline", told)


def _is_switched(result: SeatResult) -> bool:
    """A machine that is offline is switched as soon as it calls in."""
    return result.refused is None or result.refused.code == "seat.offline"


def _show_numbers(actor: Actor, room: Room, *, shown: bool) -> Room:
    require(actor, "rooms.command_machines", room)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        room.numbers_shown = shown
        room.save(update_fields=["numbers_shown"])
        touch(room.machines.values_list("pk", flat=True))
        record.append("numbers_shown" if shown else "numbers_hidden", actor, chain=room.chain)
    return room
