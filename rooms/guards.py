"""Questions that rooms asks before it changes something; higher apps answer.

A guard raises `Refused` when it objects.
"""

from collections.abc import Callable, Iterable

from rooms.models import Machine, Room, Seat

before_seat_changes: list[Callable[[Seat], None]] = []
before_machine_stops: list[Callable[[Machine], None]] = []
enrolment_closed: list[Callable[[Room], bool]] = []
before_code_changes: list[Callable[[Room], None]] = []


def ask_before_seat_changes(seats: Iterable[Seat]) -> None:
    """A seat with a candidate in a running session is neither deleted nor renumbered (B6)."""
    for seat in seats:
        for guard in before_seat_changes:
            guard(seat)


def ask_before_machine_stops(machine: Machine) -> None:
    """A machine whose candidate is in the exam is neither restarted nor closed (S2)."""
    for guard in before_machine_stops:
        guard(machine)


def ask_before_code_changes(room: Room) -> None:
    """A room that something is loaded for keeps its code (B3)."""
    for guard in before_code_changes:
        guard(room)


def enrolment_is_closed(room: Room) -> bool:
    """While a session runs no unknown machine gets in, except by the proctor's act (docs/architecture.md)."""
    return any(closed(room) for closed in enrolment_closed)
