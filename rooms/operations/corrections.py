"""Who sits where, put right: a number typed at a machine, a seat given to another machine (B6, B7)."""

from typing import Final

from django.db import transaction

from formats.refused import N_, Refused
from formats.spreadsheets.rows import SeatRow
from journal import record
from journal.actor import Actor
from rooms.guards import ask_before_seat_changes
from rooms.models import Machine, Room, Seat
from rooms.operations.machines import touch
from rooms.operations.matters import open_matter, withdraw_matters
from rooms.operations.seats import LAST, check_row
from rooms.rights import require

CLAIM: Final = "seat_claimed"  # the matter of a machine that asked for a seat which belongs to another
SAME_HARDWARE: Final = "equal_fingerprints"


def correct_number(actor: Actor, machine: Machine, number: int) -> Seat:
    """Make `number` the seat of the machine at which it was typed, while 显示机位号 is on (B7).

    A machine without a seat takes the free seat of that number, or a new one. Returns the seat as
    stored. Raises `Refused` when the numbers are not shown, while a candidate of a running session
    sits there, and for a number that is taken: that is shown in the seat list as a conflict, and
    the seats have not changed.
    """
    try:
        with transaction.atomic():
            return _corrected(actor, machine, number)
    except Refused as refused:
        if refused.code == "number.taken":
            _claim(machine, number)
        raise


def give_seat(actor: Actor, seat: Seat, machine: Machine) -> Seat:
    """Put another machine on a seat; the one that had it stands in 自动扫描 again (B6).

    Returns the seat as stored. Raises `Refused` while a candidate of a running session sits at
    either; then nothing has changed.
    """
    require(actor, "rooms.manage_room", seat.room)
    with transaction.atomic():
        room = _locked(seat.room)
        stored = _stored(room, seat)
        new = _of_room(room, machine)
        ask_before_seat_changes([stored, *Seat.objects.filter(machine=new)])
        before = stored.machine_id
        Seat.objects.filter(machine=new).exclude(pk=stored.pk).update(machine=None)
        _put_on(stored, new)
        record.append(
            "seat_given", actor, chain=room.chain, seat=stored.number, before=before, after=new.pk, address=new.address
        )
        changed = [each for each in (before, new.pk) if each]
        withdraw_matters(room, CLAIM, [new.pk])
        withdraw_matters(room, SAME_HARDWARE, changed)
        touch(changed)
    return stored


# --- a number that was typed
def _corrected(actor: Actor, machine: Machine, number: int) -> Seat:
    room = _locked(machine.room)
    if not room.numbers_shown:
        told = N_("The number can be changed here only while the proctor has the seat numbers shown.")
        raise Refused("number.not_shown", told)
    machine = _of_room(room, machine)
    own, wanted = Seat.objects.filter(machine=machine).first(), room.seats.filter(number=number).first()
    before = own.number if own else None
    if before == number and own:
        return own
    seat = _new_place(room, machine, number, own, wanted)
    record.append("number_corrected", actor, chain=room.chain, machine=machine.pk, before=before, seat=number)
    withdraw_matters(room, CLAIM, [machine.pk])
    touch([machine.pk])
    return seat


def _new_place(room: Room, machine: Machine, number: int, own: Seat | None, wanted: Seat | None) -> Seat:
    if wanted and (own or wanted.machine_id):
        raise _taken(wanted)
    if not 1 <= number <= LAST:
        raise Refused("seats.number_range", N_("A seat number is 1 to %(last)d."), last=LAST)
    if wanted:
        return _put_on(wanted, machine)
    if own is None:
        return _added(room, machine, number)
    ask_before_seat_changes([own])
    own.number = number
    own.save(update_fields=["number"])
    return own


def _taken(seat: Seat) -> Refused:
    names = {"number": seat.shown, "ip": seat.ip}
    if seat.machine is None:
        told = N_("Seat number %(number)s is entered for %(ip)s. Type another one, or tell the proctor.")
        return Refused("number.taken", told, **names)
    told = N_("Seat number %(number)s is used by %(hostname)s (%(ip)s). Type another one, or tell the proctor.")
    return Refused("number.taken", told, hostname=seat.machine.hostname, **names)


def _added(room: Room, machine: Machine, number: int) -> Seat:
    row = SeatRow(row=0, number=number, ip=machine.address or "", hostname=machine.hostname, note="")
    check_row(room, row, list(room.seats.all()), confirmed=False)
    return Seat.objects.create(room=room, number=number, ip=row.ip, hostname=row.hostname, machine=machine)


def _claim(machine: Machine, number: int) -> None:
    """One open claim for each machine: what it typed last."""
    open_claims = machine.room.matters.open().filter(kind=CLAIM, machine=machine)
    if open_claims.filter(values__number=number).exists():
        return
    withdraw_matters(machine.room, CLAIM, [machine.pk])
    told = {"number": number, "address": machine.address}
    open_matter(machine.room, CLAIM, str(machine.pk), machine=machine, values=told)


# --- storing
def _put_on(seat: Seat, machine: Machine) -> Seat:
    """The seat follows the machine's address, unless that belongs to another seat."""
    is_free = not seat.room.seats.filter(ip=machine.address).exclude(pk=seat.pk).exists()
    seat.machine, seat.hostname = machine, machine.hostname
    seat.ip = machine.address if machine.address and is_free else seat.ip
    seat.save(update_fields=["machine", "hostname", "ip"])
    return seat


def _locked(room: Room) -> Room:
    return Room.objects.select_for_update().get(pk=room.pk)


def _stored(room: Room, seat: Seat) -> Seat:
    stored = room.seats.select_related("room", "machine").filter(pk=seat.pk).first()
    if stored is None:
        raise Refused("seats.gone", N_("Seat %(seat)s has been deleted meanwhile."), seat=seat.shown)
    return stored


def _of_room(room: Room, machine: Machine) -> Machine:
    stored = room.machines.filter(pk=machine.pk).first()
    if stored is None:
        raise Refused("machine.gone", N_("This machine is not known in the room any more."))
    return stored
