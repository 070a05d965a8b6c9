"""What every paper of a session has at its head and at its foot: whose it is, and where the journal stood (D1, E18)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from exams.models import Phase, Session
from exams.operations import Person
from journal.models import Event
from journal.record import head_of
from rooms.models import Room


@dataclass(frozen=True)
class Proof:
    """Where the room's journal stood: what the sheet says can be held against it later."""

    made_at: datetime
    events: int
    head: str
    last_at: datetime | None
    last_code: str


@dataclass(frozen=True)
class Heading:
    """Whose paper it is. Moments are in the plan's zone."""

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
    proof: Proof

    @property
    def is_final(self) -> bool:
        return self.phase in (Phase.ENDED, Phase.REPORTED)


def heading(session: Session, now: datetime) -> Heading:
    """As things stood at `now`; the session comes with its plan and room."""
    begins_at, ends_at = _span(session)
    return Heading(
        number=f"{session.room.code}-{begins_at:%Y%m%d}-{session.number}",
        zone=session.plan.zone,
        exam=session.plan.name,
        centre=session.rules.centre_name,
        room=session.room.code,
        session=session.name,
        begins_at=begins_at,
        ends_at=ends_at,
        phase=session.phase(now),
        administrator=Person(session.administrator, session.administrator_phone),
        invigilators=tuple(Person(each.get("name", ""), each.get("phone", "")) for each in session.invigilators),
        proof=proof_of(session.room, now, session.plan.zone),
    )


def proof_of(room: Room, now: datetime, zone: ZoneInfo) -> Proof:
    """Where the room's journal stands."""
    number, head = head_of(room.chain)
    last = Event.objects.filter(chain__name=room.chain, number=number).first()
    return Proof(
        made_at=now.astimezone(zone),
        events=number,
        head=head,
        last_at=last.at.astimezone(zone) if last else None,
        last_code=last.code if last else "",
    )


def _span(session: Session) -> tuple[datetime, datetime]:
    """From T0, or the planned start as long as there is none; printed end = T0 + duration."""
    start, zone = session.start_at or session.planned_start, session.plan.zone
    ends = [start + (each.planned_start - session.planned_start) + each.duration for each in session.subjects.all()]
    return start.astimezone(zone), max(ends, default=start).astimezone(zone)
