"""What stands on the papers of a session, as data; the layout is the template's (D1, E18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from exams import ledger
from exams.models import Claim, Phase, Session, Sitting, TimeEntry
from exams.operations import Person, figures
from incidents.models import Absence, CodeRequest, Interruption, Resume, Violation
from incidents.people_documents import CareRow, OutingRow, care_rows, outing_rows
from incidents.telling import name_of_user, told_code
from journal.models import Event
from journal.record import head_of


@dataclass(frozen=True)
class AbsenceRow:
    name: str
    ticket: str
    subject: str
    sequence: int
    at: datetime
    by: str


@dataclass(frozen=True)
class ViolationRow:
    """`type` is code and text, as in the catalogue; `at` is when it was dealt with."""

    name: str
    ticket: str
    type: str
    description: str
    at: datetime
    by: str


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
class CodeRow:
    """An authorization code that was used; no `persons` for a late start, which concerns the whole session."""

    kind: CodeRequest.Kind
    persons: tuple[str, ...]
    minutes: int
    code: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class InterruptionRow:
    """The least and the most that one of its `persons` got back; both 0 while it lasts."""

    began_at: datetime
    ended_at: datetime | None
    ms: int | None
    whole_room: bool
    persons: int
    least_ms: int
    most_ms: int
    reason: str
    by: str


@dataclass(frozen=True)
class Proof:
    """Where the room's journal stood: what the sheet says can be held against it later."""

    made_at: datetime
    events: int
    head: str
    last_at: datetime | None
    last_code: str


@dataclass(frozen=True)
class RecordSheet:
    """The 考场情况记录单 of a session. Moments are in the plan's time zone."""

    number: str
    zone: ZoneInfo
    exam: str
    centre: str
    room: str
    session: str
    begins_at: datetime
    ends_at: datetime
    phase: Phase
    administrator: Person
    invigilators: tuple[Person, ...]
    expected: int
    attended: int
    absent: int
    violators: int
    given_time: int
    absences: tuple[AbsenceRow, ...]
    violations: tuple[ViolationRow, ...]
    times: tuple[TimeRow, ...]
    resumes: tuple[ResumeRow, ...]
    interruptions: tuple[InterruptionRow, ...]
    codes: tuple[CodeRow, ...]
    proof: Proof
    outings: tuple[OutingRow, ...] = ()
    care: tuple[CareRow, ...] = ()

    @property
    def is_final(self) -> bool:
        return self.phase in (Phase.ENDED, Phase.REPORTED)

    @property
    def persons_in_times(self) -> int:
        return len({row.ticket for row in self.times})

    @property
    def persons_in_resumes(self) -> int:
        return len({row.ticket for row in self.resumes})


def record_sheet(session: Session, now: datetime) -> RecordSheet:
    """The sheet as things stood at `now`, in a fixed number of queries; the session comes with its plan and room."""
    zone = session.plan.zone
    counts = figures(session)
    entries = _entries(session)
    violations = tuple(_violations(session))
    begins_at, ends_at = _span(session)
    return RecordSheet(
        number=f"{session.room.code}-{begins_at:%Y%m%d}-{session.number}",
        zone=zone,
        exam=session.plan.name,
        centre=session.rules.centre_name,
        room=session.room.code,
        session=session.name,
        begins_at=begins_at,
        ends_at=ends_at,
        phase=session.phase(now),
        administrator=Person(session.administrator, session.administrator_phone),
        invigilators=tuple(Person(each.get("name", ""), each.get("phone", "")) for each in session.invigilators),
        expected=counts["expected"],
        attended=counts["attended"],
        absent=counts[Sitting.State.ABSENT],
        violators=len({row.ticket for row in violations}),
        given_time=_persons_with_time(entries),
        absences=tuple(_absences(session)),
        violations=violations,
        times=tuple(_times(entries, zone)),
        resumes=tuple(_resumes(session, entries)),
        interruptions=tuple(_interruptions(session, entries)),
        codes=tuple(_codes(session)),
        proof=_proof(session, now),
        outings=tuple(outing_rows(session)),
        care=tuple(care_rows(session)),
    )


# --- the heading
def _span(session: Session) -> tuple[datetime, datetime]:
    """From T0, or the planned start as long as there is none; printed end = T0 + duration."""
    start, zone = session.start_at or session.planned_start, session.plan.zone
    ends = [start + (each.planned_start - session.planned_start) + each.duration for each in session.subjects.all()]
    return start.astimezone(zone), max(ends, default=start).astimezone(zone)


def _persons_with_time(entries: Iterable[TimeEntry]) -> int:
    """Persons who have 补时 or 补回; who had it taken back has none."""
    sums: dict[str, int] = {}
    for entry in entries:
        ticket = entry.sitting.candidate.ticket
        sums[ticket] = sums.get(ticket, 0) + (entry.ms or 0)
    return sum(1 for ms in sums.values() if ms)


