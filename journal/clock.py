"""Exam time: an anchor plus the boot clock, never bare wall time.

A wall clock that is set while the room works does not move the exam (architecture, Time).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.models import Max

from journal.models import ClockAnchor, Event

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

_anchor: tuple[int, int] | None = None
_source: Callable[[], int] | None = None


def now() -> datetime:
    """Exam time, aware, UTC, whole milliseconds."""
    return from_ms(now_ms())


def now_ms() -> int:
    """Exam time in milliseconds since 1970 UTC."""
    if _source is not None:
        return _source()
    boot_ns, at_ms = _anchor or _load_anchor()
    return at_ms + (_boot_ns() - boot_ns) // 1_000_000


def wall_offset_ms() -> int:
    """By how much the machine's wall clock is ahead of exam time."""
    return _wall_ms() - now_ms()


def from_ms(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)


def to_ms(moment: datetime) -> int:
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * 1000 + moment.microsecond // 1000


def anchor_again() -> tuple[int, int]:
    """Take the wall clock anew; only while no session is running.

    The new anchor is never before the last event. Returns (boot clock in ns, ms since 1970).
    """
    global _anchor
    boot_ns, at_ms = _boot_ns(), max(_true_ms(), _last_event_ms())
    ClockAnchor.objects.update_or_create(boot_id=_boot_id(), defaults={"boot_ns": boot_ns, "at_ms": at_ms})
    _anchor = (boot_ns, at_ms)
    return _anchor


def is_anchored() -> bool:
    """Exam time goes on from an anchor that was stored since this machine was started."""
    return ClockAnchor.objects.filter(boot_id=_boot_id()).exists()


def move_forward(ms: int) -> None:
    """Exam time jumps ahead: the machine's clock had been set back, and others know better."""
    global _anchor
    boot_ns, at_ms = _anchor or _load_anchor()
    ClockAnchor.objects.filter(boot_id=_boot_id()).update(at_ms=at_ms + ms)
    _anchor = (boot_ns, at_ms + ms)


def forget_anchor() -> None:
    """Read the anchor from the database at the next question: another process may have moved it."""
    global _anchor
    _anchor = None


@contextmanager
def running_on(source: Callable[[], int]) -> Iterator[None]:
    """Exam time from `source` (ms) inside the block: for tests and for computing the past."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


def _load_anchor() -> tuple[int, int]:
    global _anchor
    stored = ClockAnchor.objects.filter(boot_id=_boot_id()).first()
    if stored is None:
        return anchor_again()
    _anchor = (stored.boot_ns, stored.at_ms)
    return _anchor


def _last_event_ms() -> int:
    last = Event.objects.aggregate(last=Max("at"))["last"]
    return to_ms(last) if last else 0


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text().strip()
    except OSError:  # no Linux: the boot moment itself names the boot, to the minute
        return f"boot-{int(time.time() - time.monotonic()) // 60}"


def _boot_ns() -> int:
    # the monotonic clock stops while the machine sleeps; Windows has one that does not, under that name
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic_ns()


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _true_ms() -> int:
    """Wall time; with PostgreSQL the database's, which all servers share."""
    if connection.vendor != "postgresql":
        return _wall_ms()
    with connection.cursor() as cursor:
        cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        return int(cursor.fetchone()[0])
