"""考点信息表: what rooms need to register, one table a room (B4)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from centre.keys import keys
from centre.models import Centre, Package, Room
from centre.models.identity import this_centre


@dataclass(frozen=True, kw_only=True)
class SheetSession:
    """A session of a room; with one digit, as the ticket numbers have it."""

    number: int
    name: str
    candidates: int
    first_ticket: str
    last_ticket: str


@dataclass(frozen=True, kw_only=True)
class SheetRoom:
    code: str
    registration_code: str
    registered_address: str
    published_at: datetime | None
    note: str
    sessions: tuple[SheetSession, ...]

    @property
    def with_tickets(self) -> list[SheetSession]:
        return [session for session in self.sessions if session.first_ticket]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    centre: Centre
    fingerprint: str
    exported_at: datetime
    rooms: tuple[SheetRoom, ...]


def sheet(now: datetime) -> Sheet:
    """The sheet of all rooms as it stands at `now`, in this site's time zone."""
    rooms = tuple(_room(room) for room in Room.objects.order_by("code"))
    return Sheet(centre=this_centre(), fingerprint=keys().fingerprint, exported_at=timezone.localtime(now), rooms=rooms)


def _room(room: Room) -> SheetRoom:
    package = _shown(room)
    return SheetRoom(
        code=room.code,
        registration_code=room.registration_code,
        registered_address=room.registered_address,
        published_at=timezone.localtime(package.published_at) if package else None,
        note=room.note,
        sessions=_sessions(package) if package else (),
    )


def _shown(room: Room) -> Package | None:
    """The newest package, of the formal exam if there is one."""
    found = Package.objects.filter(plan__room=room).select_related("plan")
    return found.order_by("plan__kind", "-published_at").first()


def _sessions(package: Package) -> tuple[SheetSession, ...]:
    found = []
    for number in sorted({row.number for row in package.file.sessions}):
        tickets = sorted({each.ticket for each in package.contents.candidates if each.session == number})
        found.append(
            SheetSession(
                number=number,
                name=package.file.session(number)[0].name,
                candidates=len(tickets),
                first_ticket=tickets[0] if tickets else "",
                last_ticket=tickets[-1] if tickets else "",
            )
        )
    return tuple(found)
