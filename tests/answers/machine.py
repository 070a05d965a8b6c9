"""The other side: a machine's own log of a sitting."""

from dataclasses import dataclass, field
from uuid import UUID

from exams.answers.sequence import Delivery, Key, Row
from formats import chain
from formats.messages import Change


@dataclass
class MachineLog:
    sitting: UUID
    epoch: int = 1
    changes: list[Change] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.heads = [chain.start(self.sitting, self.epoch)]

    @property
    def head(self) -> bytes:
        return self.heads[-1]

    def answer(self, question: str = "single/1", value: str = "A", *, at: int = 1_000, version: int = 1) -> Change:
        return self._add(Change(n=0, at=at, deadline_version=version, kind="answer", question=question, value=value))

    def file(self, path: str, sha256: str, *, size: int = 1, question: str = "task/1", at: int = 1_000) -> Change:
        return self._add(
            Change(n=0, at=at, deadline_version=1, kind="file", question=question, path=path, sha256=sha256, size=size)
        )

    def delivery(self, first: int = 1, last: int | None = None, *, late: bool = False, at: int = 2_000) -> Delivery:
        """Its changes `first` to `last`."""
        last = last or len(self.changes)
        rows = [
            Row(change.n, chain.body(change), late=late, blob=change.sha256 or None)
            for change in self.changes[first - 1 : last]
        ]
        return Delivery(Key(self.sitting, self.epoch), rows, self.heads[last], at)

    def _add(self, change: Change) -> Change:
        change.n = len(self.changes) + 1
        self.changes.append(change)
        self.heads.append(chain.link(self.head, change))
        return change
