"""Where one of the five steps stands in a room, and why (B2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from exams.models import Plan
from formats.refused import Translate
from rooms.models import Room


class State(StrEnum):
    """The values are the classes of the step bar."""

    DONE = "ok"  # ticked
    OPEN = "open"  # can be done now
    NOT_YET = "no"  # something that comes before it is missing
    STALE = "stale"  # was done, and is no longer true


@dataclass(frozen=True)
class Answer:
    """`text` is an English msgid with places for `values`: what was done, what is missing, or what has changed since.

    `code` names the same for the journal and for tests.
    """

    state: State
    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    def say(self, translate: Translate) -> str:
        return translate(self.text) % self.values


def done(code: str, text: str, **values: Any) -> Answer:
    return Answer(State.DONE, code, text, values)


def can_be_done(code: str, text: str, **values: Any) -> Answer:
    return Answer(State.OPEN, code, text, values)


def not_yet(code: str, text: str, **values: Any) -> Answer:
    return Answer(State.NOT_YET, code, text, values)


def no_longer(code: str, text: str, **values: Any) -> Answer:
    return Answer(State.STALE, code, text, values)


@dataclass(frozen=True)
class Ground:
    """What every step is answered from, read once. `room` is None as long as there is none; then so is all the rest."""

    room: Room | None
    now: datetime
    seats: int = 0
    plans: Sequence[Plan] = ()
