"""A sitting as a machine holds it: one epoch of one candidate's work (E10, C3)."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Self, TypeAlias
from uuid import UUID

import msgspec

from formats import chain
from formats.messages import Change, Deadline, Identity, PaperSource, Position, Receipt, SubmittedBy

Why: TypeAlias = Literal["large", "many", "deep", "no_file", "unreadable", "name"]


class Key(NamedTuple):
    """What changes are numbered for."""

    sitting: UUID
    epoch: int


class FileEntry(msgspec.Struct, kw_only=True):
    """A work file; `n` is the change that brought it, 0 if it came from the server."""

    sha256: str
    size: int
    n: int = 0


class LeftOut(NamedTuple):
    """What lies in a work folder and cannot be kept; `path` is portable."""

    path: str
    why: Why


class Fold(msgspec.Struct, kw_only=True):
    """The current answers and files: all changes, one over the other."""

    answers: dict[str, str] = {}
    files: dict[str, FileEntry] = {}
    last_at: int | None = None

    def copy(self) -> Self:
        """Another one that can be changed by itself."""
        return msgspec.structs.replace(self, answers=dict(self.answers), files=dict(self.files))

    def apply(self, change: Change) -> None:
        """Lay `change` over what is there."""
        self.last_at = change.at
        if change.kind == "answer":
            self.answers[change.question] = change.value or ""
        elif change.kind == "file" and change.path:
            self._apply_file(change.path, change)

    def _apply_file(self, path: str, change: Change) -> None:
        if change.sha256:
            self.files[path] = FileEntry(sha256=change.sha256, size=change.size or 0, n=change.n)
        else:
            self.files.pop(path, None)

    def answered(self) -> set[str]:
        """The questions with an answer that is not empty."""
        return {question for question, value in self.answers.items() if value.strip()}


def fold(base: Fold, changes: Iterable[Change]) -> Fold:
    """`base` with `changes` over it, in order."""
    result = base.copy()
    for change in changes:
        result.apply(change)
    return result


class Holding(msgspec.Struct, kw_only=True):
    """What is kept of a sitting and epoch beside its changes.

    `base` is what the server had when the epoch was claimed, once `base_taken`. The log goes on
    after change `start` with the hash `start_chain`, which is the beginning except where a
    server was ahead of this machine's journal. `automatic`: it logged itself in (M1). `package_key` is the room's, for
    answer packages.
    """

    sitting: UUID
    epoch: int
    machine: UUID
    identity: Identity
    rules: list[str]
    guide: list[str]
    paper: PaperSource
    fold_url: str
    tools: list[str] = []
    session: UUID | None = None
    base: Fold = msgspec.field(default_factory=Fold)
    base_taken: bool = False
    start: int = 0
    start_chain: str = ""
    confirmed: bool = False
    automatic: bool = False
    rules_read: bool = False
    paper_key: str | None = None
    deadline: Deadline | None = None
    marks: list[str] = []
    submit_asked_at: int | None = None
    submit_asked_by: SubmittedBy = "candidate"
    receipt: Receipt | None = None
    told: bool = False
    superseded: bool = False
    package_key: str = ""

    @property
    def key(self) -> Key:
        return Key(self.sitting, self.epoch)

    def first_chain(self) -> str:
        """The hash that the first change of this log hangs on, hexadecimal."""
        return self.start_chain or chain.start(self.sitting, self.epoch).hex()

    @property
    def deadline_version(self) -> int:
        return self.deadline.version if self.deadline else 0

    @property
    def handed_in_at(self) -> int | None:
        """When the candidate did; None for what the deadline or the proctor has ended."""
        return self.submit_asked_at if self.submit_asked_by == "candidate" else None

    def is_past(self, now: int) -> bool:
        """Whether its deadline has come; while the room stands still there is none."""
        return self.deadline is not None and self.deadline.at is not None and self.deadline.at <= now

    def is_submitted(self, now: int) -> bool:
        """Whether it is over for good.

        What only its deadline has closed opens again when a later one comes (E24).
        """
        if self.submit_asked_at is not None:
            return True
        if self.receipt is not None and self.receipt.by == "deadline":
            return self.deadline is None or self.is_past(now)
        return self.receipt is not None

    def is_submitted_or_past(self, now: int) -> bool:
        return self.is_submitted(now) or self.is_past(now)

    def receipt_lacks(self, head: int) -> bool:
        """Whether a receipt for everything up to `head`, at the deadline that holds, is still to be asked for."""
        if self.superseded:
            return False
        receipt, deadline = self.receipt, self.deadline
        if receipt is None or receipt.revision < head:
            return True
        return receipt.by == "deadline" and deadline is not None and receipt.at < (deadline.at or 0)

    def position(self, revision: int, head: str) -> Position:
        """What a machine says of it in `hello`."""
        return Position(
            sitting=self.sitting,
            epoch=self.epoch,
            revision=revision,
            chain=head,
            deadline_version=self.deadline_version,
        )