# --- the sections
def _absences(session: Session) -> Iterable[AbsenceRow]:
    found = Absence.objects.standing().filter(sitting__session=session)
    related = found.select_related("sitting__candidate", "sitting__subject", "by__staff")
    for entry in related.order_by("sitting__subject__order", "sitting__candidate__sequence"):
        yield AbsenceRow(
            *_person(entry.sitting),
            subject=entry.sitting.subject.name,
            sequence=entry.sitting.candidate.sequence,
            at=entry.at.astimezone(session.plan.zone),
            by=name_of_user(entry.by),
        )


def _violations(session: Session) -> Iterable[ViolationRow]:
    found = Violation.objects.standing().filter(sitting__session=session)
    for entry in found.select_related("sitting__candidate", "type", "by__staff").order_by("at", "pk"):
        yield ViolationRow(
            *_person(entry.sitting),
            type=str(entry.type),
            description=entry.description,
            at=entry.at.astimezone(session.plan.zone),
            by=name_of_user(entry.by),
        )


def _entries(session: Session) -> list[TimeEntry]:
    """The closed lines of all ledgers; an open one has given nothing yet."""
    found = TimeEntry.objects.filter(sitting__session=session, ms__isnull=False)
    return list(found.select_related("sitting__candidate", "by__staff").order_by("at", "pk"))


def _times(entries: Iterable[TimeEntry], zone: ZoneInfo) -> Iterable[TimeRow]:
    """What was given by interruptions of the room has a section of its own."""
    for entry in entries:
        if entry.cause != TimeEntry.Cause.INTERRUPTION:
            yield TimeRow(
                *_person(entry.sitting),
                cause=TimeEntry.Cause(entry.cause),
                ms=entry.ms or 0,
                reason=entry.reason,
                code=told_code(entry.code),
                at=entry.at.astimezone(zone),
                by=name_of_user(entry.by),
            )


def _resumes(session: Session, entries: Iterable[TimeEntry]) -> Iterable[ResumeRow]:
    claims = {(claim.sitting_id, claim.epoch): claim for claim in Claim.objects.filter(sitting__session=session)}
    given_back = [entry for entry in entries if entry.cause == TimeEntry.Cause.CREDIT]
    found = Resume.objects.filter(sitting__session=session).select_related("sitting__candidate", "by__staff")
    for entry in found.order_by("at", "pk"):
        yield _resume(entry, claims.get((entry.sitting_id, entry.epoch)), given_back, session.plan.zone)


def _resume(entry: Resume, claim: Claim | None, given_back: Iterable[TimeEntry], zone: ZoneInfo) -> ResumeRow:
    """The cut runs from the lost link, or from the resume that forced the client out, to the next login."""
    began, ended = entry.cut_began_at or entry.at, claim.at if claim else None
    return ResumeRow(
        *_person(entry.sitting),
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


def _interruptions(session: Session, entries: Iterable[TimeEntry]) -> Iterable[InterruptionRow]:
    given: dict[tuple[datetime | None, datetime | None], list[int]] = {}
    for entry in entries:
        if entry.cause == TimeEntry.Cause.INTERRUPTION:
            given.setdefault((entry.began_at, entry.ended_at), []).append(entry.ms or 0)
    found = session.interruptions.select_related("by__staff").annotate(persons=Count("sittings"))
    for each in found.order_by("began_at", "pk"):
        yield _interruption(each, each.persons, given.get((each.began_at, each.ended_at), []), session.plan.zone)


def _interruption(entry: Interruption, persons: int, given: list[int], zone: ZoneInfo) -> InterruptionRow:
    ended = entry.ended_at
    return InterruptionRow(
        began_at=entry.began_at.astimezone(zone),
        ended_at=ended.astimezone(zone) if ended else None,
        ms=ledger.whole_ms(ended - entry.began_at) if ended else None,
        whole_room=entry.whole_room,
        persons=persons,
        least_ms=min(given, default=0),
        most_ms=max(given, default=0),
        reason=entry.reason,
        by=name_of_user(entry.by),
    )


def _codes(session: Session) -> Iterable[CodeRow]:
    found = session.code_requests.used().select_related("used_by__staff").prefetch_related("sittings__candidate")
    for entry in found.order_by("used_at", "pk"):
        if entry.used_at:
            yield CodeRow(
                kind=CodeRequest.Kind(entry.kind),
                persons=tuple(sitting.candidate.name for sitting in entry.sittings.all()),
                minutes=entry.minutes,
                code=told_code(entry.code),
                reason=entry.reason,
                at=entry.used_at.astimezone(session.plan.zone),
                by=name_of_user(entry.used_by),
            )


def _proof(session: Session, now: datetime) -> Proof:
    number, head = head_of(session.room.chain)
    last = Event.objects.filter(chain__name=session.room.chain, number=number).first()
    zone = session.plan.zone
    return Proof(
        made_at=now.astimezone(zone),
        events=number,
        head=head,
        last_at=last.at.astimezone(zone) if last else None,
        last_code=last.code if last else "",
    )


def _person(sitting: Sitting) -> tuple[str, str]:
    return sitting.candidate.name, sitting.candidate.ticket
