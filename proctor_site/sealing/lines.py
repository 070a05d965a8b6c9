"""A line of the seal check: what was looked at, how it stands, and what to do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from formats.refused import Translate


class State(StrEnum):
    PASS = "pass"  # noqa: S105 - a state, no password
    WARN = "warn"
    FAIL = "fail"
    NOT_CONCERNED = "skip"  # 单机 mode has no centre to compare with


@dataclass(frozen=True)
class Line:
    """`text` is an English msgid with places for `values`."""

    code: str
    state: State
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """A warning holds nobody up."""
        return self.state != State.FAIL

    def say(self, translate: Translate) -> str:
        return translate(self.text) % self.values

    def stored(self) -> dict[str, Any]:
        return {**asdict(self), "values": dict(self.values), "state": str(self.state)}

    def reported(self) -> dict[str, Any]:
        """As the test centre takes it."""
        return {
            "code": self.code,
            "passed": self.holds,
            "values": {name: str(value) for name, value in self.values.items()},
        }


def of_stored(stored: Mapping[str, Any]) -> Line:
    return Line(stored["code"], State(stored["state"]), stored["text"], stored["values"])


def passed(code: str, text: str, **values: Any) -> Line:
    return Line(code, State.PASS, text, values)


def warned(code: str, text: str, **values: Any) -> Line:
    return Line(code, State.WARN, text, values)


def failed(code: str, text: str, **values: Any) -> Line:
    return Line(code, State.FAIL, text, values)


def not_concerned(code: str, text: str) -> Line:
    return Line(code, State.NOT_CONCERNED, text)
