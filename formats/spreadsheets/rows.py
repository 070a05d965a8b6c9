"""What the lists hold, typed; `row` is the physical row it stood in."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat as listed."""

    row: int
    number: int
    ip: str
    hostname: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """A candidate of one session and subject.

    `factor` and `extra_minutes` are the accommodation (F14), together; `seat_number`
    is for seating by list. An ID number that is not `id_complete` must not be compared.
    """

    row: int
    session: int
    session_name: str
    ticket: str
    name: str
    id_number: str
    id_complete: bool
    sequence: int
    subject: str
    factor: float = 1.0
    extra_minutes: float = 0.0
    large_type: bool = False
    seat_number: int | None = None


def repeats(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> Iterator[tuple[Row, Row]]:
    """Each row whose key an earlier one has, with the first of these."""
    first: dict[Hashable, Row] = {}
    for row in rows:
        earlier = first.setdefault(key(row), row)
        if earlier is not row:
            yield row, earlier
