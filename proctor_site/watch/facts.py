"""What the watch goes by: plain facts of rooms with a session at hand, without a database behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from exams.models import Session, Sitting
from exams.thresholds import Thresholds
from formats.plan import PlanRules
from incidents.losses import Loss

State = Sitting.State
Indicators = Mapping[str, int | str]


@dataclass(frozen=True)
class Device:
    """A candidate machine as it was last heard; `since` is when its link opened, or when it was lost."""

    id: UUID
    seat: int | None
    client: str
    online: bool
    since: datetime | None
    address: str = ""
    clock_offset_ms: int | None = None
    indicators: Indicators = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        """What it measured, if that is a number."""
        value = self.indicators.get(name)
        return value if isinstance(value, int) else None


@dataclass(frozen=True)
class Person:
    """A sitting, with the machine that holds it. `active_at` is when the candidate could last begin, or go on, to work.

    `losses` are those that nobody has settled (F2).
    """

    sitting: Sitting
    device: Device | None
    start_at: datetime | None
    claimed_from: str = ""
    freed_at: datetime | None = None
    version_at: datetime | None = None
    active_at: datetime | None = None
    is_locked: bool = False
    losses: Sequence[Loss] = ()

    @property
    def is_online(self) -> bool:
        return self.device is not None and self.device.online

    @property
    def is_interrupted(self) -> bool:
        return self.sitting.deadline is None

    def is_in(self, *states: str) -> bool:
        return self.sitting.state in states


@dataclass(frozen=True)
class SessionLook:
    """A session that has not ended, at `now`."""

    session: Session
    now: datetime
    rules: PlanRules
    thresholds: Thresholds
    people: Sequence[Person]


@dataclass(frozen=True)
class RoomLook:
    """A room with its sessions. `watched_since`: before that nobody was there to see machines come back."""

    room: int
    now: datetime
    watched_since: datetime
    sessions: Sequence[SessionLook]
    devices: Sequence[Device]
    free_disk_mb: int
    centre_away_since: datetime | None = None

    @property
    def is_at_work(self) -> bool:
        """A session of it is authorised: from here on its machines matter."""
        return any(look.session.authorised_at for look in self.sessions)

    @property
    def thresholds(self) -> Thresholds:
        return self.sessions[0].thresholds

    def lasts(self, since: datetime | None, span: timedelta) -> bool:
        """Whether something has gone on for longer than `span`, as far as this process could see."""
        return since is not None and self.now - max(since, self.watched_since) > span
