"""Candidate machines as the life of a sitting sees them: each keeps its own log and believes what it was last told."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from exams.answers import log, sequence, store, timely
from exams.answers.sequence import Delivery, Key, Kind, Outcome, Row
from exams.live.lateness import times_of
from exams.models import Claim, Sitting
from formats import chain
from formats.messages import Change


@dataclass
class Log:
    """One epoch on one machine: what was typed, and how far the server has acknowledged it."""

    key: Key
    deadline_version: int
    typed: list[Change] = field(default_factory=list)
    acknowledged: int = 0

    def type(self, question: str, value: str, at: int) -> None:
        self.typed.append(
            Change(
                n=len(self.typed) + 1,
                at=at,
                deadline_version=self.deadline_version,
                kind="answer",
                question=question,
                value=value,
            )
        )

    def delivery(self, first: int, now: int) -> Delivery:
        """Everything from `first` on."""
        rows = [
            Row(change.n, chain.body(change), late=_late(self.key.sitting, change, now))
            for change in self.typed[first - 1 :]
        ]
        return Delivery(self.key, rows, chain.extend(chain.start(*self.key), self.typed), now)


@dataclass
class Machine:
    """Which epochs it ever held, by sitting."""

    id: UUID
    logs: dict[Key, Log] = field(default_factory=dict)
    online: bool = True

    def open_log(self, sitting: Sitting) -> Log:
        return self.logs.setdefault(
            Key(sitting.pk, sitting.epoch), Log(Key(sitting.pk, sitting.epoch), sitting.deadline_version)
        )


def save(machine: Machine, delivery: Delivery) -> Outcome | None:
    """What the server's save does, in one thread: None where the machine never held the epoch."""
    claim = Claim.objects.filter(sitting=delivery.key.sitting, epoch=delivery.key.epoch).first()
    if claim is None or claim.machine_id != machine.id:
        return None
    with transaction.atomic(using=log.answers_alias()):
        tail = store.tails([delivery.key])[delivery.key]
        stored = store.stored(delivery.key, delivery.first - 1, delivery.revision) if delivery.first <= tail.n else {}
        verdict = sequence.take(delivery, tail, stored)
        store.insert((delivery.key, row, delivery.received_at_ms) for row in verdict.new)
    return verdict.outcome


def is_saved(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.kind is Kind.SAVED


def _late(sitting: UUID, change: Change, now: int) -> bool:
    made = timely.Made(change.at, change.deadline_version, change.n)
    times = times_of(sitting)
    return timely.is_late(made, times, now) or timely.overdue(made, times, now) is not None
