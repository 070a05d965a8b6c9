"""Comparing what was typed with what the server gives back: change by change, and as the last state."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from formats import chain


class Key(NamedTuple):
    """A change's place in a sitting's log."""

    sitting: str
    epoch: int
    n: int


@dataclass
class Typed:
    """What the scripted candidates typed, on all machines."""

    changes: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    saved: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def on(cls, homes: Iterable[Path]) -> "Typed":
        found = cls()
        for home in homes:
            for line in lines_of(home / "typed.jsonl"):
                key = (str(home), line["n"])
                if "saved" in line:
                    found.saved[key] = line["saved"]
                else:
                    found.changes[key] = line
        return found

    def numbered(self) -> dict[Key, dict[str, Any]]:
        """By its place in the log; what never was 已保存 is not among them."""
        return {
            Key(line["sitting"], line["epoch"], self.saved[key]): line
            for key, line in self.changes.items()
            if key in self.saved
        }

    def last(self) -> dict[str, dict[str, str]]:
        """By sitting: question or path to what was typed last."""
        result: dict[str, dict[str, str]] = {}
        for key, line in sorted(self.numbered().items(), key=lambda item: item[0]):
            result.setdefault(key.sitting, {})[_what(line)] = _value(line)
        return {sitting: {what: value for what, value in found.items() if value} for sitting, found in result.items()}

    def files(self) -> dict[tuple[str, str], str]:
        """The work files that candidates saved last and did not remove: by sitting and path, their hash."""
        result: dict[tuple[str, str], str] = {}
        for key, line in sorted(self.numbered().items(), key=lambda item: item[0]):
            if "path" in line:
                result[key.sitting, line["path"]] = line["sha256"]
        return {place: sha256 for place, sha256 in result.items() if sha256}


@dataclass(frozen=True)
class Answers:
    """The figures of the report, and what is wrong by name. Lost is what was typed and is not found equal."""

    given: int
    acknowledged: int
    recovered: int
    strange: tuple[Key, ...] = ()  # in the export, and typed by nobody
    broken: tuple[Key, ...] = ()  # the first change of an epoch that the running hash does not hold at
    differing: tuple[str, ...] = ()  # sittings whose last state is not what was typed last

    @property
    def lost(self) -> int:
        return self.given - self.recovered

    def faults(self) -> Iterator[str]:
        if self.lost:
            yield f"{self.lost} of {self.given} answers are lost"
        if self.acknowledged != self.given:
            yield f"{self.given - self.acknowledged} of {self.given} answers were never acknowledged"
        yield from (
            f"{key.sitting} {key.epoch}/{key.n} is in the export and was typed by nobody" for key in self.strange
        )
        yield from (f"the chain of {key.sitting} {key.epoch} does not hold at {key.n}" for key in self.broken)
        yield from (f"the last state of sitting {sitting} is not what was typed last" for sitting in self.differing)


def compare(typed: Typed, exported: Iterable[dict[str, Any]], acknowledged: Mapping[tuple[str, int], int]) -> Answers:
    """`acknowledged` is, by sitting and epoch, the last number that the server had acknowledged."""
    changes, folds = _exported(exported)
    numbered = typed.numbered()
    return Answers(
        given=len(typed.changes),
        acknowledged=sum(1 for key in numbered if key.n <= acknowledged.get((key.sitting, key.epoch), 0)),
        recovered=sum(1 for key, line in numbered.items() if _same(line, changes.get(key))),
        strange=tuple(key for key in changes if key not in numbered),
        broken=tuple(_broken(changes)),
        differing=tuple(_differing(typed.last(), folds)),
    )


def missing_files(
    wanted: Mapping[tuple[str, str], str], exported: Iterable[dict[str, Any]], held: Container[str]
) -> Iterator[str]:
    """File by file, what was saved and is not in the export under its name; `held` are the contents that are there."""
    folds = _exported(exported)[1]
    for (sitting, path), sha256 in sorted(wanted.items()):
        if folds.get(sitting, {}).get(path) != sha256:
            yield f"{path} of sitting {sitting} is not the file that was saved last"
        elif sha256 not in held:
            yield f"the content of {path} of sitting {sitting} is not there"


def _exported(lines: Iterable[dict[str, Any]]) -> tuple[dict[Key, dict[str, Any]], dict[str, dict[str, str]]]:
    """Changes by their place, and by sitting the answers and files that hold."""
    changes: dict[Key, dict[str, Any]] = {}
    folds: dict[str, dict[str, str]] = {}
    for line in lines:
        if line["kind"] == "change":
            changes[Key(line["sitting"], line["epoch"], line["n"])] = line
        elif line["kind"] == "fold":
            files = {path: entry["sha256"] for path, entry in line["files"].items()}
            folds[line["sitting"]] = {**line["answers"], **files}
    return changes, folds


def _same(line: dict[str, Any], change: dict[str, Any] | None) -> bool:
    if change is None:
        return False
    body = json.loads(change["body"])
    names = ("question", "value") if "question" in line else ("path", "sha256")
    return all(body.get(name) == line[name] for name in names)


def _broken(changes: Mapping[Key, dict[str, Any]]) -> Iterator[Key]:
    """For each epoch that has one, the first change missing or with a hash that does not follow from the one before."""
    before: dict[tuple[str, int], tuple[int, str]] = {}
    broken: dict[tuple[str, int], Key] = {}
    for key in sorted(changes):
        epoch = (key.sitting, key.epoch)
        n, head = before.get(epoch, (0, chain.start(UUID(key.sitting), key.epoch).hex()))
        linked = chain.link_body(bytes.fromhex(head), changes[key]["body"].encode()).hex()
        if (key.n, changes[key]["chain"]) != (n + 1, linked):
            broken.setdefault(epoch, key)
        before[epoch] = (key.n, changes[key]["chain"])
    yield from broken.values()


def _differing(last: dict[str, dict[str, str]], folds: dict[str, dict[str, str]]) -> Iterator[str]:
    """Sittings whose last state at the server is not what was typed last."""
    for sitting in sorted(last.keys() | folds.keys()):
        if folds.get(sitting, {}) != last.get(sitting, {}):
            yield sitting


def _what(line: dict[str, Any]) -> str:
    return str(line.get("question") or line["path"])


def _value(line: dict[str, Any]) -> str:
    return str(line["value"] if "question" in line else line["sha256"])


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Of a file of JSON lines; none where it is not."""
    if path.exists():
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
