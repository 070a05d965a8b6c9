"""Writing a list of candidates, each with a sitting for every subject (B10, B12)."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import ProtectedError

from exams.models import Candidate, Plan, Session, Sitting
from exams.operations.loading.persons import STORED, Key, Person, of_candidate
from exams.operations.loading.seating import draw
from formats.refused import N_, Fault, Level, Refused

PARKED = 1_000_000  # above any sequence: those that swap theirs wait there


@dataclass(frozen=True)
class CandidateChanges:
    """What a list would do. Sessions that it does not name stay as they are."""

    added: tuple[Person, ...]
    changed: tuple[tuple[Person, Person], ...]
    removed: tuple[Person, ...]
    unchanged: tuple[Person, ...]
    faults: tuple[Fault, ...]

    @cached_property
    def counts(self) -> dict[str, Any]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "unchanged": len(self.unchanged),
        }

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    @property
    def sessions(self) -> list[int]:
        """The sessions that would change, by number."""
        changed = [*self.added, *self.removed, *(after for _before, after in self.changed)]
        return sorted({person.session for person in changed})

    def at_level(self, level: Level) -> list[Fault]:
        return [fault for fault in self.faults if fault.level == level]


def stored_persons(plan: Plan | None) -> dict[Key, Person]:
    """Everybody in the plan's sessions; nobody as long as it is not stored."""
    if plan is None:
        return {}
    subjects: dict[int, list[str]] = {}
    sittings = Sitting.objects.filter(session__plan=plan).order_by("subject__order")
    for candidate, subject in sittings.values_list("candidate", "subject__name"):
        subjects.setdefault(candidate, []).append(subject)
    candidates = Candidate.objects.filter(session__plan=plan).select_related("session")
    persons = [of_candidate(candidate, subjects.get(candidate.pk, ())) for candidate in candidates]
    return {person.key: person for person in persons}


def store(plan: Plan, changes: CandidateChanges) -> None:
    """Write what differs, inside the caller's transaction."""
    sessions = {session.number: session for session in plan.sessions.prefetch_related("subjects")}
    stored = {(c.session_id, c.ticket): c for c in Candidate.objects.filter(session__plan=plan)}
    found = {key: stored.get((sessions[key[0]].pk, key[1])) for key in _keys(changes)}
    _delete([candidate for person in changes.removed if (candidate := found[person.key])])
    changed = [(candidate, after) for _before, after in changes.changed if (candidate := found[after.key])]
    _park([candidate for candidate, _after in changed])
    Candidate.objects.bulk_update([_with(candidate, after) for candidate, after in changed], STORED)
    new = [Candidate(session=sessions[person.session], **person.values()) for person in changes.added]
    Candidate.objects.bulk_create(new)
    _store_subjects(changed, sessions)
    people = zip(new, changes.added, strict=True)
    Sitting.objects.bulk_create(_sittings(people, sessions))


def _keys(changes: CandidateChanges) -> Iterable[Key]:
    yield from (person.key for person in changes.removed)
    yield from (after.key for _before, after in changes.changed)


def _delete(candidates: Sequence[Candidate]) -> None:
    try:
        Sitting.objects.filter(candidate__in=candidates).delete()
        Candidate.objects.filter(pk__in=[candidate.pk for candidate in candidates]).delete()
    except ProtectedError as fault:
        told = N_("Something is already registered for a candidate whom the new list no longer has.")
        raise Refused("candidates.in_use", told) from fault


def _park(candidates: Sequence[Candidate]) -> None:
    """Give up the old sequences first: the unique constraint looks at each row by itself."""
    parked = [Candidate(pk=candidate.pk, sequence=PARKED + index) for index, candidate in enumerate(candidates)]
    Candidate.objects.bulk_update(parked, ["sequence"])


def _with(candidate: Candidate, person: Person) -> Candidate:
    for name, value in person.values().items():
        setattr(candidate, name, value)
    return candidate


def _store_subjects(changed: Sequence[tuple[Candidate, Person]], sessions: Mapping[int, Session]) -> None:
    """Sittings of subjects that were taken from a candidate, or given to one."""
    sat = {(sitting.candidate_id, sitting.subject.name): sitting for sitting in _sittings_of(changed)}
    wanted = {(candidate.pk, subject) for candidate, person in changed for subject in person.subjects}
    Sitting.objects.filter(pk__in=[sitting.pk for key, sitting in sat.items() if key not in wanted]).delete()
    given = [
        sitting for sitting in _sittings(changed, sessions) if (sitting.candidate_id, sitting.subject.name) not in sat
    ]
    Sitting.objects.bulk_create(given)


def _sittings_of(changed: Sequence[tuple[Candidate, Person]]) -> Iterable[Sitting]:
    candidates = [candidate.pk for candidate, _person in changed]
    return Sitting.objects.filter(candidate__in=candidates).select_related("subject")


def _sittings(people: Iterable[tuple[Candidate, Person]], sessions: Mapping[int, Session]) -> list[Sitting]:
    subjects = {number: {s.name: s for s in session.subjects.all()} for number, session in sessions.items()}
    return [
        Sitting(session=sessions[person.session], subject=subjects[person.session][name], candidate=candidate)
        for candidate, person in people
        for name in person.subjects
    ]


def draw_lots(plan: Plan, changes: CandidateChanges) -> dict[int, str]:
    """Draw lots anew where candidates came or went; returns the seed by session number."""
    seats = list(plan.room.seats.values_list("number", flat=True))
    seeds = {}
    for session in plan.sessions.filter(number__in=_to_draw(plan, changes)):
        seeds[session.number] = new_seed()
        seat_by_lot(session, seats, seeds[session.number])
    return seeds


def new_seed() -> str:
    return secrets.token_hex(16)


def seat_by_lot(session: Session, seats: Sequence[int], seed: str) -> None:
    """Give every candidate of the session the seat that this seed draws, inside the caller's transaction."""
    candidates = list(session.candidates.all())
    drawn = draw((candidate.ticket for candidate in candidates), seats, seed)
    for candidate in candidates:
        candidate.seat_number = drawn[candidate.ticket]
    Candidate.objects.bulk_update(candidates, ["seat_number"])


def _to_draw(plan: Plan, changes: CandidateChanges) -> set[int]:
    came_or_went = {person.session for person in (*changes.added, *changes.removed)}
    undrawn = Candidate.objects.filter(session__plan=plan, seat_number=None).values_list("session__number", flat=True)
    return came_or_went | set(undrawn)
