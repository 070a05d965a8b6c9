"""Whether the test centre can be reached, and what opens read-only as long as it cannot (E1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from exams.models import Session
from formats.refused import N_, Refused
from rooms.centre.faults import CLOCK, TEXTS
from rooms.models import CentreLink, Room

FREE_VERBS: Final = frozenset(
    {"enter", "hold_authorization", "authorise", "reconnect", "settle_matter", "take_matter", "give_back_matter"}
)
AFTER_THE_END: Final = frozenset({"examine_package", "recover_package"})  # 导入作答包 of 核对 needs no centre (A1)


@dataclass(frozen=True)
class Contact:
    """How the room stands with its centre. `fault` is a code of `rooms.centre.faults`, "" for nothing."""

    is_asked: bool
    answers: bool
    fault: str = ""
    name: str = ""
    offset_ms: int | None = None
    answered_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        return self.is_asked and not self.answers

    @property
    def text(self) -> str:
        """What is the matter and what to do; "" for nothing."""
        if self.fault == CLOCK and self.offset_ms is not None:
            return f"{_(TEXTS[CLOCK])} ({self.offset_ms / 1000:+.1f} s)"
        return _(TEXTS[self.fault]) if self.fault in TEXTS else ""

    @property
    def lamp(self) -> str:
        """The lamp 网络连接 (E2)."""
        if not self.is_asked:
            return "standalone"
        return "ok" if self.answers else "off"


def contact_of(room: Room, now: datetime) -> Contact:
    link = CentreLink.objects.filter(room=room).first() if room.mode == Room.Mode.CENTRE else None
    if link is None or not link.token:
        return Contact(is_asked=False, answers=False)
    answers = link.answers(now)
    return Contact(True, answers, link.fault, link.centre_name, link.clock_offset_ms, link.answered_at)


def goes_on(room: Room) -> bool:
    """A session whose authorization is here goes on whatever the uplink does, and with it what it needs.

    That is seats (a spare machine, B6), checks (B8, B11) and seating. 参数配置 and 载入考务 are not among it.
    """
    live = Session.objects.live().filter(plan__room=room)
    return live.filter(Q(authorised_at__isnull=False) | Q(held_authorization__isnull=False)).exists()


def check_act(session: Session, verb: str, now: datetime) -> None:
    """Raise `Refused` for an act on a session that waits for the centre, or has ended, while the centre is away."""
    if verb in FREE_VERBS or not contact_of(session.room, now).is_away:
        return
    is_here = session.authorised_at is not None or not session.plan.is_from_centre
    if not is_here or (session.ended_at and verb not in AFTER_THE_END):
        raise away()


def away() -> Refused:
    return Refused(
        "centre.away",
        N_(
            "The test centre cannot be reached; until then this can only be looked at. "
            "Press 重新连接, or correct the address in 参数配置."
        ),
    )
