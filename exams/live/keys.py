"""The key of a paper goes to the machine that holds a begun sitting, and never before."""

import base64
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from exams.models import Sitting
from formats.messages import PaperKey, SeatState
from rooms.live import registry
from rooms.live.database import in_database
from rooms.live.gather import Gather
from rooms.live.link import Link


class Asked(NamedTuple):
    """Who asks for which key."""

    machine: UUID
    sitting: UUID


_sent: Final[WeakKeyDictionary[Link, set[tuple[UUID, int]]]] = WeakKeyDictionary()


def register() -> None:
    registry.after_state.append(send_key)


async def send_key(link: Link, state: SeatState) -> None:
    """Once on each link for each epoch, as soon as the sitting that the state names is in the exam."""
    if state.sitting is None or (state.sitting, state.epoch) in _sent.setdefault(link, set()):
        return
    key = await _keys.ask(Asked(link.machine.id, state.sitting))
    if key is not None:
        _sent[link].add((state.sitting, state.epoch))
        link.send(key)


def released_key(machine: UUID, sitting: UUID) -> PaperKey | None:
    """The key, if this machine holds the sitting and the exam has begun for it."""
    return _released([Asked(machine, sitting)])[0]


def _released(asked: Sequence[Asked]) -> list[PaperKey | None]:
    held = Sitting.objects.in_exam().filter(pk__in=[each.sitting for each in asked])
    found = {
        Asked(machine, sitting): PaperKey(sitting=sitting, key=base64.b64encode(key).decode())
        for machine, sitting, key in held.values_list("holder_id", "pk", "subject__paper__key")
        if key
    }
    return [found.get(each) for each in asked]


async def _ask(asked: list[Asked]) -> list[PaperKey | Exception | None]:
    """At T0 everybody's key is due at once."""
    return list(await in_database(_released, asked))


_keys: Gather[Asked, PaperKey | None] = Gather(_ask)
