"""How often somebody may ask: counted in this process, over the last minute."""

from collections import deque
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

from formats.refused import N_, Refused

SPAN_S: Final = 60.0
MOST_KNOWN: Final = 10_000


class Limit:
    """At most `most` in a minute from each caller. Forgets those who have been quiet."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: dict[object, deque[float]] = {}
        self._lock = Lock()  # requests are answered in threads

    def count(self, caller: object) -> None:
        """Raise `Refused` (`rate`, with `retry_after` in seconds) when it is one too many."""
        with self._lock:
            self._count(caller, monotonic())

    def clear(self) -> None:
        self._asked.clear()

    def _count(self, caller: object, now: float) -> None:
        asked = self._asked.setdefault(caller, deque())
        while asked and now - asked[0] >= SPAN_S:
            asked.popleft()
        if len(asked) >= self._most:
            wait = max(1, ceil(SPAN_S - (now - asked[0])))
            raise Refused("rate", N_("Too many requests. Ask again in %(retry_after)d seconds."), retry_after=wait)
        asked.append(now)
        if len(self._asked) > MOST_KNOWN:
            self._forget(now)

    def _forget(self, now: float) -> None:
        for caller in [each for each, asked in self._asked.items() if not asked or now - asked[-1] >= SPAN_S]:
            del self._asked[caller]


of_room: Final = Limit(120)
registrations: Final = Limit(20)
pieces: Final = Limit(1200)  # of a result: up to 1 MiB each
unknown: Final = Limit(120)
