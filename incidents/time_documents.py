"""The lines of time on the papers of a session: what was given, resumes, interruptions (E12, E10, F2, F5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from exams import ledger
from exams.models import Claim, Session, Sitting, TimeEntry
from incidents.models import Interruption, Resume
from incidents.telling import name_of_user, told_code


@dataclass(frozen=True)
class TimeRow:
    """Minutes given by hand (补时), above the free ones by a `code`, or measured lost time given back (补回).

    `ms` may be negative.
    """

    name: str
    ticket: str
    cause: TimeEntry.Cause
    ms: int
    reason: str
    code: str
    at: datetime
    by: str


@dataclass(frozen=True)
class ResumeRow:
    """`began_at` to `ended_at` is the cut; without an end the candidate is not back. `lost_ms` only in the exam.

    `code` let in a late candidate.
    """

    name: str
    ticket: str
    from_seat: int | None
    to_seat: int | None
    began_at: datetime
    ended_at: datetime | None
    lost_ms: int | None
    credited_ms: int
    reason: str
    by: str
    code: str = ""


@dataclass(frozen=True)
class InterruptionRow:
    """The least and the most that one of its persons got back; both 0 while it lasts. `names` unless it was the whole room."""

    began_at: datetime
    ended_at: datetime | None
    ms: int | None
    whole_room: bool
    persons: int
    names: tuple[str, ...]
    least_ms: int
    most_ms: int
    reason: str
    by: str


# --- reading them
def closed_entries(session: Session) -> list[TimeEntry]:
    """The closed lines of all ledgers; an open one has given nothing yet."""
    found = TimeEntry.objects.filter(sitting__session=session, ms__isnull=False)
    return list(found.select_related("sitting__candidate", "by__staff").order_by("at", "pk"))


def time_rows(entries: Iterable[TimeEntry], zone: ZoneInfo) -> Iterable[TimeRow]:
    """What was given by interruptions of the room has a section of its own."""
    for entry in entries:
        if entry.cause != TimeEntry.Cause.INTERRUPTION:
            yield TimeRow(
                name=entry.sitting.candidate.name,
                ticket=entry.sitting.candidate.ticket,
                cause=TimeEntry.Cause(entry.cause),
                ms=entry.ms or 0,
                reason=entry.reason,
                code=told_code(entry.code),
                at=entry.at.astimezone(zone),
                by=name_of_user(entry.by),
            )


def resume_rows(session: Session, entries: Iterable[TimeEntry]) -> Iterable[ResumeRow]:
    claims = {(claim.sitting_id, claim.epoch): claim for claim in Claim.objects.filter(sitting__session=session)}
    given_back = [entry for entry in entries if entry.cause == TimeEntry.Cause.CREDIT]
    found = Resume.objects.filter(sitting__session=session).select_related("sitting__candidate", "by__staff")
    for entry in found.order_by("at", "pk"):
        yield _resume(entry, claims.get((entry.sitting_id, entry.epoch)), given_back, session.plan.zone)


def _resume(entry: Resume, claim: Claim | None, given_back: Iterable[TimeEntry], zone: ZoneInfo) -> ResumeRow:
    """The cut runs from the lost link, or from the resume that forced the client out, to the next login."""
    began, ended = entry.cut_began_at or entry.at, claim.at if claim else None
    return ResumeRow(
        name=entry.sitting.candidate.name,
        ticket=entry.sitting.candidate.ticket,
        from_seat=entry.from_seat,
        to_seat=claim.seat_number if claim else None,
        began_at=began.astimezone(zone),
        ended_at=ended.astimezone(zone) if ended else None,
        lost_ms=ledger.whole_ms(ended - began) if ended and entry.was_in_exam else None,
        credited_ms=sum(each.ms or 0 for each in given_back if _gives_back(each, entry.sitting_id, began, ended)),
        reason=entry.reason,
        by=name_of_user(entry.by),
        code=told_code(entry.code),
    )


def _gives_back(credit: TimeEntry, sitting_id: UUID, began: datetime, ended: datetime | None) -> bool:
    if credit.sitting_id != sitting_id or credit.began_at is None or credit.ended_at is None or ended is None:
        return False
    return credit.began_at < ended and began < credit.ended_at


def interruption_rows(session: Session, entries: Iterable[TimeEntry]) -> Iterable[InterruptionRow]:
    given: dict[tuple[datetime | None, datetime | None], list[int]] = {}
    for entry in entries:
        if entry.cause == TimeEntry.Cause.INTERRUPTION:
            given.setdefault((entry.began_at, entry.ended_at), []).append(entry.ms or 0)
    names = _names_of_parts(session)
    found = session.interruptions.select_related("by__staff").annotate(persons=Count("sittings"))
    for each in found.order_by("began_at", "pk"):
        of_it = given.get((each.began_at, each.ended_at), [])
        yield _interruption(each, each.persons, tuple(names.get(each.pk, ())), of_it, session.plan.zone)


def _names_of_parts(session: Session) -> dict[int, list[str]]:
    """Who was concerned by each interruption that was not the whole room's, in the order of the roll."""
    names: dict[int, list[str]] = {}
    found = session.interruptions.filter(whole_room=False).order_by("sittings__candidate__sequence")
    for pk, name in found.values_list("pk", "sittings__candidate__name"):
        names.setdefault(pk, []).append(name)
    return names


def _interruption(
    entry: Interruption, persons: int, names: tuple[str, ...], given: list[int], zone: ZoneInfo
) -> InterruptionRow:
    ended = entry.ended_at
    return InterruptionRow(
        began_at=entry.began_at.astimezone(zone),
        ended_at=ended.astimezone(zone) if ended else None,
        ms=ledger.whole_ms(ended - entry.began_at) if ended else None,
        whole_room=entry.whole_room,
        persons=persons,
        names=names,
        least_ms=min(given, default=0),
        most_ms=max(given, default=0),
        reason=entry.reason,
        by=name_of_user(entry.by),
    )


def with_time(entries: Iterable[TimeEntry]) -> frozenset[str]:
    """Ticket numbers of who has 补时 or 补回; who had it taken back has none, nor has who never came.

    An interruption of the whole room credits also those who may still come (F5).
    """
    sums: dict[str, int] = {}
    for entry in entries:
        if entry.sitting.state == Sitting.State.ABSENT:
            continue
        ticket = entry.sitting.candidate.ticket
        sums[ticket] = sums.get(ticket, 0) + (entry.ms or 0)
    return frozenset(ticket for ticket, ms in sums.items() if ms)
