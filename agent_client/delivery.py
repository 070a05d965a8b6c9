"""How far the server is with one holding's changes, and when to send it more (F3)."""

from dataclasses import dataclass
from typing import Final

ANSWER_WITHIN_MS: Final = 15_000
PARK_MS: Final = 5_000
LONGEST_PARK_MS: Final = 600_000


@dataclass
class Delivery:
    """Positions are change numbers; times are the machine's boot clock in ms.

    `head` is the last change on this disk, `acknowledged` the last one on the server's as far as
    this machine knows, `start` the one after which this machine's log begins; `is_known` whether
    the server of this link has named its own position. One `save` is under
    way at a time; what gathers goes with the next.
    """

    head: int
    acknowledged: int
    start: int = 0
    linked: bool = False
    is_known: bool = False
    sent_from: int | None = None
    sent_at: int = 0
    parked_until: int = 0
    refusals: int = 0

    def link_up(self, revision: int | None) -> None:
        """A `welcome` with the server's position; it holds even below what was acknowledged."""
        self.linked, self.is_known = True, revision is not None
        self.sent_from = None
        self.parked_until = self.refusals = 0
        if revision is not None:
            self._server_is_at(revision)

    def link_down(self) -> None:
        self.linked = self.is_known = False
        self.sent_from = None

    @property
    def next_n(self) -> int:
        """The first change that the server does not have."""
        return self.acknowledged + 1

    @property
    def pending(self) -> int:
        """How many changes the server does not have."""
        return self.head - self.acknowledged

    @property
    def is_safe(self) -> bool:
        """Whether the server of this link has said itself that it has everything that was written here."""
        return self.pending == 0 and (self.is_known or self.head == self.start)

    def sent(self, now: int) -> None:
        """A `save` from `next_n` on, or a `submit`, is under way."""
        self.sent_from, self.sent_at = self.next_n, now

    def saved(self, revision: int) -> None:
        """Everything up to `revision` is on the server's disk."""
        self.sent_from = None
        self.refusals = 0
        self._server_is_at(revision)

    def expected(self, revision: int, now: int) -> None:
        """The server wants `revision` next. What this machine has not got, or has just sent, it cannot help with."""
        useless = revision <= self.start or revision == self.sent_from
        self.sent_from = None
        if useless:
            self.park(now)
        else:
            self._server_is_at(revision - 1)

    def answered(self) -> None:
        """To a `submit`."""
        self.sent_from = None

    def park(self, now: int) -> None:
        """The server will not have it now: it is offered again later, ever less often, and holds no other up."""
        self.sent_from = None
        self.parked_until = now + min(PARK_MS << self.refusals, LONGEST_PARK_MS)
        self.refusals = min(self.refusals + 1, 10)

    def is_ready(self, now: int) -> bool:
        """Whether something may be sent for it now."""
        waiting = self.sent_from is not None and now < self.sent_at + ANSWER_WITHIN_MS
        return self.linked and not waiting and now >= self.parked_until

    def _server_is_at(self, revision: int) -> None:
        self.acknowledged = max(self.start, min(revision, self.head))
