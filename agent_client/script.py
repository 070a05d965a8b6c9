"""A script for a candidate without a person: a JSON list of steps, done one after another.

    [{"at_s": 0, "do": "login", "ticket": "190319999990031001", "proof": ""},
     {"at_s": 0, "do": "read"},
     {"at_s": 5, "do": "answer", "question": "single/1", "value": "A"},
     {"at_s": 9, "do": "file", "path": "web01/index.html", "text": "<!doctype html>"},
     {"at_s": 60, "do": "submit"}]

`at_s` of `login` and `read` is the earliest time in seconds after the start of the daemon; of
every other step it is the earliest exam time in seconds after T0. A step that is refused (login
not allowed yet, no network, too early to submit) is tried again every half second until it works.
"""

from pathlib import Path
from typing import Annotated

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Step(msgspec.Struct, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    """`at_s`: never before this."""

    at_s: Seconds = 0.0


class LoginStep(Step, tag="login"):
    ticket: str
    proof: str = ""


class ReadStep(Step, tag="read"):
    """Confirms the identity and has read the rules."""


class AnswerStep(Step, tag="answer"):
    question: str
    value: str


class FileStep(Step, tag="file"):
    """Writes `text`, or `size` bytes made from `seed`, into the work folder."""

    path: str
    text: str | None = None
    size: int = 0
    seed: int = 0


class RemoveStep(Step, tag="remove"):
    path: str


class SubmitStep(Step, tag="submit"):
    pass


class AcknowledgeLockStep(Step, tag="acknowledge_lock"):
    pass


class RaiseHandStep(Step, tag="raise_hand"):
    words: str = ""


class FinishStep(Step, tag="finish"):
    pass


AnyStep = (
    LoginStep
    | ReadStep
    | AnswerStep
    | FileStep
    | RemoveStep
    | SubmitStep
    | AcknowledgeLockStep
    | RaiseHandStep
    | FinishStep
)
BEFORE_T0 = (LoginStep, ReadStep)


class BadScript(Exception):
    """The file is no script."""


def read(path: Path) -> list[AnyStep]:
    """The steps. Raises `BadScript` with the place of the fault."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[AnyStep])
    except (OSError, msgspec.DecodeError) as fault:
        raise BadScript(f"{path}: {fault}") from fault
