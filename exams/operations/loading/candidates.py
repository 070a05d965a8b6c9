"""Loading candidates (B10, B12)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.db import transaction

from exams.models import Plan
from exams.operations.loading.candidate_rules import Roll, faults
from exams.operations.loading.candidate_storing import CandidateChanges, draw_lots, store, stored_persons
from exams.operations.loading.persons import changed_columns, listed
from exams.operations.loading.plans import from_centre, refuse
from formats import canonical
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets.rows import CandidateRow
from journal import record
from journal.actor import Actor
from rooms import publish
from rooms.operations.source import BY_HAND, Source
from rooms.rights import require

MOST_NAMED: Final = 5


def plan_candidates(
    file: PlanFile, stored: Plan | None, rows: Sequence[CandidateRow], *, sheet: str | None = None, seats: int = 0
) -> CandidateChanges:
    """What `rows` would change under the plan in `file`, and what stands against it; reads only.

    `stored` is that plan if it is stored already, `seats` how many the room has (0: not known yet).
    """
    known = stored_persons(stored)
    persons = listed(rows, file, known)
    before = {person.key: known[person.key] for person in persons if person.key in known}
    sessions = {person.session for person in persons}
    given = {person.key for person in persons}
    changes = CandidateChanges(
        added=tuple(person for person in persons if person.key not in known),
        changed=tuple((before[p.key], p) for p in persons if p.key in before and before[p.key] != p),
        removed=tuple(p for key, p in known.items() if p.session in sessions and key not in given),
        unchanged=tuple(person for person in persons if before.get(person.key) == person),
        faults=(),
    )
    roll = Roll(file, stored, rows, persons, sheet, seats)
    return replace(changes, faults=(*faults(roll, changes.sessions), *_left_out(changes, sheet)))


def _left_out(changes: CandidateChanges, sheet: str | None) -> Iterator[Fault]:
    """A list is the whole list of its sessions: whoever is not in it goes, and that needs a yes."""
    for session in changes.sessions:
        gone = [person for person in changes.removed if person.session == session]
        if gone:
            told = N_("%(count)d candidates of session %(session)d are not in this list and go: %(names)s")
            names = "、".join(person.name for person in gone[:MOST_NAMED]) + ("…" if len(gone) > MOST_NAMED else "")
            values = {"count": len(gone), "session": session, "names": names}
            yield Fault(code="candidates.left_out", text=told, values=values, sheet=sheet, level="confirm")


def load_candidates(
    actor: Actor, plan: Plan, rows: Sequence[CandidateRow], *, source: Source = BY_HAND
) -> CandidateChanges:
    """Store a list of candidates; what it names of a session replaces that session's list.

    Returns what changed. Raises `FileRefused` if the list has a fault and `Refused` without the
    right, or if somebody has logged in to a session that would change; then nothing has changed.
    """
    require(actor, "rooms.import_files", plan.room)
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).select_related("room").get(pk=plan.pk)
        refuse(from_centre(plan))
        changes = plan_candidates(plan.file, plan, rows)
        if changes.at_level("error"):
            raise FileRefused(changes.at_level("error"))
        store(plan, changes)
        drawn = draw_lots(plan, changes) if plan.rules.seating == "lot" else {}
        _record(actor, plan, changes, source, drawn)
        publish.changed()
    return changes


def _record(actor: Actor, plan: Plan, changes: CandidateChanges, source: Source, drawn: Mapping[int, str]) -> None:
    record.append(
        "candidates_loaded",
        actor,
        chain=plan.room.chain,
        private={**source.private, **_before_and_after(changes)},
        sha256=source.sha256,
        plan=plan.uuid,
        lots={str(session): seed for session, seed in drawn.items()},
        **changes.counts,
    )


def _before_and_after(changes: CandidateChanges) -> dict[str, str]:
    """What is replaced, person by person, only what differs."""
    columns = [(after, changed_columns(before, after)) for before, after in changes.changed]
    stood = [{"ticket": p.ticket, **{name: pair[0] for name, pair in differing.items()}} for p, differing in columns]
    stands = [{"ticket": p.ticket, **{name: pair[1] for name, pair in differing.items()}} for p, differing in columns]
    removed = [{"session": person.session, **person.values()} for person in changes.removed]
    told = {"before": stood, "after": stands, "removed": removed}
    return {key: canonical.encode(value).decode() for key, value in told.items() if value}
