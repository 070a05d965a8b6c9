"""The last ten minutes of each machine, in memory: given on demand, gone with the process (F11)."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from journal.clock import to_ms
from proctor_site.watch.facts import Device, Person, RoomLook, State

EVERY: Final = timedelta(seconds=10)
KEPT: Final = 60


class Sample(NamedTuple):
    """Moments and ages in ms. `link_ms` is how long the link has been down, 0 while it is up."""

    at: int
    link_ms: int
    save_ms: int | None
    offset_ms: int | None


class Courses:
    """One course a machine, at most sixty samples each; a machine that is no longer looked at is forgotten."""

    def __init__(self) -> None:
        self._of: dict[UUID, deque[Sample]] = {}
        self._sampled_at: datetime | None = None

    def of(self, machine: UUID) -> list[Sample]:
        """The oldest first."""
        return list(self._of.get(machine, ()))

    def take(self, rooms: Iterable[RoomLook], now: datetime) -> None:
        """A sample of every machine, every ten seconds; in between nothing."""
        if self._sampled_at is not None and timedelta() <= now - self._sampled_at < EVERY:
            return
        self._sampled_at = now
        known: dict[UUID, deque[Sample]] = {}
        for room in rooms:
            holders = {person.device.id: person for look in room.sessions for person in look.people if person.device}
            for device in room.devices:
                course = self._of.get(device.id) or deque(maxlen=KEPT)
                course.append(_sample(device, holders.get(device.id), now))
                known[device.id] = course
        self._of = known


def _sample(device: Device, person: Person | None, now: datetime) -> Sample:
    down = 0 if device.online or device.since is None else to_ms(now) - to_ms(device.since)
    return Sample(to_ms(now), down, _save_ms(person, now), device.clock_offset_ms if device.online else None)


def _save_ms(person: Person | None, now: datetime) -> int | None:
    """How old the last durable save is, while the candidate writes (F3)."""
    if person is None or not person.is_in(State.IN_EXAM) or person.sitting.last_saved_at is None:
        return None
    return max(0, to_ms(now) - to_ms(person.sitting.last_saved_at))


courses: Final = Courses()
