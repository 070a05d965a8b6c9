"""Loading candidates (T2)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import transaction

from centre.models import Candidate, Plan
from centre.operations.loading.plans import released_faults
from centre.operations.source import BY_HAND, Source
from centre.rights import require
from formats.exam_package import PackagedCandidate
from formats.plan import PlanFile
from formats.refused import Fault, FileRefused
from formats.spreadsheets import CandidateRow, check_count, check_plan, check_room
from journal import record
from journal.actor import Actor


def load_candidates(
    actor: Actor, plan: Plan, rows: Sequence[CandidateRow], *, is_whole: bool = False, source: Source = BY_HAND
) -> int:
    """Store a list; what it names of a session replaces that session's candidates. Gives how many it holds.

    If the list `is_whole`, sessions that it does not name have none from then on. Sessions in which nothing
    differs are left alone. Raises `FileRefused` with every fault of the list, and if a session that differs
    has been authorised; then nothing has changed.
    """
    require(actor, "centre.load")
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        sessions = changed_sessions(plan, plan.file, rows, is_whole=is_whole)
        errors = [fault for fault in _faults(plan, rows, sessions) if fault.level == "error"]
        if errors:
            raise FileRefused(errors)
        if not sessions:
            return len(rows)
        replaced = plan.candidates.filter(session__in=sessions)
        before = [each.packaged() for each in replaced.order_by("session", "ticket", "subject")]
        listed = [packaged(row, plan.file) for row in rows if row.session in sessions]
        replaced.delete()
        Candidate.objects.bulk_create(Candidate(plan=plan, **msgspec.structs.asdict(each)) for each in listed)
        _record(actor, plan, sessions, before, listed, source)
    return len(rows)


def changed_sessions(
    stored: Plan | None, file: PlanFile, rows: Sequence[CandidateRow], *, is_whole: bool = False
) -> list[int]:
    """The sessions in which a list differs from what is stored, by number; if it `is_whole`, also those it lacks."""
    before = _by_session(each.packaged() for each in stored.candidates.all()) if stored else {}
    after = _by_session(packaged(row, file) for row in rows)
    named = before.keys() | after.keys() if is_whole else after.keys()
    return sorted(number for number in named if before.get(number) != after.get(number))


def packaged(row: CandidateRow, file: PlanFile) -> PackagedCandidate:
    """A row as the package holds it."""
    return PackagedCandidate(
        session=row.session,
        subject=row.subject,
        ticket=row.ticket,
        name=row.name,
        id_number=row.id_number,
        id_complete=row.id_complete,
        sequence=row.sequence,
        factor_permille=round(row.factor * 1000),
        extra_minutes=math.ceil(row.extra_minutes),
        large_type=row.large_type,
        seat_number=row.seat_number if file.rules.seating == "list" else None,
    )


def _by_session(candidates: Iterable[PackagedCandidate]) -> dict[int, list[PackagedCandidate]]:
    """Each session's candidates in an order of their own, so that two lists can be compared."""
    found: dict[int, list[PackagedCandidate]] = defaultdict(list)
    for each in sorted(candidates, key=lambda each: (each.session, each.ticket, each.subject)):
        found[each.session].append(each)
    return found


def _faults(plan: Plan, rows: Sequence[CandidateRow], sessions: Sequence[int]) -> list[Fault]:
    return [
        *check_room(rows, room_code=plan.room.code),
        *check_count(rows, plan.file),
        *check_plan(rows, plan.file),
        *released_faults(plan, sessions),
    ]


def _record(actor: Actor, plan: Plan, sessions: Sequence[int], before: Any, after: Any, source: Source) -> None:
    stood = msgspec.json.encode([each for each in before if each not in after], order="sorted").decode()
    record.append(
        "candidates_loaded",
        actor,
        chain=plan.room.chain,
        private={**source.private, "before": stood},
        sha256=source.sha256,
        plan=plan.uuid,
        sessions=list(sessions),
        count=len(after),
        replaced=len(before),
    )
