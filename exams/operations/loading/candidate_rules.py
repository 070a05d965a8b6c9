"""What stands against a list of candidates (B10)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from exams.models import Plan, Sitting
from exams.operations.loading.persons import Person
from formats.plan import PlanFile
from formats.refused import N_, Fault
from formats.spreadsheets.roll import check_count, check_plan, check_room
from formats.spreadsheets.rows import CandidateRow, repeats


@dataclass(frozen=True)
class Roll:
    """A list under a plan, which need not be stored yet; `seats` is how many the room has, 0 if that is not known."""

    file: PlanFile
    stored: Plan | None
    rows: Sequence[CandidateRow]
    persons: Sequence[Person]
    sheet: str | None
    seats: int


def faults(roll: Roll, changing: Sequence[int]) -> Iterator[Fault]:
    """Every fault of the list; `changing` are the sessions that it would change, by number."""
    yield from check_room(roll.rows, room_code=roll.file.rules.room_code, sheet=roll.sheet)
    yield from check_count(roll.rows, roll.file, sheet=roll.sheet)
    yield from check_plan(roll.rows, roll.file, sheet=roll.sheet)
    yield from _sequences(roll.persons, roll.sheet)
    yield from _begun(roll.stored, changing)
    yield from _too_few_seats(roll.persons, roll.seats)
    yield from _unused_seats(roll.rows, roll.file, roll.sheet)


def _sequences(persons: Sequence[Person], sheet: str | None) -> Iterable[Fault]:
    """Two persons of one session, also if their subjects differ."""
    for person, first in repeats(persons, lambda person: (person.session, person.sequence)):
        told = N_("Sequence number %(sequence)d is the same as in row %(first)d.")
        values = {"sequence": person.sequence, "first": first.row}
        yield Fault(
            code="candidates.duplicate_sequence", text=told, values=values, sheet=sheet, row=person.row, column="序号"
        )


def _begun(stored: Plan | None, numbers: Sequence[int]) -> Iterable[Fault]:
    if stored is None:
        return
    begun = ~Q(state=Sitting.State.NOT_LOGGED_IN) | Q(logged_in_at__isnull=False) | Q(epoch__gt=1)
    for session in stored.sessions.filter(number__in=numbers):
        if Sitting.objects.of(session).filter(begun).exists():
            told = N_("In session %(session)d candidates have logged in or are registered as absent; its list stays.")
            yield Fault(code="candidates.session_begun", text=told, values={"session": session.number})


def _too_few_seats(persons: Sequence[Person], seats: int) -> Iterable[Fault]:
    for session in sorted({person.session for person in persons}) if seats else ():
        count = sum(person.session == session for person in persons)
        if count > seats:
            told = N_("Session %(session)d has %(count)d candidates, but the room has %(seats)d seats.")
            values = {"session": session, "count": count, "seats": seats}
            yield Fault(code="candidates.more_than_seats", text=told, values=values, level="warning")


def _unused_seats(rows: Sequence[CandidateRow], file: PlanFile, sheet: str | None) -> Iterable[Fault]:
    used = file.rules.seating == "list"
    if not used and any(row.seat_number not in (None, row.sequence) for row in rows):
        told = N_("The plan does not seat by list; the column 机位号 was not used.")
        yield Fault(code="candidates.seats_unused", text=told, sheet=sheet, column="机位号", level="warning")
