"""The acts of 机位管理: a JSON body becomes one call of a verb."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from formats.refused import N_, Refused
from journal.actor import Actor
from rooms import operations as rooms
from rooms.models import Machine, Matter, Room, Seat
from rooms.operations.scanning import Order
from rooms.operations.seats import Direction

MOST: Final = 2**53
Answer: TypeAlias = dict[str, Any]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=9999)]
Key: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
Name: TypeAlias = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[^\x00]*$")]
Note: TypeAlias = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00]*$")]


# --- what the page sends
class Body(msgspec.Struct, kw_only=True):
    """Of one act."""


class Nothing(Body):
    pass


class AddBody(Body):
    ip: Name
    number: Number | None = None
    hostname: Name = ""
    note: Note = ""
    confirmed: bool = False


class ChangeBody(Body):
    seat: Key
    number: Number
    ip: Name
    hostname: Name = ""
    note: Note = ""
    confirmed: bool = False


class SeatBody(Body):
    seat: Key


class MoveBody(SeatBody):
    direction: Direction


class GiveBody(SeatBody):
    machine: UUID


class ScanBody(Body):
    machines: list[UUID]
    order: Order = "ip"
    descending: bool = False
    start: Number = 1
    confirmed: bool = False

    @property
    def rule(self) -> rooms.Rule:
        return rooms.Rule(order=self.order, descending=self.descending, start=self.start)


class SettleBody(Body):
    matter: Key


AnyBody = TypeVar("AnyBody", bound=Body)


@dataclass(frozen=True)
class Act(Generic[AnyBody]):
    """Who acts in which room, and what the page sent."""

    actor: Actor
    room: Room
    body: AnyBody

    def seat(self, key: int) -> Seat:
        found = self.room.seats.select_related("room").filter(pk=key).first()
        if found is None:
            raise Refused("seat.unknown", N_("This seat is not in the list any more."))
        return found

    def machine(self, key: UUID) -> Machine:
        found = self.room.machines.filter(pk=key).first()
        if found is None:
            raise Refused("machine.gone", N_("This machine is not known in the room any more."))
        return found


def perform(actor: Actor, room: Room, verb: str, body: bytes) -> Answer:
    """Do `verb`. Raises `Refused`, and `KeyError` for a verb that does not exist."""
    kind, call = ACTS[verb]
    return call(Act(actor, room, decoded(body, kind)))


def decoded(body: bytes, kind: type[AnyBody]) -> AnyBody:
    """Raises `Refused` for what the page does not send."""
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Refused(
            "act.field", N_("What was entered is not understood (%(fault)s). Nothing was stored."), fault=str(fault)
        ) from fault


# --- the acts
def _add(act: Act[AddBody]) -> Answer:
    body = act.body
    seat = rooms.add_seat(
        act.actor, act.room, ip=body.ip, number=body.number, hostname=body.hostname.strip(), note=body.note.strip(),
        confirmed=body.confirmed,
    )  # fmt: skip
    return _done(_("Seat %(seat)s is added.") % {"seat": seat.shown}, seat=seat.pk)


def _change(act: Act[ChangeBody]) -> Answer:
    body = act.body
    seat = rooms.change_seat(
        act.actor, act.seat(body.seat), number=body.number, ip=body.ip, hostname=body.hostname.strip(),
        note=body.note.strip(), confirmed=body.confirmed,
    )  # fmt: skip
    return _done(_("Seat %(seat)s is changed.") % {"seat": seat.shown}, seat=seat.pk)


def _delete(act: Act[SeatBody]) -> Answer:
    seat = act.seat(act.body.seat)
    rooms.delete_seat(act.actor, seat)
    return _done(_("Seat %(seat)s is deleted.") % {"seat": seat.shown})


def _move(act: Act[MoveBody]) -> Answer:
    seat = rooms.move_seat(act.actor, act.seat(act.body.seat), act.body.direction)
    return _done(_("The seat is number %(seat)s now.") % {"seat": seat.shown})


def _show(act: Act[Nothing]) -> Answer:
    rooms.show_numbers(act.actor, act.room)
    return _done(_("Every machine without a candidate at work shows its seat number; it can be corrected there."))


def _hide(act: Act[Nothing]) -> Answer:
    rooms.hide_numbers(act.actor, act.room)
    return _done(_("The seat numbers are hidden."))


def _number(act: Act[ScanBody]) -> Answer:
    body = act.body
    seats = rooms.number_machines(act.actor, act.room, body.machines, body.rule, confirmed=body.confirmed)
    text = ngettext("%(count)d machine is numbered.", "%(count)d machines are numbered.", len(seats))
    return _done(text % {"count": len(seats)})


def _give(act: Act[GiveBody]) -> Answer:
    machine = act.machine(act.body.machine)
    seat = rooms.give_seat(act.actor, act.seat(act.body.seat), machine)
    return _done(_("Seat %(seat)s belongs to %(machine)s now.") % {"seat": seat.shown, "machine": machine.hostname})


def _settle(act: Act[SettleBody]) -> Answer:
    matter = Matter.objects.filter(pk=act.body.matter, room=act.room).first()
    if matter is None:
        raise Refused("matter.unknown", N_("This matter is settled already."))
    rooms.settle_matter(act.actor, matter)
    return _done(_("Nothing was changed in the list; the conflict is settled."))


def _done(text: str, **more: Any) -> Answer:
    return {"ok": True, "text": text, **more}


ACTS: Final[dict[str, tuple[type[Body], Callable[[Any], Answer]]]] = {
    "add": (AddBody, _add),
    "change": (ChangeBody, _change),
    "delete": (SeatBody, _delete),
    "move": (MoveBody, _move),
    "show": (Nothing, _show),
    "hide": (Nothing, _hide),
    "number": (ScanBody, _number),
    "give": (GiveBody, _give),
    "settle": (SettleBody, _settle),
}
