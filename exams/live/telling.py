"""What a machine is told of the exam: in its state, its welcome and its session's moments."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Final

from django.db.models import F, Prefetch, QuerySet

from exams.answers import log
from exams.models import Claim, Plan, Session, Sitting, TimeEntry
from formats import messages
from formats.messages import Hello, Moments, Position, SeatState, Welcome
from formats.plan import PlanRules
from journal import clock
from rooms.live import registry
from rooms.models import Machine
from rooms.operations.matters import open_matter

MOST_POSITIONS: Final = 100
SHOWN: Final = (*Sitting.State.entered(), Sitting.State.SUBMITTED)


def register() -> None:
    """Before all others: what is said about locks and interruptions follows the sitting."""
    registry.prefetches.append(Prefetch("held_sittings", queryset=_of_interest()))
    registry.prefetches.append(Prefetch("claims", queryset=_reset(), to_attr="reset_claims"))
    registry.state_contributors.insert(0, tell_sitting)
    registry.welcome_contributors.append(tell_positions)
    registry.moments_contributors.append(moments_of)


# --- the state
def tell_sitting(machine: Machine, state: SeatState) -> None:
    """The sitting that this machine holds: of who is at work, else of who was here last."""
    sitting = shown_sitting(machine)
    if sitting is None:
        state.reset = max(machine.reset_claims, key=attrgetter("at")).sitting_id if machine.reset_claims else None  # type: ignore[attr-defined]  # prefetched
        return
    state.sitting, state.epoch = sitting.pk, sitting.epoch
    state.deadline = deadline_of(sitting) if sitting.deadline_version else None
    if sitting.submitted_by == Sitting.SubmittedBy.PROCTOR:
        state.closed_at = _ms(sitting.closed_at)


def shown_sitting(machine: Machine) -> Sitting | None:
    held = [sitting for sitting in machine.held_sittings.all() if sitting.state in SHOWN]
    return max(held, key=_interest, default=None)


def deadline_of(sitting: Sitting) -> messages.Deadline:
    return messages.Deadline(
        version=sitting.deadline_version,
        at=_ms(sitting.deadline),
        remaining_ms=sitting.remaining_ms,
        start_at=_ms(sitting.subject.start_at),
        duration_ms=_span_ms(sitting.subject.duration),
        accommodation_ms=_span_ms(sitting.accommodation),
        entries=[_entry(entry) for entry in _told(list(sitting.time_entries.all()))],
    )


def _told(entries: list[TimeEntry]) -> list[TimeEntry]:
    """A refusal of lost time that was taken back is nothing to the candidate."""
    undone = {entry.reverses_id for entry in entries if entry.reverses_id and not entry.ms}
    return [entry for entry in entries if entry.pk not in undone and not (entry.reverses_id and not entry.ms)]


def _of_interest() -> QuerySet[Sitting]:
    """After the report nothing more is said of a sitting."""
    found = Sitting.objects.filter(state__in=SHOWN, session__reported_at__isnull=True)
    return found.select_related("subject__session", "candidate").prefetch_related("time_entries")


def _reset() -> QuerySet[Claim]:
    """The claims of machines at which a candidate was reset (E20)."""
    found = Claim.objects.filter(sitting__admission=Sitting.Admission.RESET, sitting__session__ended_at__isnull=True)
    return found.filter(epoch=F("sitting__epoch") - 1)


def _interest(sitting: Sitting) -> tuple[bool, datetime]:
    return sitting.state in Sitting.State.entered(), sitting.logged_in_at or clock.from_ms(0)


def _entry(entry: TimeEntry) -> messages.TimeEntryPart:
    """An interval that is still open has given nothing yet."""
    return messages.TimeEntryPart(
        cause=entry.cause, ms=entry.ms or 0, began_at=_ms(entry.began_at), ended_at=_ms(entry.ended_at)
    )


# --- the welcome
def tell_positions(machine: Machine, hello: Hello, welcome: Welcome) -> None:
    """Where the server is with every epoch that this machine may write to, of those that either side knows of."""
    named = hello.sittings[:MOST_POSITIONS]
    if not named and welcome.state.sitting is None:
        return  # a room that comes back at once asks the database as little as it can
    wanted = {(position.sitting, position.epoch) for position in named} | {(welcome.state.sitting, welcome.state.epoch)}
    claims = Claim.objects.filter(machine=machine, sitting__in=[sitting for sitting, _ in wanted if sitting])
    for claim in claims.select_related("sitting"):
        if (claim.sitting_id, claim.epoch) in wanted:
            welcome.positions.append(position_of(claim.sitting, claim.epoch))
    _notice_what_is_ahead(machine, named)


def position_of(sitting: Sitting, epoch: int) -> Position:
    head = log.head(sitting.pk, epoch)
    return Position(
        sitting=sitting.pk,
        epoch=epoch,
        revision=head.n,
        chain=head.chain.hex(),
        deadline_version=sitting.deadline_version,
    )


def _notice_what_is_ahead(machine: Machine, named: Iterable[Position]) -> None:
    """A machine that knows a later epoch or deadline is not corrected: the server was restored, and somebody has to look."""
    stored = {
        sitting.pk: sitting for sitting in Sitting.objects.filter(pk__in=[position.sitting for position in named])
    }
    for position in named:
        sitting = stored.get(position.sitting)
        if sitting is None or _is_ahead(position, sitting):
            values = {"epoch": position.epoch, "version": position.deadline_version, "revision": position.revision}
            open_matter(
                machine.room, "machine_ahead", str(machine.pk), machine=machine, sitting=position.sitting, values=values
            )


def _is_ahead(position: Position, sitting: Sitting) -> bool:
    return position.epoch > sitting.epoch or position.deadline_version > sitting.deadline_version


# --- the moments
def moments_of(rooms: Collection[int]) -> Mapping[int, Moments]:
    """Of each room's session that is open, else of the nearest one to come, else of the last."""
    now = clock.now()
    sessions = Session.objects.filter(plan__room__in=rooms, reported_at__isnull=True)
    sessions = sessions.select_related("plan").defer("plan__content")
    by_room: dict[int, list[Session]] = {}
    for session in sessions:
        by_room.setdefault(session.plan.room_id, []).append(session)
    return {room: _moments(min(found, key=lambda each: _distance(each, now))) for room, found in by_room.items()}


def _distance(session: Session, now: datetime) -> tuple[bool, bool, timedelta]:
    return session.ended_at is not None, session.login_allowed_at is None, abs(session.planned_start - now)


def _moments(session: Session) -> Moments:
    rules = rules_of(session.plan_id, session.plan.loaded_at)
    return Moments(
        session=session.uuid,
        exam_name=session.plan.name,
        session_name=session.name,
        planned_start=clock.to_ms(session.planned_start),
        formal=not session.plan.is_mock,
        login_by=rules.login_by,
        login_allowed_at=_ms(session.login_allowed_at),
        start_at=_ms(session.start_at),
        end_at=_ms(session.ended_at),
        earliest_submit_ms=int(rules.earliest_submit_min * 60_000),
    )


@lru_cache(maxsize=64)
def rules_of(plan: int, loaded_at: datetime) -> PlanRules:
    """A plan's rules; this is asked several times a second, and a plan is long."""
    return Plan.objects.get(pk=plan).rules


def _ms(moment: datetime | None) -> int | None:
    return clock.to_ms(moment) if moment else None


def _span_ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
