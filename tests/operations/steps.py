"""A step of a walk: one operation as a proctor does it, and the numbers of requirements.md that it takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.operations.walk import Walk


@dataclass(frozen=True)
class Step:
    """Knows its test by the name of its function."""

    numbers: tuple[str, ...]
    take: Callable[["Walk"], None]

    @property
    def name(self) -> str:
        return self.take.__name__

    @property
    def place(self) -> str:
        """`tests/operations/test_formal.py::a_violation`, to be looked up."""
        return f"{self.take.__module__.replace('.', '/')}.py::{self.name}"


def takes(*numbers: str) -> Callable[[Callable[["Walk"], None]], Step]:
    """The function below is a step that takes these."""
    return lambda take: Step(numbers, take)


def table(steps: Iterable[Step]) -> dict[str, list[str]]:
    """Where each number is taken."""
    found: dict[str, list[str]] = {}
    for step in steps:
        for number in step.numbers:
            found.setdefault(number, []).append(step.place)
    return found
