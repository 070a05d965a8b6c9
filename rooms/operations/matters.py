"""What waits for a person (待处理): opened by the system, settled by somebody."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor, system
from rooms.models import Machine, Matter, Room
from rooms.publish import changed
from rooms.rights import require

WATCH: Actor = system("watch")


def open_matter(
    room: Room,
    kind: str,
    key: str,
    *,
    machine: Machine | None = None,
    session: UUID | None = None,
    sitting: UUID | None = None,
    values: Mapping[str, Any] | None = None,
) -> Matter:
    """The open matter of this kind and key; opened, if there is none. `values` are numbers, codes, addresses."""
    facts = {"machine": machine, "session": session, "sitting": sitting, "values": record.plain(values or {})}
    with transaction.atomic():
        matter, is_new = Matter.objects.open().get_or_create(
            room=room, kind=kind, key=key, settled_at=None, defaults={**facts, "opened_at": clock.now()}
        )
        if is_new:
            record.append(
                "matter_opened", WATCH, chain=room.chain, session=session, sitting=sitting,
                matter=matter.pk, kind=kind, machine=machine.pk if machine else None, **facts["values"],
            )  # fmt: skip
            changed()
    return matter


def settle_matter(actor: Actor, matter: Matter) -> Matter:
    """Put a matter away; one that is settled already stays as it is. Raises `Refused` without the right."""
    require(actor, "rooms.work_room", matter.room)
    with transaction.atomic():
        stored = _locked(matter)
        if stored.settled_at is None:
            _settle(actor, stored)
    return stored


def withdraw_matters(
    room: Room, kind: str, machines: Collection[UUID] = (), *, sittings: Collection[UUID] = ()
) -> None:
    """What these matters told of is over: they go without anybody's act."""
    concerned = Q(machine__in=machines) | Q(sitting__in=sittings)
    with transaction.atomic():
        for matter in room.matters.select_for_update().open().filter(concerned, kind=kind):
            _settle(WATCH, matter)


def take_matter(actor: Actor, matter: Matter) -> Matter:
    """Say that one sees to it oneself (F4); by who has it already, again does nothing.

    Raises `Refused` without the right, for a matter that is settled, and for one that somebody else has taken.
    """
    require(actor, "rooms.work_room", matter.room)
    with transaction.atomic():
        stored = _locked(matter)
        if stored.settled_at is not None:
            raise Refused("matter.settled", N_("This matter is settled already."))
        if stored.taken_by_id == actor.user_id and stored.taken_name:
            return stored
        if stored.taken_name:
            raise Refused("matter.taken", N_("%(name)s sees to it already."), name=stored.taken_name)
        _hand(actor, stored, "matter_taken", name=actor.name)
    return stored


def give_back_matter(actor: Actor, matter: Matter) -> Matter:
    """Nobody sees to it any more; anybody who works in the room may say so. Of what nobody has taken it does nothing."""
    require(actor, "rooms.work_room", matter.room)
    with transaction.atomic():
        stored = _locked(matter)
        if stored.taken_name:
            _hand(actor, stored, "matter_given_back", name="")
    return stored


def _locked(matter: Matter) -> Matter:
    stored = Matter.objects.select_for_update(of=("self",)).select_related("room").filter(pk=matter.pk).first()
    if stored is None:
        raise Refused("matter.gone", N_("This matter is not there any more."))
    return stored


def _hand(actor: Actor, matter: Matter, code: str, *, name: str) -> None:
    before = matter.taken_by_id
    matter.taken_by_id, matter.taken_name = (actor.user_id, name[:60]) if name else (None, "")
    matter.save(update_fields=["taken_by", "taken_name"])
    record.append(
        code, actor, chain=matter.room.chain, session=matter.session, sitting=matter.sitting,
        matter=matter.pk, kind=matter.kind, before=before, after=matter.taken_by_id,
    )  # fmt: skip
    changed()


def end_matters(room: Room, ids: Collection[int]) -> None:
    """What these open matters told of is over."""
    with transaction.atomic():
        for matter in room.matters.select_for_update().open().filter(pk__in=ids):
            _settle(WATCH, matter)


def withdrawn(matter: Matter, actor: Actor) -> record.Entry:
    """That it is put away, as the journal is told."""
    values = {"matter": matter.pk, "kind": matter.kind}
    return record.Entry("matter_settled", actor, matter.session, matter.sitting, values)


def _settle(actor: Actor, matter: Matter) -> None:
    matter.settled_at = clock.now()
    matter.save(update_fields=["settled_at"])
    record.append_many([withdrawn(matter, actor)], chain=matter.room.chain)
    changed()
