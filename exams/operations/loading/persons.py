"""Candidates as they are stored: one person a session, whatever number of subjects (F14)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from exams.models import Candidate
from formats.plan import PlanFile
from formats.spreadsheets.rows import CandidateRow

STORED: Final = (
    "ticket", "name", "id_number", "id_complete", "sequence", "factor_permille", "extra_minutes", "large_type",
    "seat_number",
)  # fmt: skip

Key = tuple[int, str]  # session and ticket number


@dataclass(frozen=True, kw_only=True)
class Person:
    """A candidate of one session; `row` is where the list has the person first. The session's name is the plan's."""

    session: int
    ticket: str
    name: str
    id_number: str
    id_complete: bool
    sequence: int
    factor_permille: int
    extra_minutes: int
    large_type: bool
    seat_number: int | None
    subjects: tuple[str, ...]
    row: int = field(default=0, compare=False)
    session_name: str = field(default="", compare=False)

    @property
    def key(self) -> Key:
        return self.session, self.ticket

    def values(self) -> dict[str, Any]:
        """The columns of `Candidate`."""
        return {name: getattr(self, name) for name in STORED}


def listed(rows: Sequence[CandidateRow], file: PlanFile, stored: Mapping[Key, Person]) -> list[Person]:
    """The persons of a list, seated as the plan says; what the list does not tell is as stored.

    Where lots are drawn the seat is the stored one: drawing is no matter of the list.
    """
    groups: dict[Key, list[CandidateRow]] = {}
    for row in rows:
        groups.setdefault((row.session, row.ticket), []).append(row)
    return [_person(group, file, stored.get(key)) for key, group in groups.items()]


def of_candidate(candidate: Candidate, subjects: Iterable[str]) -> Person:
    values = {name: getattr(candidate, name) for name in STORED}
    session = candidate.session
    return Person(session=session.number, session_name=session.name, subjects=tuple(subjects), **values)


def changed_columns(before: Person, after: Person) -> dict[str, tuple[Any, Any]]:
    """What differs: column → (before, after)."""
    stood, stands = asdict(before), asdict(after)
    compared = [column.name for column in fields(Person) if column.compare]
    return {name: (stood[name], stands[name]) for name in compared if stood[name] != stands[name]}


def _person(rows: Sequence[CandidateRow], file: PlanFile, stored: Person | None) -> Person:
    row = rows[0]
    planned = file.session(row.session)
    sat = {row.subject for row in rows}
    order = [session.subject for session in planned]
    person = Person(
        session=row.session,
        ticket=row.ticket,
        name=row.name,
        id_number=row.id_number,
        id_complete=row.id_complete,
        sequence=row.sequence,
        factor_permille=round(row.factor * 1000),
        extra_minutes=math.ceil(row.extra_minutes),
        large_type=row.large_type,
        seat_number=_seat(row, file, stored),
        subjects=(*(name for name in order if name in sat), *sorted(sat.difference(order))),
        row=row.row,
        session_name=planned[0].name if planned else row.session_name,
    )
    return _unmasked(person, stored)


def _seat(row: CandidateRow, file: PlanFile, stored: Person | None) -> int | None:
    match file.rules.seating:
        case "sequence":
            return row.sequence
        case "list":
            return row.seat_number
        case "lot":
            return stored.seat_number if stored else None
        case _:
            return None


def _unmasked(person: Person, stored: Person | None) -> Person:
    """A list that was exported with masked ID numbers says nothing new about them."""
    if stored is None or not _is_mask_of(person.id_number, stored.id_number):
        return person
    return replace(person, id_number=stored.id_number, id_complete=stored.id_complete)


def _is_mask_of(masked: str, number: str) -> bool:
    return "*" in masked and masked == Candidate(id_number=number).masked_id
