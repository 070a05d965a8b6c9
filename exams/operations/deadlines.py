"""Storing what the ledger adds up to: the deadline of a sitting, its version, and who must be told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from exams import ledger
from exams.models import DeadlineVersion, Sitting, TimeEntry
from rooms.operations.machines import touch


def settle_deadlines(sittings: Iterable[Sitting], now: datetime) -> None:
    """Compute the deadlines again inside the caller's transaction; what moved gets the next version.

    A machine that holds one of them is told.
    """
    moved = [sitting for sitting in _loaded(sittings) if _settle(sitting)]
    Sitting.objects.bulk_update(moved, ["deadline", "remaining_ms", "deadline_version"], batch_size=200)
    DeadlineVersion.objects.bulk_create(_version(sitting, now) for sitting in moved)
    touch(sitting.holder_id for sitting in moved if sitting.holder_id)


def lines_of(entries: Iterable[TimeEntry]) -> list[ledger.Line]:
    """What was wholly taken back has settled its interval no longer."""
    found = list(entries)
    undone = {entry.reverses_id: entry.ms for entry in found if entry.reverses_id}
    return [
        ledger.Line(entry.ms)
        if undone.get(entry.pk) == -(entry.ms or 0)
        else ledger.Line(entry.ms, entry.began_at, entry.ended_at)
        for entry in found
    ]


def recomputed(sitting: Sitting) -> ledger.Sum:
    """What the ledger says the deadline is, from the facts alone."""
    allowed = sitting.subject.duration + sitting.accommodation
    return ledger.settle(sitting.subject.start_at, allowed, lines_of(sitting.time_entries.all()))


def _loaded(sittings: Iterable[Sitting]) -> Sequence[Sitting]:
    found = list(sittings)
    prefetch_related_objects(found, "time_entries", "candidate", "subject__session")
    return found


def _settle(sitting: Sitting) -> bool:
    settled = recomputed(sitting)
    if (settled.deadline, settled.remaining_ms) == (sitting.deadline, sitting.remaining_ms):
        return False
    sitting.deadline, sitting.remaining_ms = settled.deadline, settled.remaining_ms
    sitting.deadline_version += 1
    return True


def _version(sitting: Sitting, now: datetime) -> DeadlineVersion:
    return DeadlineVersion(
        sitting=sitting,
        version=sitting.deadline_version,
        deadline=sitting.deadline,
        remaining_ms=sitting.remaining_ms,
        at=now,
    )
