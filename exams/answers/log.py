"""The log of a sitting's answers: its head, its markers, and the answers that follow from it (C3, F3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from exams.answers.folding import FileEntry, Fold, Folding, Line, Source
from exams.answers.models import LogRow, LogRowQuerySet
from formats import canonical, chain

__all__ = [
    "FileEntry", "Fold", "Head", "Proof", "adopt", "answers_alias", "close_epoch", "fold", "head", "is_closed", "leave_epochs",
    "reset", "rows", "verify",
]  # fmt: skip

AT_ONCE: Final = 500
ANSWERS: Final = "answers"


class Head(NamedTuple):
    """The last change of an epoch and the running hash after it; n is 0 before the first."""

    n: int
    chain: bytes


@dataclass(frozen=True)
class Proof:
    """The chain of an epoch computed anew; `broken_at` is the first n that does not hold."""

    head: Head
    broken_at: int | None = None


def answers_alias() -> str:
    """The database that holds the log: its own file on SQLite, the one database on PostgreSQL."""
    return ANSWERS if ANSWERS in settings.DATABASES else "default"


def head(sitting: UUID, epoch: int) -> Head:
    """How far the log of an epoch goes, whatever the standing of its changes."""
    last = _changes(sitting, epoch).order_by("-n").values_list("n", "chain").first()
    return Head(last[0], bytes.fromhex(last[1])) if last and last[0] else Head(0, chain.start(sitting, epoch))


def close_epoch(sitting: UUID, epoch: int, at_ms: int) -> None:
    """Write down that an epoch is over: what its machine brings later is quarantine. Once, however often called."""
    _mark_once(sitting, epoch, LogRow.Kind.CLOSED, at_ms)


def leave_epochs(sitting: UUID, epoch: int, at_ms: int, *, is_reset: bool = False) -> None:
    """Write down what must stand before `epoch` is claimed: the one before is closed, after a 初始化 nothing of any counts."""
    for old in range(1 if is_reset else epoch - 1, epoch):
        close_epoch(sitting, old, at_ms)
    if is_reset:
        reset(sitting, epoch, at_ms)


def is_closed(sitting: UUID, epoch: int) -> bool:
    return LogRow.objects.filter(sitting=sitting, epoch=epoch, kind=LogRow.Kind.CLOSED).exists()


def reset(sitting: UUID, epoch: int, at_ms: int) -> None:
    """Begin again with nothing at `epoch`; what stands before stays in the log. Once for each epoch."""
    _mark_once(sitting, epoch, LogRow.Kind.RESET, at_ms)


def adopt(sitting: UUID, epoch: int, questions: Sequence[str], *, source_epoch: int, revision: int, at_ms: int) -> None:
    """Lay the changes 1 to `revision` of `source_epoch` over the current answers to `questions`, whatever their standing.

    For imported packages, for quarantine and for what came late. `epoch` is the sitting's current one.
    """
    body = canonical.encode({"questions": sorted(questions), "from": {"epoch": source_epoch, "revision": revision}})
    with transaction.atomic(using=answers_alias()):
        lock([sitting])
        _mark(sitting, epoch, LogRow.Kind.ADOPTED, at_ms, body.decode())


def fold(sitting: UUID) -> Fold:
    """The current answers: everything that counts since the last reset, in order, across epochs."""
    folding = Folding(lambda source: source_bodies(sitting, source))
    folding.take(lines(sitting))
    return folding.fold()


def lines(sitting: UUID, after: int = 0) -> Iterator[Line]:
    """What the fold reads, from the row after `after` on, in short reads."""
    while part := list(LogRow.objects.of(sitting).filter(id__gt=after).values_list(*Line._fields)[:AT_ONCE]):
        yield from map(Line._make, part)
        after = part[-1][0]


def rows(sitting: UUID) -> Iterator[LogRow]:
    """Everything that was ever written down for a sitting, in order, in short reads."""
    after = 0
    while part := list(LogRow.objects.of(sitting).filter(id__gt=after)[:AT_ONCE]):
        yield from part
        after = part[-1].pk


def source_bodies(sitting: UUID, source: Source) -> Iterable[str]:
    """The changes that an `adopted` marker lays over the answers."""
    found = _changes(sitting, source.epoch).filter(n__lte=source.revision, id__lt=source.before)
    found = found.exclude(standing=LogRow.Standing.UNFIT)
    return found.order_by("n").values_list("body", flat=True)


def verify(sitting: UUID, epoch: int) -> Proof:
    """Compute the running hash again from the stored bodies."""
    reached = Head(0, chain.start(sitting, epoch))
    for n, body, stored in _read_changes(sitting, epoch):
        linked = chain.link_body(reached.chain, body.encode())
        if n != reached.n + 1 or linked.hex() != stored:
            return Proof(reached, broken_at=reached.n + 1)
        reached = Head(n, linked)
    return Proof(reached)


def hash_at(sitting: UUID, epoch: int, n: int) -> bytes | None:
    """The running hash after change `n`, computed from the stored bodies; None where there are not so many."""
    reached = Head(0, chain.start(sitting, epoch))
    for number, body, _stored in _read_changes(sitting, epoch):
        if reached.n == n or number != reached.n + 1:
            break
        reached = Head(number, chain.link_body(reached.chain, body.encode()))
    return reached.chain if reached.n == n else None


def lock(sittings: Iterable[UUID]) -> None:
    """Until the transaction ends nobody else writes to these logs. SQLite has one writer at a time anyway."""
    connection = connections[answers_alias()]
    if connection.vendor != "postgresql":
        return
    keys = sorted({int.from_bytes(sitting.bytes[:8], "big", signed=True) for sitting in sittings})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _changes(sitting: UUID, epoch: int) -> LogRowQuerySet:
    return LogRow.objects.filter(sitting=sitting, epoch=epoch, n__isnull=False)


def _read_changes(sitting: UUID, epoch: int) -> Iterator[tuple[int, str, str]]:
    """(n, body, chain) of an epoch's changes, in order, in short reads."""
    found, after = _changes(sitting, epoch).order_by("n"), 0
    while part := list(found.filter(n__gt=after)[:AT_ONCE]):
        for row in part:
            after = row.n or 0
            yield after, row.body, row.chain


def _mark_once(sitting: UUID, epoch: int, kind: LogRow.Kind, at_ms: int) -> None:
    with transaction.atomic(using=answers_alias()):
        lock([sitting])
        if not LogRow.objects.filter(sitting=sitting, epoch=epoch, kind=kind).exists():
            _mark(sitting, epoch, kind, at_ms)


def _mark(sitting: UUID, epoch: int, kind: LogRow.Kind, at_ms: int, body: str = "") -> None:
    LogRow.objects.create(sitting=sitting, epoch=epoch, kind=kind, body=body, received_at_ms=at_ms)
