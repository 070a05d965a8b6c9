"""What every verb on a sitting begins and ends with: the stored row, the rule on the session, one event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from exams.models import Session, Sitting
from exams.operations.session import not_ended
from formats.refused import N_, Refused
from incidents.reasons import category_of
from journal import record
from journal.actor import Actor
from journal.models import Event
from rooms.models import Presence
from rooms.publish import changed

MOST_REASON = 200


def stored(sitting: Sitting) -> Sitting:
    """The sitting as stored, locked until the transaction ends: decide on this, not on what was shown."""
    return (
        Sitting.objects.select_for_update(of=("self",))
        .select_related(
            "candidate", "subject__session", "session__plan__room", "holder__presence__lease", "holder__seat"
        )
        .get(pk=sitting.pk)
    )


def one_session(sittings: Sequence[Sitting]) -> Session:
    """The session of all of them; `Refused` without anybody, and for candidates of several sessions."""
    sessions = {sitting.session_id for sitting in sittings}
    if len(sessions) != 1:
        raise Refused("sittings.session", N_("Choose candidates of one session."))
    return sittings[0].session


def note(
    code: str, actor: Actor, sitting: Sitting, *, private: dict[str, str] | None = None, **values: object
) -> Event:
    """One event in the room's chain; names and tickets only as commitments, of a reason its category in clear (F7)."""
    known = {"name": sitting.candidate.name, "ticket": sitting.candidate.ticket, **(private or {})}
    event = record.append(
        code,
        actor,
        chain=sitting.room.chain,
        session=sitting.session.uuid,
        sitting=sitting.pk,
        private=known,
        seat=seat_number(sitting),
        **categorised(private),
        **values,
    )
    changed()
    return event


def categorised(private: Mapping[str, str] | None) -> dict[str, Any]:
    """The category of the reason among these private values, if there is one."""
    reason = (private or {}).get("reason")
    return {"category": category_of(reason)} if reason else {}


def login_allowed(session: Session) -> None:
    not_ended(session)
    if session.login_allowed_at is None:
        raise Refused("session.no_login", N_("Login is not allowed yet. Wait until candidates can log in."))


def online_in_exam(sitting: Sitting, now: datetime) -> None:
    """Needed for extra time and screen lock (E12, E16)."""
    if sitting.state != Sitting.State.IN_EXAM:
        raise Refused("sitting.not_in_exam", N_("%(name)s is not in the exam."), name=sitting.candidate.name)
    if not is_online(sitting, now):
        raise Refused(
            "sitting.offline",
            N_("The machine of %(name)s is offline. Wait until it is back."),
            name=sitting.candidate.name,
        )


def is_online(sitting: Sitting, now: datetime) -> bool:
    presence = presence_of(sitting)
    return presence is not None and presence.is_online(now)


def presence_of(sitting: Sitting) -> Presence | None:
    return getattr(sitting.holder, "presence", None)


def seat_number(sitting: Sitting) -> int | None:
    seat = getattr(sitting.holder, "seat", None)
    return seat.number if seat else None


def given(reason: str) -> str:
    """A reason that can be kept; `Refused` when it is empty or too long."""
    text = reason.strip()
    if not text:
        raise Refused("reason.missing", N_("Give a reason: it goes onto the record sheet."))
    if len(text) > MOST_REASON:
        raise Refused("reason.long", N_("The reason is too long (at most %(most)d characters)."), most=MOST_REASON)
    return text
