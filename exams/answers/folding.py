"""The current answers of a sitting, laid together from its log row by row. No I/O."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from exams.answers.models import LogRow


@dataclass(frozen=True)
class FileEntry:
    """A work file; `question` is the task that it belongs to."""

    sha256: str
    size: int
    question: str = ""


@dataclass(frozen=True)
class Fold:
    """The current answers and work files (by path). `last_at_ms` is exam time of the last change that counts."""

    answers: dict[str, str] = field(default_factory=dict)
    files: dict[str, FileEntry] = field(default_factory=dict)
    last_at_ms: int | None = None

    @property
    def answered(self) -> int:
        """How many questions have an answer that is not empty, or a file."""
        written = {question for question, value in self.answers.items() if value.strip()}
        return len(written | {entry.question for entry in self.files.values() if entry.question})


class Line(NamedTuple):
    """What is read of a row of the log to see how far a sitting is; the names are its columns."""

    id: int
    epoch: int
    kind: str
    standing: str
    body: str
    n: int | None = None
    chain: str = ""
    received_at_ms: int = 0


class Source(NamedTuple):
    """Changes 1 to `revision` of an epoch that stand in the log before the row `before`."""

    epoch: int
    revision: int
    before: int


@dataclass
class Folding:
    """A fold that is still being laid; `last_id` is the last row that went into it.

    `changes_of` gives the bodies that an `adopted` marker names, in order. `keep` says what is kept of an answer.
    """

    changes_of: Callable[[Source], Iterable[str]]
    keep: Callable[[str], str] = str
    last_id: int = 0
    _answers: dict[str, str] = field(default_factory=dict)
    _files: dict[str, FileEntry] = field(default_factory=dict)
    _last_at_ms: int | None = None

    def take(self, lines: Iterable[Line]) -> None:
        """Lay the next rows over what is there, in the order of their ids."""
        for line in lines:
            self.take_one(line)

    def take_one(self, line: Line) -> None:
        self._take(line)
        self.last_id = line.id

    def fold(self) -> Fold:
        return Fold(dict(self._answers), dict(self._files), self._last_at_ms)

    def _take(self, line: Line) -> None:
        match line.kind:
            case LogRow.Kind.CHANGE if line.standing == LogRow.Standing.COUNTS:
                self._apply(json.loads(line.body))
            case LogRow.Kind.RESET:
                self._answers, self._files, self._last_at_ms = {}, {}, None
            case LogRow.Kind.ADOPTED:
                self._adopt(line)

    def _adopt(self, line: Line) -> None:
        taken = json.loads(line.body)
        source = Source(taken["from"]["epoch"], taken["from"]["revision"], line.id)
        self._apply_some(taken["questions"], self.changes_of(source))

    def _apply_some(self, questions: Sequence[str], bodies: Iterable[str]) -> None:
        for change in map(json.loads, bodies):
            if change["question"] in questions:
                self._apply(change)

    def _apply(self, change: dict[str, Any]) -> None:
        self._last_at_ms = change["at"]
        if change["kind"] == "answer":
            self._put(self._answers, change["question"], self.keep(change.get("value") or ""))
        elif change["kind"] == "file" and change.get("path"):
            self._put(self._files, change["path"], _entry(change))

    @staticmethod
    def _put(into: dict[str, Any], key: str, value: Any) -> None:
        if value:
            into[key] = value
        else:
            into.pop(key, None)


def _entry(change: dict[str, Any]) -> FileEntry | None:
    """None for a file that was removed."""
    sha256 = change.get("sha256")
    return FileEntry(sha256, change.get("size", 0), change["question"]) if sha256 else None
