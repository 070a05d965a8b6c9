"""Who sits in a session and where: for the roll, the notice at the door, the labels and the plan of the room (D3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from exams.models import Candidate, Session
from rooms.layouts import DEFAULT_COLUMNS, Order, grid
from rooms.models import RoomLayout

T = TypeVar("T")


@dataclass(frozen=True)
class RollRow:
    """One candidate; the ID number is masked."""

    sequence: int
    ticket: str
    name: str
    masked_id: str
    seat: int | None
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """A seat with whoever sits there; nobody where the seat is a spare."""

    seat: int
    person: RollRow | None


@dataclass(frozen=True)
class SeatPlan:
    """The room from the front to the back; `elsewhere` have no seat in it."""

    layout: RoomLayout
    rows: tuple[tuple[Label | None, ...], ...]
    elsewhere: tuple[RollRow, ...]


def roll(session: Session) -> tuple[RollRow, ...]:
    """By sequence, in two queries."""
    found = session.candidates.prefetch_related("sittings__subject").order_by("sequence")
    return tuple(_row(each) for each in found)


def labels(session: Session) -> tuple[Label, ...]:
    """One for every seat of the room, by number."""
    return _labels(session, roll(session))


def seat_plan(session: Session) -> SeatPlan:
    """The plan as the room's layout has it."""
    people = roll(session)
    found = {label.seat: label for label in _labels(session, people)}
    layout = layout_of(session)
    rows = [tuple(found[n] if n else None for n in row) for row in grid(list(found), layout.columns, layout.order)]
    elsewhere = tuple(row for row in people if row.seat not in found)
    return SeatPlan(layout, tuple(rows), elsewhere)


def layout_of(session: Session) -> RoomLayout:
    """As it was set, or as a room stands that nobody has said anything of."""
    stored = RoomLayout.objects.filter(room=session.room).first()
    return stored or RoomLayout(room=session.room, columns=DEFAULT_COLUMNS, order=Order.ROWS)


def side_by_side(rows: Iterable[T], columns: int) -> list[tuple[T | None, ...]]:
    """A long list as several columns that are read downwards."""
    rows = list(rows)
    deep = -(-len(rows) // columns)
    return list(zip_longest(*(rows[start : start + deep] for start in range(0, len(rows), deep)))) if rows else []


def _labels(session: Session, people: Iterable[RollRow]) -> tuple[Label, ...]:
    by_seat = {row.seat: row for row in people}
    numbers = session.room.seats.order_by("number").values_list("number", flat=True)
    return tuple(Label(number, by_seat.get(number)) for number in numbers)


def _row(person: Candidate) -> RollRow:
    subjects = tuple(sitting.subject.name for sitting in person.sittings.all())
    return RollRow(person.sequence, person.ticket, person.name, person.masked_id, person.seat_number, subjects)
