"""The first page: rooms and sessions, and what to do next with each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Paper, Phase, Plan, Session, Sitting, Subject
from exams.operations.session import shown
from journal.actor import Actor
from rooms.checks.models import SealCheck
from rooms.models import Machine, Room
from rooms.rights import in_room

State = Sitting.State
SHAPES: Final = {
    Phase.PLANNED: "idle",
    Phase.WAITING: "in",
    Phase.RUNNING: "exam",
    Phase.ENDED: "done",
    Phase.REPORTED: "ok",
}


@dataclass(frozen=True)
class Next:
    """What to do next, and where; without an address there is nothing to press."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class RoomRow:
    room: Room
    seats: int
    online: int
    next: Next


@dataclass(frozen=True)
class SessionRow:
    session: Session
    phase: Phase
    shape: str
    counts: dict[str, int]
    next: Next


@dataclass(frozen=True)
class Overview:
    rooms: tuple[RoomRow, ...]
    sessions: tuple[SessionRow, ...]
    next: Next | None


def overview(actor: Actor, now: datetime) -> Overview:
    """The rooms of `actor` in a fixed number of queries; `next` only while there is no room at all."""
    rooms = [room for room in _rooms() if in_room(actor, room)]
    sessions = [session for session in _sessions() if in_room(actor, session.room)]
    first = None if rooms else Next(_("Set the parameters of the room."), reverse("steps:parameters"))
    return Overview(tuple(_room_rows(rooms, now)), tuple(session_rows(sessions, now)), first)


# --- rooms
def _rooms() -> Iterable[Room]:
    here = OuterRef("pk")
    return Room.objects.annotate(
        seat_count=Count("seats", distinct=True),
        has_plan=Exists(Plan.objects.filter(room=here)),
        is_sealed=Subquery(SealCheck.objects.filter(room=here).values("passed")[:1]),
    )


def _room_rows(rooms: Iterable[Room], now: datetime) -> Iterable[RoomRow]:
    online = dict(Machine.objects.online(now).order_by().values_list("room").annotate(n=Count("pk")))
    for room in rooms:
        seats = room.seat_count  # type: ignore[attr-defined]  # annotated above
        yield RoomRow(room, seats, online.get(room.pk, 0), _next_of_room(room, seats, online.get(room.pk, 0)))


def _next_of_room(room: Room, seats: int, online: int) -> Next:
    if not seats:
        return Next(_("Enter or import the seats."), reverse("seats:choose"))
    if not room.has_plan:  # type: ignore[attr-defined]  # annotated above
        return Next(_("Load the exam."), reverse("importing:upload"))
    if online < seats:
        told = _("%(count)d seats have no machine online.") % {"count": seats - online}
        return Next(told, reverse("seats:choose"))
    if not room.is_sealed:  # type: ignore[attr-defined]  # annotated above
        return Next(_("Do the seal check."), reverse("checks:seal"))
    return Next(_("Ready"))


# --- sessions
def _sessions() -> Iterable[Session]:
    paperless = Subject.objects.filter(session=OuterRef("pk")).exclude(
        Exists(Paper.objects.filter(subject=OuterRef("pk")))
    )
    return (
        Session.objects.select_related("plan__room")
        .annotate(
            paper_missing=Exists(paperless),
            **{str(state): Count("sittings", filter=Q(sittings__state=state)) for state in State.values},
        )
        .order_by("planned_start", "number")
    )


def session_rows(sessions: Iterable[Session], now: datetime) -> Iterable[SessionRow]:
    for session in sessions:
        counts = {str(state): getattr(session, state) for state in State.values}
        counts["expected"] = sum(counts.values())
        phase = session.phase(now)
        yield SessionRow(session, phase, SHAPES[phase], counts, _next_of_session(session, phase, counts, now))


def _next_of_session(session: Session, phase: Phase, counts: dict[str, int], now: datetime) -> Next:
    room, sheet = (reverse(name, args=[session.uuid]) for name in ("control-room:room", "documents:record-sheet"))
    match phase:
        case Phase.PLANNED:
            return _next_before(session, counts, now, room)
        case Phase.WAITING:
            return Next(_("Candidates log in. Next: allow the start."), room)
        case Phase.RUNNING if counts[State.NOT_LOGGED_IN] + counts[State.LOGGED_IN] + counts[State.IN_EXAM]:
            return Next(_("The exam is running."), room)
        case Phase.RUNNING:
            return Next(_("Everybody has handed in or is absent. Next: end the exam."), room)
        case Phase.ENDED:
            return Next(
                _("Print the record sheet and report the results."), reverse("reporting:session", args=[session.uuid])
            )
    return Next(_("Reported."), sheet)


def _next_before(session: Session, counts: dict[str, int], now: datetime, room: str) -> Next:
    if not counts["expected"]:
        return Next(_("Import the candidates."), reverse("importing:upload"))
    if session.paper_missing:  # type: ignore[attr-defined]  # annotated above
        return Next(_("Import the papers."), reverse("importing:upload"))
    opens, _planned = session.window(session.rules.auth_before_min)
    if session.authorised_at:
        return Next(_("Authorised. Login is allowed by itself in its window."), room)
    if now < opens:
        return Next(_("The authorization opens at %(at)s.") % {"at": shown(opens, session.plan.zone)}, room)
    return Next(_("Authorise the session."), room)
