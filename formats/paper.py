"""A paper as candidates see it, and apart from it its answers."""

from typing import Literal, TypeAlias

import msgspec

QuestionKind: TypeAlias = Literal["single", "multiple", "judge", "fill", "text", "task"]

# Question key → answer: "B", "ABD", "对" or "错", or the text. It never travels with the paper.
AnswerKey: TypeAlias = dict[str, str]


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a task needs, by the hash of its plain bytes; `name` has no folder."""

    name: str
    sha256: str
    size: int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question; only a choice has `options`, only a practical task `title`, `files` and `materials`."""

    kind: QuestionKind
    number: int
    stem: str
    marks: float
    options: tuple[str, ...] = ()
    title: str = ""
    files: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()

    @property
    def key(self) -> str:
        """Its name in answers, as "single/3" or "task/1" (docs/protocol.md)."""
        return f"{self.kind}/{self.number}"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper without its answers; `total` is the sum of its marks."""

    number: str
    subject: str
    duration_min: float
    total: float
    questions: tuple[Question, ...]

    @property
    def materials(self) -> dict[str, Material]:
        """What its tasks need, by name; two tasks may need the same."""
        return {material.name: material for question in self.questions for material in question.materials}

    @property
    def files(self) -> list[str]:
        """The paths of the work folder that its tasks ask for."""
        return [path for question in self.questions for path in question.files]

    def question(self, key: str) -> Question | None:
        """The question of that key."""
        return next((question for question in self.questions if question.key == key), None)


def to_json(paper: Paper) -> bytes:
    """The one byte form of a paper: UTF-8 JSON, sorted keys, no spaces."""
    return msgspec.json.encode(paper, order="sorted")


def from_json(encoded: bytes) -> Paper:
    """What `to_json` wrote. Raises `msgspec.DecodeError` (a `ValueError`) for anything else."""
    return msgspec.json.decode(encoded, type=Paper)
