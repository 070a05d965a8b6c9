"""Lines as they come from the machines: bounded, each kept once, many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from formats.messages import LogEntry
from journal import clock
from rooms.logbook.models import LogLine
from rooms.models import Machine

MOST_LINES: Final = 20_000  # of one machine: months of work; a machine that writes more is faulty
MOST_CODE: Final = 40
MOST_VALUES: Final = 12
MOST_TEXT: Final = 300
MOST_NUMBER: Final = 2**53
LATEST_MS: Final = 4_102_444_800_000  # the year 2100: a clock may be wrong, a database takes no year 10,000


@dataclass(frozen=True)
class Told:
    """What a machine sent in one frame; `offset_ms` is how far its clock is ahead, as its beats say."""

    machine: UUID
    entries: Sequence[LogEntry]
    offset_ms: int


def receive_lines(told: Sequence[Told]) -> list[bool]:
    """Keep the lines in one transaction; said again they are there already. Gives for each whether it was kept.

    Not kept is what comes from a machine that is not known any more, or that has written more than anybody reads.
    """
    with transaction.atomic():
        counts = _counts({each.machine for each in told})
        kept = [counts.get(each.machine, MOST_LINES) + len(each.entries) <= MOST_LINES for each in told]
        now = clock.now()
        lines = [_line(each, entry, now) for each, is_kept in zip(told, kept, strict=True) if is_kept
                 for entry in each.entries]  # fmt: skip
        LogLine.objects.bulk_create(lines, ignore_conflicts=True)
    return kept


def _counts(machines: set[UUID]) -> dict[UUID, int]:
    """How many lines each of them has; who is not known has no count."""
    known = Machine.objects.filter(pk__in=machines).order_by()
    return dict(known.annotate(n=Count("log_lines")).values_list("pk", "n"))


def _line(told: Told, entry: LogEntry, now: datetime) -> LogLine:
    estimate = entry.at - told.offset_ms if entry.server_at is None else entry.server_at
    return LogLine(
        machine_id=told.machine,
        seq=entry.seq,
        machine_at=_moment(entry.at),
        at=min(_moment(estimate), now + timedelta(seconds=1)),  # nothing was written after it came
        received_at=now,
        code=_text(entry.code, MOST_CODE) or "-",
        values=_bounded(entry.values),
    )


def _moment(ms: int) -> datetime:
    return clock.from_ms(max(0, min(ms, LATEST_MS)))


def _bounded(values: Mapping[str, int | str | None]) -> dict[str, int | str | None]:
    """A machine may say anything; stored is what fits."""
    some = list(values.items())[:MOST_VALUES]
    return {_text(name, MOST_CODE): _fitting(value) for name, value in some}


def _fitting(value: int | str | None) -> int | str | None:
    if isinstance(value, str):
        return _text(value, MOST_TEXT)
    return max(-MOST_NUMBER, min(MOST_NUMBER, value)) if isinstance(value, int) else None


def _text(value: str, most: int) -> str:
    return value.replace("\x00", "")[:most]  # PostgreSQL takes no NUL
