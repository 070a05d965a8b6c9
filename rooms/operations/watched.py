"""Matters that follow from what is true now: opened and withdrawn as a set, whoever looks and however often."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from journal import clock, record
from rooms.models import Matter, Room
from rooms.operations.matters import WATCH, withdrawn
from rooms.publish import changed

Name = tuple[str, str]


@dataclass(frozen=True)
class Cause:
    """What is true at this moment and waits for a person, or will do so if it lasts (`is_due`).

    `since` is when it began; `values` are numbers, codes, addresses. Its name is kind and key.
    """

    room: int
    kind: str
    key: str
    since: datetime
    is_due: bool = True
    machine: UUID | None = None
    session: UUID | None = None
    sitting: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> Name:
        return (self.kind, self.key)


def keep_matters(kinds: Collection[str], causes: Iterable[Cause]) -> None:
    """Make the matters of these kinds what `causes` say: what is due is open, what has lost its cause is withdrawn.

    What somebody has put away stays so until its cause has gone. Rooms in which nothing differs are only read.
    """
    by_room: dict[int, list[Cause]] = {}
    for cause in causes:
        by_room.setdefault(cause.room, []).append(cause)
    standing: dict[int, set[Name]] = {}
    for room, *name in Matter.objects.standing(kinds).values_list("room", "kind", "key"):
        standing.setdefault(room, set()).add((name[0], name[1]))
    for room in by_room.keys() | standing.keys():
        if _differs(by_room.get(room, []), standing.get(room, set())):
            _keep(room, kinds, by_room.get(room, []))


def _differs(causes: Sequence[Cause], standing: set[Name]) -> bool:
    names = {cause.name for cause in causes}
    return bool(standing - names) or any(cause.is_due and cause.name not in standing for cause in causes)


def _keep(room_id: int, kinds: Collection[str], causes: Sequence[Cause]) -> None:
    """Under the room's lock, so that two processes that watch open nothing twice."""
    now = clock.now()
    with transaction.atomic():
        room = Room.objects.select_for_update().filter(pk=room_id).first()
        if room is None:
            return
        standing = {(matter.kind, matter.key): matter for matter in room.matters.standing(kinds)}
        names = {cause.name for cause in causes}
        _open(room, [cause for cause in causes if cause.is_due and cause.name not in standing], now)
        _end(room, [matter for name, matter in standing.items() if name not in names], now)
        changed()


def _open(room: Room, causes: Sequence[Cause], now: datetime) -> None:
    matters = Matter.objects.bulk_create([_matter(room, cause, now) for cause in causes])
    record.append_many([_opened(matter) for matter in matters], chain=room.chain)


def _matter(room: Room, cause: Cause, now: datetime) -> Matter:
    values = record.plain({**cause.values, "since": clock.to_ms(cause.since)})
    return Matter(
        room=room, kind=cause.kind, key=cause.key, machine_id=cause.machine, session=cause.session,
        sitting=cause.sitting, values=values, opened_at=now,
    )  # fmt: skip


def _opened(matter: Matter) -> record.Entry:
    values = {"matter": matter.pk, "kind": matter.kind, "machine": matter.machine_id, **matter.values}
    return record.Entry("matter_opened", WATCH, matter.session, matter.sitting, values)


def _end(room: Room, matters: Sequence[Matter], now: datetime) -> None:
    """What was put away before ends without a word."""
    still_open = [matter for matter in matters if matter.settled_at is None]
    for matter in matters:
        matter.over_at, matter.settled_at = now, matter.settled_at or now
    Matter.objects.bulk_update(matters, ["over_at", "settled_at"], batch_size=200)
    record.append_many([withdrawn(matter, WATCH) for matter in still_open], chain=room.chain)
