"""Time on a machine: a clock that runs on through suspend, and what it knows of the server's (C4)."""

import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec
import psutil

SAMPLES: Final = 15
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Clocks(Protocol):
    """What a machine can read by itself, in ms."""

    def boot(self) -> int:
        """Since it was switched on, suspend included."""

    def wall(self) -> int:
        """Since 1970 by its own clock, right or wrong."""

    def boot_id(self) -> str:
        """Another one after each start of the machine."""


@dataclass(frozen=True)
class MachineClocks:
    """The real ones; `offset_ms` sets the wall clock wrong, for rehearsal."""

    offset_ms: int = 0

    def boot(self) -> int:
        return _boot_ns() // 1_000_000

    def wall(self) -> int:
        return time.time_ns() // 1_000_000 + self.offset_ms

    def boot_id(self) -> str:
        if _BOOT_ID.exists():
            return _BOOT_ID.read_text().strip()
        return str(round(psutil.boot_time() / 60))


def _boot_ns() -> int:
    source = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() if source is None else time.clock_gettime_ns(source)


class Mark(msgspec.Struct, kw_only=True, frozen=True):
    """Exam time as it was written down last, by all clocks at one moment."""

    server: int
    boot: int
    wall: int
    boot_id: str


class ServerClock:
    """The server's time as the machine estimates it.

    The beat with the best round trip of the last half minute decides; on a new link what was known before
    holds as long as it is possible after that beat, so that a slow first answer moves nothing. After a restart of
    the daemon the boot clock carries on; after one of the machine its own clock says only how long
    it was off, and never lets time run backwards. `corrected_ms` is by how much the last link has put exam time right.
    """

    def __init__(self, clocks: Clocks, mark: Mark | None = None) -> None:
        self._clocks = clocks
        self._samples: deque[tuple[int, int]] = deque(maxlen=SAMPLES)
        self._carried = _carried_on(clocks, mark) if mark is not None else None
        self._offset = self._carried
        self.corrected_ms = 0

    @property
    def is_known(self) -> bool:
        """Whether a server has ever told the time."""
        return self._offset is not None

    def now(self) -> int:
        """Server time in ms; by the machine's own clock as long as no server has told it."""
        return self._clocks.wall() if self._offset is None else self._clocks.boot() + self._offset

    def begin_link(self) -> None:
        """Another server may answer now: what the last one has told counts only as far as this one agrees."""
        self._samples.clear()
        self._carried = self._offset
        self.corrected_ms = 0

    def heard(self, *, server_time: int, sent_boot: int) -> None:
        """An answer that left the server at `server_time`, to a question asked at `sent_boot`."""
        received = self._clocks.boot()
        trip = received - sent_boot
        self._samples.append((trip, server_time + trip // 2 - received))
        self._offset = self._estimate(*min(self._samples))
        if self._carried is not None:
            self.corrected_ms = self._offset - self._carried

    def _estimate(self, trip: int, offset: int) -> int:
        """The answer left the server at some moment of its round trip: whatever lies within it is possible."""
        carried = self._carried
        return carried if carried is not None and abs(carried - offset) <= trip // 2 else offset

    def trip_ms(self) -> int | None:
        """The best round trip of the last half minute; None on a link that has just begun."""
        return min(self._samples)[0] if self._samples else None

    def own_error_ms(self) -> int:
        """How far the machine's own clock is ahead of the server's."""
        return self._clocks.wall() - self.now()

    def mark(self) -> Mark:
        """What to write down now."""
        clocks = self._clocks
        return Mark(server=self.now(), boot=clocks.boot(), wall=clocks.wall(), boot_id=clocks.boot_id())


def _carried_on(clocks: Clocks, mark: Mark) -> int:
    if mark.boot_id == clocks.boot_id():
        return mark.server - mark.boot
    return mark.server + max(0, clocks.wall() - mark.wall) - clocks.boot()
