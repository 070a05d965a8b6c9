"""The time line of a session: what happened, by the journal; what happens to everybody is told once (E18)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from exams.models import Session
from incidents.candidate_log.words import told
from incidents.event_names import name_of
from incidents.telling import seat_text
from journal.models import Event

# What happens to nearly everybody; a line for each would bury the rest. It stands in the log of the candidate.
USUAL: Final = (
    "logged_in", "rules_read", "exam_begun", "submitted", "closed_at_deadline", "marked_present", "message_read",
    "lock_acknowledged", "command_issued", "command_acknowledged", "link_up", "link_down",
)  # fmt: skip


@dataclass(frozen=True)
class Usual:
    """How often, and from when until when."""

    what: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Moment:
    """`number` is the entry's in the journal."""

    number: int
    at: datetime
    what: str
    name: str
    ticket: str
    detail: str
    by: str
    seat: str


@dataclass(frozen=True)
class TimeLine:
    """Moments are in the plan's zone."""

    usual: tuple[Usual, ...]
    moments: tuple[Moment, ...]


def time_line(session: Session) -> TimeLine:
    """In three queries."""
    people = {each.pk: (each.candidate.name, each.candidate.ticket) for each in _sittings(session)}
    events = list(Event.objects.filter(session=session.uuid).order_by("number").prefetch_related("private_values"))
    moments = (_moment(event, session, people) for event in events if event.code not in USUAL)
    return TimeLine(tuple(_usual(events, session)), tuple(moments))


def _sittings(session: Session) -> Iterable[Any]:
    return session.sittings.select_related("candidate")


def _usual(events: Iterable[Event], session: Session) -> Iterable[Usual]:
    found: dict[str, list[datetime]] = {}
    for event in events:
        if event.code in USUAL:
            found.setdefault(event.code, []).append(event.at.astimezone(session.plan.zone))
    for code in USUAL:
        if code in found:
            yield Usual(name_of(code), len(found[code]), min(found[code]), max(found[code]))


def _moment(event: Event, session: Session, people: Mapping[UUID, tuple[str, str]]) -> Moment:
    body, private = json.loads(event.body), {each.key: each.value for each in event.private_values.all()}
    name, ticket = people.get(event.sitting, ("", "")) if event.sitting else ("", "")
    seat = body["values"].get("seat")
    return Moment(
        number=event.number,
        at=event.at.astimezone(session.plan.zone),
        what=name_of(event.code),
        name=name,
        ticket=ticket,
        detail=told({**body["values"], **private}, session.plan.zone, event.code),
        by=private.get("actor", "") if body["actor"]["kind"] == "user" else "",
        seat=seat_text(seat) if seat else "",
    )
