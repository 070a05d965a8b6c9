"""What stands on the papers of a session, as data; the layout is the template's (D1, E18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exams.models import Session, Sitting
from exams.operations import figures
from incidents.headings import Heading, Proof, heading
from incidents.models import Absence, CodeRequest, Violation
from incidents.people_documents import CareRow, OutingRow, care_rows, outing_rows
from incidents.telling import name_of_user, told_code
from incidents.time_documents import (
    InterruptionRow,
    ResumeRow,
    TimeRow,
    closed_entries,
    interruption_rows,
    resume_rows,
    time_rows,
    with_time,
)

__all__ = [
    "AbsenceRow", "CodeRow", "InterruptionRow", "Proof", "RecordSheet", "ResumeRow", "TimeRow", "ViolationRow", "record_sheet",
]  # fmt: skip


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
class RecordSheet(Heading):
    """The 考场情况记录单 of a session."""

    expected: int
    attended: int
    absent: int
    violators: int
    tickets_with_time: frozenset[str]
    absences: tuple[AbsenceRow, ...]
    violations: tuple[ViolationRow, ...]
    times: tuple[TimeRow, ...]
    resumes: tuple[ResumeRow, ...]
    interruptions: tuple[InterruptionRow, ...]
    codes: tuple[CodeRow, ...]
    outings: tuple[OutingRow, ...] = ()
    care: tuple[CareRow, ...] = ()

    @property
    def given_time(self) -> int:
        """补时人数: persons with 补时 or 补回 (F2)."""
        return len(self.tickets_with_time)

    @property
    def persons_by_interruptions(self) -> int:
        """Of them, those who stand in section 5 only."""
        return len(self.tickets_with_time - {row.ticket for row in self.times})

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
    entries = closed_entries(session)
    violations = tuple(_violations(session))
    return RecordSheet(
        **vars(heading(session, now)),
        expected=counts["expected"],
        attended=counts["attended"],
        absent=counts[Sitting.State.ABSENT],
        violators=len({row.ticket for row in violations}),
        tickets_with_time=with_time(entries),
        absences=tuple(_absences(session)),
        violations=violations,
        times=tuple(time_rows(entries, zone)),
        resumes=tuple(resume_rows(session, entries)),
        interruptions=tuple(interruption_rows(session, entries)),
        codes=tuple(_codes(session)),
        outings=tuple(outing_rows(session)),
        care=tuple(care_rows(session)),
    )


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


def _person(sitting: Sitting) -> tuple[str, str]:
    return sitting.candidate.name, sitting.candidate.ticket
