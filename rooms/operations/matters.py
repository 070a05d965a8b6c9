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
        stored = Matter.objects.select_for_update().select_related("room").filter(pk=matter.pk).first()
        if stored is None:
            raise Refused("matter.gone", N_("This matter is not there any more."))
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


def _settle(actor: Actor, matter: Matter) -> None:
    matter.settled_at = clock.now()
    matter.save(update_fields=["settled_at"])
    record.append(
        "matter_settled", actor, chain=matter.room.chain, session=matter.session, sitting=matter.sitting,
        matter=matter.pk, kind=matter.kind,
    )  # fmt: skip
    changed()
