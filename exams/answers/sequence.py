"""Whether a machine's changes continue what is stored: numbers without a gap, one running hash (F3). No I/O."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple
from uuid import UUID

import msgspec

from exams.answers.models import LogRow
from formats import chain

Standing = LogRow.Standing


class Key(NamedTuple):
    """What changes are numbered for."""

    sitting: UUID
    epoch: int


class Row(msgspec.Struct, frozen=True):
    """A change in its canonical form. `blob` is the content that it names and that must be durable already.

    `unfit` is an answer that its question cannot have.
    """

    n: int
    body: bytes
    late: bool = False
    unfit: bool = False
    blob: str | None = None


class Delivery(msgspec.Struct, frozen=True):
    """Consecutive changes of one epoch; `chain` is the machine's running hash after the last of them."""

    key: Key
    rows: Sequence[Row]
    chain: bytes
    received_at_ms: int

    @property
    def first(self) -> int:
        return self.rows[0].n

    @property
    def revision(self) -> int:
        return self.rows[-1].n


class Tail(msgspec.Struct, frozen=True):
    """Where the log of an epoch ends; what comes after `closed` is quarantine."""

    n: int
    chain: bytes
    closed: bool = False


class Stored(msgspec.Struct, frozen=True):
    """A row that is in the log, or goes there with this commit."""

    n: int
    body: bytes
    chain: bytes
    standing: Standing


class Kind(Enum):
    SAVED = "saved"
    EXPECT = "expect"
    CONFLICT = "conflict"
    BLOB_MISSING = "blob_missing"


class Outcome(msgspec.Struct, frozen=True):
    """What became of a delivery; only after SAVED is it on the disk, and then all of it.

    `revision` is the last n that was saved, the next n wanted, or the n under which other bytes
    stand. `blob` is the content that is missing.
    """

    kind: Kind
    revision: int
    chain: bytes
    quarantined: bool = False
    late: bool = False
    unfit: bool = False
    blob: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """An outcome with what it adds to the log."""

    outcome: Outcome
    tail: Tail
    new: tuple[Stored, ...] = ()


def take(delivery: Delivery, tail: Tail, stored: Mapping[int, Stored]) -> Verdict:
    """Judge `delivery` against the log that ends at `tail`.

    `stored` holds the rows from the one before the delivery's first on, as far as they exist.
    """
    if delivery.first > tail.n + 1:
        return Verdict(Outcome(Kind.EXPECT, tail.n + 1, tail.chain), tail)
    linked = _link(delivery, tail, stored)
    for row in linked:
        if row.n <= tail.n and row.chain != stored[row.n].chain:
            return _conflict(row.n, tail)
    if linked[-1].chain != delivery.chain:
        return _conflict(min(delivery.first - 1, tail.n), tail)
    return _saved(linked, tail, stored)


def _link(delivery: Delivery, tail: Tail, stored: Mapping[int, Stored]) -> list[Stored]:
    """The delivery's rows with the hashes that they have after what is stored."""
    running = _chain_before(delivery, tail, stored)
    linked = []
    for row in delivery.rows:
        running = chain.link_body(running, row.body)
        linked.append(Stored(row.n, row.body, running, _standing(row, tail)))
    return linked


def _chain_before(delivery: Delivery, tail: Tail, stored: Mapping[int, Stored]) -> bytes:
    before = delivery.first - 1
    if before == tail.n:
        return tail.chain
    return stored[before].chain if before else chain.start(*delivery.key)


def _standing(row: Row, tail: Tail) -> Standing:
    if tail.closed:
        return Standing.QUARANTINE
    if row.unfit:
        return Standing.UNFIT
    return Standing.LATE if row.late else Standing.COUNTS


def _conflict(n: int, tail: Tail) -> Verdict:
    return Verdict(Outcome(Kind.CONFLICT, n, tail.chain), tail)


def _saved(linked: Sequence[Stored], tail: Tail, stored: Mapping[int, Stored]) -> Verdict:
    """What came before keeps the standing that it was given then."""
    new = tuple(row for row in linked if row.n > tail.n)
    standings = {stored[row.n].standing if row.n <= tail.n else row.standing for row in linked}
    last = linked[-1]
    outcome = Outcome(
        Kind.SAVED,
        last.n,
        last.chain,
        quarantined=Standing.QUARANTINE in standings,
        late=Standing.LATE in standings,
        unfit=Standing.UNFIT in standings,
    )
    return Verdict(outcome, Tail(last.n, last.chain, tail.closed) if new else tail, new)
