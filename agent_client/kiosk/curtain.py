"""When the candidate's page is to be shown, and when a browser has to be opened anew. No I/O and no clock of its own."""

from dataclasses import dataclass
from typing import Final, Literal

from agent_client.candidate import Candidate

GRACE_MS: Final = 800  # a page that is loaded again is away for a moment
PATIENCE_MS: Final = 20_000  # so long a slow machine may take for the first picture
STEADY_MS: Final = 10_000
MOST_WAIT_MS: Final = 10_000

Deed = Literal["open", "close"]


def is_wanted(candidate: Candidate, now: int) -> bool:
    """启动考生端, 显示机位号, or somebody at work here: never is a page taken from a candidate (E4, B7, S2)."""
    seat, here = candidate.seat, candidate.here
    at_work = here is not None and not candidate.is_over(here, now)
    return at_work or (seat is not None and (seat.ui_on or seat.number_shown))


@dataclass
class Curtain:
    """Times are the boot clock's, in ms. `ordered_at` is when the page was last to be opened, None while it is closed."""

    ordered_at: int | None = None
    seen_at: int | None = None
    failures: int = 0
    again_at: int = 0

    def look(self, *, wanted: bool, pages: int, now: int) -> Deed | None:
        """What is to be done now; asked several times a second."""
        if not wanted:
            return self._close()
        if pages:
            self._seen(now)
            return None
        return self._open(now) if self._is_missing(now) else None

    def went_on(self, now: int) -> None:
        """The program is there again, with its browser running: the page looks for the daemon by itself."""
        self.ordered_at, self.seen_at = now, None

    def ended(self, now: int) -> None:
        """The browser is gone: at once again, but ever more slowly where it never showed anything."""
        wait = 0 if self.seen_at is not None else min(MOST_WAIT_MS, 500 << min(self.failures, 6))
        self.failures = 0 if self.seen_at is not None else self.failures + 1
        self.ordered_at, self.seen_at, self.again_at = None, None, now + wait

    def _seen(self, now: int) -> None:
        self.ordered_at = now if self.ordered_at is None else self.ordered_at
        self.seen_at = now
        if now - self.ordered_at > STEADY_MS:
            self.failures = 0

    def _is_missing(self, now: int) -> bool:
        if self.ordered_at is None:
            return now >= self.again_at
        if self.seen_at is not None:
            return now - self.seen_at > GRACE_MS
        return now - self.ordered_at > PATIENCE_MS

    def _open(self, now: int) -> Deed:
        self.ordered_at, self.seen_at = now, None
        return "open"

    def _close(self) -> Deed | None:
        was_open = self.ordered_at is not None
        self.ordered_at, self.seen_at, self.failures, self.again_at = None, None, 0, 0
        return "close" if was_open else None
