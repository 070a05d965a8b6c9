"""A room as its heartbeat tells it, in a fixed number of queries; nothing in it names a person."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, Sum

from exams.models import Session, Sitting, TimeEntry
from incidents.models import Resume, Violation
from journal.clock import to_ms
from journal.record import head_of
from rooms.models import CentreReport, Machine, Room

VERSION: Final = "0.2.0"  # of the program
MOST_SESSIONS: Final = 100  # the latest of them
State = Sitting.State
Counts = Counter[int]


def state_of(room: Room, now: datetime) -> dict[str, Any]:
    """What `POST /rooms/heartbeat` takes (docs/centre-api.md)."""
    number, head = head_of(room.chain)
    return {
        "version": VERSION,
        "journal": {"number": number, "head": head},
        "seats": room.seats.count(),
        "online": Machine.objects.online(now).filter(room=room).count(),
        "seal_check": _seal_check(room),
        "sessions": _sessions(room, now),
    }


def _seal_check(room: Room) -> dict[str, Any] | None:
    last = room.centre_reports.filter(kind=CentreReport.Kind.SEAL_CHECK).order_by("-created_at").first()
    return {"at": last.body["at"], "passed": last.body["passed"]} if last else None


def _sessions(room: Room, now: datetime) -> list[dict[str, Any]]:
    states = {str(state): Count("sittings", filter=Q(sittings__state=state)) for state in State.values}
    sessions = room_sessions(room).annotate(**states)
    counted = _counted(room, now)
    latest = sessions.order_by("-planned_start", "-number")[:MOST_SESSIONS]
    return [_session(session, counted, now) for session in reversed(latest)]


def room_sessions(room: Room) -> Any:
    return Session.objects.filter(plan__room=room).select_related("plan").order_by("planned_start", "number")


def _session(session: Session, counted: dict[str, Counts], now: datetime) -> dict[str, Any]:
    states = {str(state): getattr(session, state) for state in State.values}
    others = {name: counts[session.pk] for name, counts in counted.items()}
    return {
        "plan": str(session.plan.uuid),
        "session": session.number,
        "phase": str(session.phase(now)),
        "planned_start": to_ms(session.planned_start),
        "start_at": to_ms(session.start_at) if session.start_at else None,
        "figures": {"expected": sum(states.values()), **states, **others},
    }


def _counted(room: Room, now: datetime) -> dict[str, Counts]:
    """Persons by session, as the status bar counts them."""
    mine = Q(sitting__session__plan__room=room)
    entries = TimeEntry.objects.filter(mine, ms__isnull=False).order_by()
    given = entries.values_list("sitting__session", "sitting").annotate(total=Sum("ms"))
    return {
        "offline": Counter(_offline(room, now)),
        "extra_time": Counter(session for session, _sitting, total in given if total),
        "violations": _persons(Violation.objects.standing().filter(mine)),
        "resumes": _persons(Resume.objects.filter(mine)),
    }


def _persons(rows: Any) -> Counts:
    pairs = rows.order_by().values_list("sitting__session", "sitting").distinct()
    return Counter(session for session, _sitting in pairs)


def _offline(room: Room, now: datetime) -> Iterable[int]:
    entered = Sitting.objects.filter(session__plan__room=room, state__in=State.entered()).order_by()
    return entered.exclude(holder__in=Machine.objects.online(now)).values_list("session", flat=True)
