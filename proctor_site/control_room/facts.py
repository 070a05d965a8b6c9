"""Everything the control room shows of one session, read in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from exams.automation import automation_of
from exams.models import MockAutomation, Session, Sitting, TimeEntry
from exams.operations.authorizing import authorization_of
from formats.authorization import Authorization
from formats.refused import Refused
from incidents.losses import Loss, losses_of
from incidents.models import CodeRequest, Interruption, Resume, ScreenLock, Violation
from journal.models import Chain, Event
from proctor_site.control_room.people_facts import people_of
from proctor_site.uplink.away import Contact, contact_of
from rooms.models import Matter, Presence, Seat

FEED_LENGTH: Final = 30
TOLD: Final = (
    "authorization_received",
    "authorised",
    "login_allowed",
    "start_allowed",
    "session_ended",
    "automation_set",
    "collected_all",
    "submitted",
    "closed_at_deadline",
    "submitted_as_it_stands",
    "violation_registered",
    "violation_cancelled",
    "resumed",
    "package_collected",
    "package_imported",
    "late_admitted",
    "late_authorization_filed",
    "reset",
    "code_requested",
    "code_refused",
    "extra_time_given",
    "screen_locked",
    "screen_unlocked",
    "lock_acknowledged",
    "absence_registered",
    "absence_undone",
    "interrupted",
    "went_on",
    "hand_raised",
    "hand_answered",
    "let_out",
    "let_in",
    "interrupted_afterwards",
    "credited",
    "credit_refused",
    "time_taken_back",
    "reopened",
    "candidate_moved",
    "result_reported",
    "receipt_held",
)


@dataclass(frozen=True)
class SittingFacts:
    """One row of the board, with what hangs on it."""

    sitting: Sitting
    presence: Presence | None
    seat: Seat | None
    extra_ms: int
    credit_ms: int
    violations: int
    resumes: int
    resumed_at: datetime | None
    lock: ScreenLock | None
    interrupted: bool
    losses: list[Loss]


@dataclass(frozen=True)
class Facts:
    """A session as it stood at `now`."""

    session: Session
    now: datetime
    sittings: list[SittingFacts]
    seats: list[Seat]
    matters: list[Matter]
    codes: list[CodeRequest]
    feed: list[Event]
    questions: int
    papers_missing: bool
    contact: Contact
    authorization: Authorization | None
    interruptions: list[Interruption]
    automation: MockAutomation | None = None
    online_seats: frozenset[int] = field(default_factory=frozenset)
    people: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)

    def in_state(self, *states: str) -> list[SittingFacts]:
        return [row for row in self.sittings if row.sitting.state in states]


def read(session_uuid: UUID, now: datetime) -> Facts:
    """The facts of a session. Raises `Session.DoesNotExist`."""
    session = Session.objects.select_related("plan__room").get(uuid=session_uuid)
    seats = list(
        session.room.seats.select_related("machine__presence__lease").order_by("number"),
    )
    subjects = list(session.subjects.select_related("paper"))
    sittings = _sittings(session, now)
    return Facts(
        session=session,
        now=now,
        sittings=sittings,
        seats=seats,
        matters=_matters(session),
        codes=_codes(session),
        feed=_feed(session),
        questions=max((subject.paper.questions for subject in subjects if hasattr(subject, "paper")), default=0),
        papers_missing=any(not hasattr(subject, "paper") for subject in subjects) or not subjects,
        contact=contact_of(session.room, now),
        authorization=_authorization(session),
        automation=automation_of(session),
        people=people_of(session, [row.sitting for row in sittings]),
        interruptions=_standing(session),
    )


def _matters(session: Session) -> list[Matter]:
    """Of this session, and what the room has without one; another session's stand on its own page."""
    mine = Q(session=None) | Q(session=session.uuid)
    return list(session.room.matters.open().filter(mine).select_related("machine__seat").order_by("opened_at"))


def _authorization(session: Session) -> Authorization | None:
    """What the centre has signed for this session; nothing when what is kept no longer holds."""
    if not session.plan.is_from_centre:
        return None
    try:
        return authorization_of(session)
    except Refused:  # the room has registered anew since: what is kept was for the old registration
        return None


def _sittings(session: Session, now: datetime) -> list[SittingFacts]:
    extra = _summed(session, TimeEntry.Cause.EXTRA_TIME)
    credit = _summed(session, TimeEntry.Cause.CREDIT, TimeEntry.Cause.INTERRUPTION)
    violations = _counted(Violation.objects.standing().filter(sitting__session=session))
    resumes = _counted(Resume.objects.filter(sitting__session=session))
    resumed = dict(Resume.objects.filter(sitting__session=session).order_by("at").values_list("sitting", "at"))
    locks = {lock.sitting_id: lock for lock in ScreenLock.objects.closed().filter(sitting__session=session)}
    interrupted = _interrupted(session)
    rows = session.sittings.select_related("candidate", "subject", "holder__presence__lease", "holder__seat")
    for sitting in rows:
        sitting.session = session
    losses = losses_of(list(rows), now)
    return [
        SittingFacts(
            sitting=sitting,
            presence=getattr(sitting.holder, "presence", None),
            seat=getattr(sitting.holder, "seat", None),
            extra_ms=extra.get(sitting.pk, 0),
            credit_ms=credit.get(sitting.pk, 0),
            violations=violations.get(sitting.pk, 0),
            resumes=resumes.get(sitting.pk, 0),
            resumed_at=resumed.get(sitting.pk),
            lock=locks.get(sitting.pk),
            interrupted=sitting.pk in interrupted,
            losses=losses.get(sitting.pk, []),
        )
        for sitting in rows
    ]


def _codes(session: Session) -> list[CodeRequest]:
    """What codes are asked for, the oldest first; after the end nothing waits for one."""
    if session.ended_at:
        return []
    found = list(CodeRequest.objects.open().filter(session=session).prefetch_related("sittings").order_by("at"))
    for request in found:
        request.session = session
    return found


def _summed(session: Session, *causes: str) -> dict[UUID, int]:
    entries = TimeEntry.objects.filter(sitting__session=session, cause__in=causes, ms__isnull=False)
    return dict(entries.order_by().values_list("sitting").annotate(total=Sum("ms")))


def _counted(rows: "QuerySet[Violation] | QuerySet[Resume]") -> dict[UUID, int]:
    return dict(rows.order_by().values_list("sitting").annotate(count=Count("pk")))


def _interrupted(session: Session) -> frozenset[UUID]:
    standing = Interruption.objects.filter(session=session, ended_at__isnull=True)
    return frozenset(standing.values_list("sittings", flat=True))


def _standing(session: Session) -> list[Interruption]:
    return list(session.interruptions.filter(ended_at__isnull=True).prefetch_related("sittings"))


def _feed(session: Session) -> list[Event]:
    """The last lines of the room's chain about this session, newest first; names through their private values."""
    chain = Chain.objects.filter(name=session.room.chain).first()
    if chain is None:
        return []
    told = chain.events.filter(session=session.uuid, code__in=TOLD).order_by("-number")
    return list(told.prefetch_related("private_values")[:FEED_LENGTH])
