"""The sheet 场次: what is sat when (B10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from formats.plan import SessionRow
from formats.refused import N_
from formats.spreadsheets.moments import moment
from formats.spreadsheets.records import Record
from formats.spreadsheets.rows import repeats
from formats.spreadsheets.tables import Layout, Table

SHEET: Final = "场次"
NUMBER: Final = "场次"
NAME: Final = "场次名称"
SUBJECT: Final = "科目"
START: Final = "开始时间"
END: Final = "结束时间"
DURATION: Final = "时长(分钟)"
CANDIDATES: Final = "考生数"
LAYOUT: Final = Layout(required=(NUMBER, NAME, SUBJECT, START, END, DURATION, CANDIDATES), titles=(SHEET,))

LAST_SESSION: Final = 9  # one digit of the ticket number
DAY: Final = 24 * 60.0
MOST_CANDIDATES: Final = 100_000


@dataclass(frozen=True)
class SessionRead:
    """A row as far as it could be read; None is what could not."""

    record: Record
    number: int | None
    name: str | None
    subject: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    duration_min: float | None
    candidates: int | None

    def end(self, longest: float | None) -> datetime | None:
        """When it ends; where that is not readable, by its duration, or else by the `longest` of the plan."""
        if self.starts_at is None:
            return None
        if self.ends_at and self.ends_at > self.starts_at:
            return self.ends_at
        minutes = self.duration_min or longest
        return self.starts_at + timedelta(minutes=minutes) if minutes else None


def read_sessions(table: Table) -> list[SessionRead]:
    """Every row of the sheet, with the faults of single rows and between rows noted."""
    sessions = [_read(record) for record in table.records]
    for session in sessions:
        _check_times(session)
    numbered = [session for session in sessions if session.number is not None]
    for session, first in repeats(numbered, lambda session: (session.number, session.subject)):
        told = N_("Session %(number)d with this subject is the same as in row %(first)d.")
        session.record.fault(NUMBER, "plan.duplicate_session", told, number=session.number, first=first.record.row)
    _check_overlaps(numbered)
    return sessions


def durations(sessions: Sequence[SessionRead]) -> list[float]:
    return [session.duration_min for session in sessions if session.duration_min]


def to_sessions(sessions: Sequence[SessionRead], zone: ZoneInfo) -> tuple[SessionRow, ...]:
    """The typed rows of a sheet without faults, in the plan's time zone."""
    return tuple(row for session in sessions if (row := _row(session, zone)))


def _read(record: Record) -> SessionRead:
    return SessionRead(
        record=record,
        number=record.whole(NUMBER, least=1, most=LAST_SESSION),
        name=record.text(NAME, needed=True),
        subject=record.text(SUBJECT, needed=True),
        starts_at=moment(record, START),
        ends_at=moment(record, END),
        duration_min=record.number(DURATION, least=1, most=DAY),
        candidates=record.whole(CANDIDATES, least=0, most=MOST_CANDIDATES),
    )


def _check_times(session: SessionRead) -> None:
    if session.starts_at is None or session.ends_at is None:
        return
    if session.ends_at <= session.starts_at:
        told = N_("The session ends at %(end)s, before it starts at %(start)s.")
        session.record.fault(
            END, "plan.ends_before_start", told, **_clock(start=session.starts_at, end=session.ends_at)
        )
        return
    minutes = (session.ends_at - session.starts_at) / timedelta(minutes=1)
    if session.duration_min and session.duration_min > minutes:
        told = N_("The duration of %(duration)g minutes does not fit into the %(minutes)g minutes from start to end.")
        session.record.fault(DURATION, "plan.duration_too_long", told, duration=session.duration_min, minutes=minutes)


def _check_overlaps(sessions: Sequence[SessionRead]) -> None:
    """Two sessions of a room cannot run at once; subjects of one session may."""
    longest = max(durations(sessions), default=None)
    timed = sorted((session for session in sessions if session.starts_at), key=lambda session: session.starts_at or 0)
    for index, earlier in enumerate(timed):
        end = earlier.end(longest)
        for later in timed[index + 1 :]:
            if end and later.starts_at and later.starts_at < end and later.number != earlier.number:
                told = N_("The session starts at %(start)s, before session %(other)d (row %(row)d) is over.")
                values = {"other": earlier.number, "row": earlier.record.row, **_clock(start=later.starts_at)}
                later.record.fault(START, "plan.sessions_overlap", told, **values)


def _clock(**moments: datetime) -> dict[str, str]:
    return {name: f"{value:%Y-%m-%d %H:%M}" for name, value in moments.items()}


def _row(session: SessionRead, zone: ZoneInfo) -> SessionRow | None:
    match session:
        case SessionRead(
            number=int(number),
            name=str(name),
            subject=str(subject),
            starts_at=datetime() as starts_at,
            ends_at=datetime() as ends_at,
            duration_min=float(duration_min),
            candidates=int(candidates),
        ):
            return SessionRow(
                number=number,
                name=name,
                subject=subject,
                starts_at=starts_at.replace(tzinfo=zone),
                ends_at=ends_at.replace(tzinfo=zone),
                duration_min=duration_min,
                candidates=candidates,
            )
    return None
