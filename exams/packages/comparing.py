"""What a package would change, question by question (E14). No I/O."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from exams.answers.folding import FileEntry, Folding, Line
from exams.answers.models import LogRow
from formats import canonical
from formats.canonical import Plain

Kind = Literal["only_package", "newer", "older"]


@dataclass
class Dated(Folding):
    """A fold that also knows when each question was last changed; `at` is exam time in ms by question."""

    at: dict[str, int] = field(default_factory=dict)

    def apply(self, bodies: Iterable[bytes | str]) -> "Dated":
        """Lay canonical changes over what is there, whatever they count for."""
        for body in bodies:
            self._apply(json.loads(body))
        return self

    def copy(self) -> "Dated":
        return replace(self, _answers=dict(self._answers), _files=dict(self._files), at=dict(self.at))

    def extent(self) -> "Extent":
        fold = self.fold()
        return Extent(fold.answered, len(fold.files), max(self.at.values(), default=None))

    def given(self, question: str) -> "Given":
        files = {path: entry for path, entry in self._files.items() if entry.question == question}
        return Given(self._answers.get(question, ""), files, self.at.get(question))

    def _apply(self, change: dict[str, Any]) -> None:
        super()._apply(change)
        self.at[change["question"]] = change["at"]

    def _take(self, line: Line) -> None:
        super()._take(line)
        if line.kind == LogRow.Kind.RESET:
            self.at.clear()


@dataclass(frozen=True)
class Extent:
    """How far one side is: answered questions, work files, and exam time in ms of its last change."""

    answered: int
    files: int
    last_at: int | None


@dataclass(frozen=True)
class Given:
    """What stands for a question on one side; `at` is None when nothing was ever changed."""

    value: str
    files: dict[str, FileEntry]
    at: int | None

    @property
    def is_empty(self) -> bool:
        return not self.value.strip() and not self.files

    def facts(self) -> list[Plain]:
        return [self.value, self.at, {path: entry.sha256 for path, entry in self.files.items()}]

    def same(self, other: "Given") -> bool:
        return (self.value, self.files) == (other.value, other.files)


@dataclass(frozen=True)
class Difference:
    """A question at which the package would change what counts. `late`: the package's answer came after its time,
    or nobody can prove where it was made; `is_proposed`: taking it loses nothing newer."""

    question: str
    server: Given
    package: Given
    kind: Kind
    late: bool = False

    @property
    def is_proposed(self) -> bool:
        return self.kind != "older" and not self.late


def compare(server: Dated, package: Sequence[bytes | str], late: Collection[str]) -> list[Difference]:
    """Every question at which the changes of `package`, laid over `server`, make a difference, in order."""
    touched = {json.loads(body)["question"] for body in package}
    after = server.copy().apply(package)
    found = [_difference(question, server, after, late=question in late) for question in touched]
    return sorted((each for each in found if each is not None), key=lambda each: _order(each.question))


def digest(differences: Sequence[Difference]) -> str:
    """Another one as soon as either side is another: what a person has decided on is compared with what is there."""
    lines = [[each.question, each.late, *each.server.facts(), *each.package.facts()] for each in differences]
    return hashlib.sha256(canonical.encode(lines)).hexdigest()[:16] if lines else ""


def _difference(question: str, server: Dated, after: Dated, *, late: bool) -> Difference | None:
    before, package = server.given(question), after.given(question)
    if before.same(package):
        return None
    return Difference(question, before, package, _kind(before, package), late)


def _kind(server: Given, package: Given) -> Kind:
    if server.is_empty:
        return "only_package"
    return "newer" if (package.at or 0) > (server.at or 0) else "older"


def _order(question: str) -> tuple[str, int]:
    kind, _, number = question.partition("/")
    return kind, int(number) if number.isdecimal() else 0
