"""The picture as shapes with their places: the template only writes them down.

Each kind differs by height, pattern and outline as well as by colour, so that a black and white print says as much.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from exams.models import Session
from incidents.course.rows import Interval, Lasting, Moment, Row
from incidents.telling import seat_text
from proctor_site.course.scale import Scale, around

ROWS_A_PAGE: Final = 30
ROW: Final = 18.0
TOP: Final = 30.0
LEFT: Final = 190.0
WIDTH: Final = 1092.0
RIGHT_MARGIN: Final = 12.0
LEAST: Final = 1.5  # so that what was short is seen


@dataclass(frozen=True)
class Look:
    """How something that lasts is drawn: `pattern` names one of the template's."""

    height: float
    fill: str
    stroke: str
    pattern: str = ""
    dashes: str = ""


LOOKS: Final = {
    Lasting.LOGGED_IN: Look(4, "#ffffff", "#1456c8"),
    Lasting.WORK: Look(11, "#a9dcbd", "#0f7a43"),
    Lasting.EXTRA: Look(11, "", "#1456c8", "rising"),
    Lasting.LOCKED: Look(11, "", "#b3202c", "upright"),
    Lasting.INTERRUPTED: Look(11, "", "#8a5a00", "level"),
    Lasting.OFFLINE: Look(11, "#ffffff", "#b3202c", dashes="2 1.5"),
}


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    look: Look


@dataclass(frozen=True)
class Mark:
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Band:
    """The row of one candidate; `told` says in words what is drawn, `word` the state of who never came."""

    number: str
    name: str
    seat: str
    y: float
    base: float
    told: str
    word: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Sheet:
    """One page of the picture."""

    number: int
    height: float
    bands: tuple[Band, ...]

    @property
    def id(self) -> str:
        """What its patterns are named after: there are several sheets on a page."""
        return f"sheet{self.number}"


@dataclass(frozen=True)
class Line:
    """An upright line through all rows with a word above it."""

    x: float
    word: str


@dataclass(frozen=True)
class Picture:
    scale: Scale
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    sheets: tuple[Sheet, ...]


def picture(session: Session, rows: Sequence[Row], now: datetime, words: tuple[str, str]) -> Picture:
    """All rows on as many sheets as they need, on one scale; `words` name the start and the planned end."""
    zone = session.plan.zone
    scale = _scale(session, rows, now)
    sheets = [
        _sheet(number, rows[first : first + ROWS_A_PAGE], scale, zone)
        for number, first in enumerate(range(0, len(rows), ROWS_A_PAGE), 1)
    ]
    return Picture(scale, tuple(scale.ticks(zone)), tuple(_lines(session, scale, words)), tuple(sheets))


def _scale(session: Session, rows: Sequence[Row], now: datetime) -> Scale:
    start, end = begin_of(session), end_of(session)
    firsts = [began for row in rows for _kind, (began, _ended) in row.spans]
    lasts = [row.ended for row in rows if row.ended is not None]
    first = max(min([start, *firsts]), start - timedelta(hours=2))
    return around(first, max([end, *lasts]), session.plan.zone, left=LEFT, width=WIDTH - LEFT - RIGHT_MARGIN)


def begin_of(session: Session) -> datetime:
    """T0, or when it is planned."""
    return session.start_at or session.planned_start


def end_of(session: Session) -> datetime:
    """When the last subject ends without any time given."""
    moved = begin_of(session) - session.planned_start
    ends = [subject.planned_start + subject.duration for subject in session.subjects.all()]
    return max(ends, default=session.planned_start) + moved


def _lines(session: Session, scale: Scale, words: tuple[str, str]) -> Iterator[Line]:
    for moment, word in zip((begin_of(session), end_of(session)), words, strict=True):
        yield Line(scale.x(moment), word)


def _sheet(number: int, rows: Sequence[Row], scale: Scale, zone: ZoneInfo) -> Sheet:
    bands = tuple(_band(row, TOP + index * ROW, scale, zone) for index, row in enumerate(rows))
    return Sheet(number, TOP + len(rows) * ROW + 4, bands)


def _band(row: Row, y: float, scale: Scale, zone: ZoneInfo) -> Band:
    middle = y + ROW / 2
    return Band(
        number=str(row.sequence),
        name=row.name,
        seat=seat_text(row.seat),
        y=y,
        base=middle + 4,
        told=_told(row, zone),
        word="" if row.spans else row.state,
        bars=tuple(_bar(LOOKS[kind], span, middle, scale) for kind, span in row.spans),
        marks=tuple(Mark(kind.value, scale.x(at), middle) for kind, at in row.moments),
    )


def _bar(look: Look, span: Interval, middle: float, scale: Scale) -> Bar:
    x = scale.x(span[0])
    return Bar(x, round(middle - look.height / 2, 1), max(LEAST, round(scale.x(span[1]) - x, 1)), look)


def _told(row: Row, zone: ZoneInfo) -> str:
    """For who cannot see the picture, and for the pointer that rests on a row."""
    lasting = [f"{kind.label} {_clock(began, zone)}–{_clock(ended, zone)}" for kind, (began, ended) in row.spans]
    moments = [f"{kind.label} {_clock(at, zone)}" for kind, at in row.moments]
    return f"{row.name} {row.ticket} · {row.state} · " + " · ".join([*lasting, *moments])


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M:%S}"


def legend() -> list[tuple[str, Look | None, str]]:
    """(kind, how it is drawn, its word): what lasts first, then the marks."""
    lasting: list[tuple[str, Look | None, str]] = [(kind.value, LOOKS[kind], str(kind.label)) for kind in Lasting]
    return lasting + [(kind.value, None, str(kind.label)) for kind in Moment]
