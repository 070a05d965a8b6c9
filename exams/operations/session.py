"""What the proctor does with a session: enter, allow login, allow the start, end."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from exams.answers import progress
from exams.models import Session, Sitting
from exams.operations.deadlines import settle_deadlines
from exams.operations.seals import missing_seal
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.publish import changed
from rooms.rights import require, require_administrator_password


@dataclass(frozen=True)
class Person:
    """Somebody who is responsible for the session, as it will stand on the record sheet."""

    name: str
    phone: str = ""


@dataclass(frozen=True)
class Unsealed:
    """Why a session is entered although the room is not sealed, under an administrator's password (B11)."""

    reason: str = ""
    password: str = ""


def enter_session(
    actor: Actor,
    session: Session,
    *,
    administrator: Person,
    invigilators: Sequence[Person],
    unsealed: Unsealed = Unsealed(),
) -> Session:
    """Note who runs the session (E1): one 系统管理员 and at least one 监考老师, with names and phones.

    While the room is not sealed, `unsealed` has to hold reason and password. Raises `Refused` without them; then
    nothing has changed.
    """
    require(actor, "exams.run_session", session.room)
    named = [person for person in invigilators if person.name.strip()]
    if not administrator.name.strip() or not named:
        raise Refused("enter.names", N_("Enter the name of the administrator and of at least one invigilator."))
    not_ended(session)
    missing = missing_seal(session.room)
    if missing:
        _check_unsealed(session, unsealed)
    with transaction.atomic():
        session = locked(session)
        not_ended(session)
        session.administrator, session.administrator_phone = administrator.name.strip(), administrator.phone.strip()
        session.invigilators = [asdict(person) for person in named]
        session.save(update_fields=["administrator", "administrator_phone", "invigilators"])
        names = {f"invigilator_{place}": f"{person.name} {person.phone}" for place, person in enumerate(named, 1)}
        private = {"administrator": f"{administrator.name} {administrator.phone}", **names}
        told: dict[str, Any] = {"invigilators": len(named)}
        if missing:
            private["unsealed"] = unsealed.reason.strip()
            told |= missing.told()
        note("session_entered", actor, session, private=private, **told)
    return session


def _check_unsealed(session: Session, unsealed: Unsealed) -> None:
    if not unsealed.reason.strip():
        raise Refused(
            "enter.unsealed",
            N_("The room is not sealed: 封场检测 has not passed. Enter the reason and the administrator's password."),
        )
    require_administrator_password(unsealed.password, session.room)


def allow_login(actor: Actor, session: Session) -> Session:
    """From now on candidates can log in (E6). Again does nothing."""
    require(actor, "exams.run_session", session.room)
    now = clock.now()
    with transaction.atomic():
        session = locked(session)
        if session.login_allowed_at:
            return session
        not_ended(session)
        _alone(session)
        if session.authorised_at is None:
            raise Refused("login.not_authorised", N_("The session is not authorised yet. Press 考试授权 first."))
        opens, _planned = session.window(session.rules.login_before_min)
        if now < opens:
            raise Refused(
                "allow_login.early", N_("Login opens by itself at %(at)s."), at=shown(opens, session.plan.zone)
            )
        session.login_allowed_at = now
        session.save(update_fields=["login_allowed_at"])
        note("login_allowed", actor, session)
        _tell_machines(session)
    return session


def allow_start(actor: Actor, session: Session) -> Session:
    """Begin the countdown (E7). Before the planned start it runs to the planned start, later for the plan's seconds.

    Sets T0, from which every deadline follows. Again does nothing. Raises `Refused` before login is
    allowed, before the start window, and after the latest start, which needs a late-start code (E8).
    """
    require(actor, "exams.run_session", session.room)
    now = clock.now()
    with transaction.atomic():
        session = locked(session)
        if session.start_at:
            return session
        check_start(session)
        _in_start_window(session, now)
        return _begin_countdown(actor, session, now)


def start_after_latest(actor: Actor, session: Session, now: datetime, **permit: Any) -> Session:
    """Begin the countdown after the latest start (E8): the whole session moves, nobody loses time.

    Inside the transaction of a caller who has checked that a code permits it; `permit` goes into the journal.
    """
    session = locked(session)
    check_late_start(session, now)
    return _begin_countdown(actor, session, now, **permit)


def check_late_start(session: Session, now: datetime) -> None:
    """`Refused` unless a late-start code is what this session needs."""
    if session.start_at:
        raise Refused("start.started", N_("The start has been allowed already."))
    check_start(session)
    if not is_after_latest(session, now):
        raise Refused("start.no_code_needed", N_("The exam can be started without a code. Press 允许开考."))


def check_late_request(session: Session, now: datetime) -> None:
    """`Refused` unless a late-start code can be asked for.

    A session that the centre did not authorise in time asks before login: only its code lets the authorization come.
    """
    if session.authorised_at or not session.plan.is_from_centre or not is_after_latest(session, now):
        check_late_start(session, now)


def is_after_latest(session: Session, now: datetime) -> bool:
    """Whether starting needs a code (E8); never in a mock exam."""
    _opens, closes = session.window(session.rules.start_before_min, session.rules.start_after_min)
    return now > closes and not session.plan.is_mock


def end_session(
    actor: Actor, session: Session, *, password: str, empty_confirmed: bool = False, unequal_confirmed: bool = False
) -> Session:
    """End the session (E22). Again does nothing.

    Raises `Refused` with a wrong administrator's password, while somebody is neither submitted nor
    absent, with submitted papers without any answer unless `empty_confirmed`, and, by name, with machines that have
    not stated the same head as the server (F3) unless `unequal_confirmed`; who they were is in the journal.
    """
    require(actor, "exams.run_session", session.room)
    responsible = require_administrator_password(password, session.room)
    progress.settle(session.sittings.filter(state=Sitting.State.SUBMITTED, answered=0).values_list("pk", flat=True))
    with transaction.atomic():
        session = locked(session)
        if session.ended_at:
            return session
        _everyone_settled(session)
        _empty_confirmed(session, empty_confirmed)
        unequal = list(session.sittings.uncollected().select_related("candidate"))
        _unequal_confirmed(unequal, unequal_confirmed)
        session.ended_at = clock.now()
        session.save(update_fields=["ended_at"])
        told: dict[str, Any] = {"figures": figures(session), "unequal": [str(sitting.pk) for sitting in unequal]}
        note("session_ended", actor, session, responsible=responsible.pk, **told)
        _tell_machines(session)
    return session


def figures(session: Session) -> dict[str, int]:
    """应到 and what it is made of, and 实考: counts of sittings by glossary code."""
    states = list(session.sittings.values_list("state", "began_at"))
    counts = {str(state): sum(1 for found, _ in states if found == state) for state in Sitting.State.values}
    return {"expected": len(states), "attended": sum(1 for _, began in states if began), **counts}


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """A time of day as proctors and candidates read it."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def locked(session: Session) -> Session:
    """The session as stored, locked until the transaction ends."""
    return Session.objects.select_for_update(of=("self",)).select_related("plan__room").get(pk=session.pk)


def note(code: str, actor: Actor, session: Session, *, private: dict[str, str] | None = None, **values: Any) -> None:
    """One event in the chain of the session's room."""
    record.append(code, actor, chain=session.room.chain, session=session.uuid, private=private, **values)
    changed()


def _with_session(session: Session) -> list[Sitting]:
    """The sittings, each with this very session, so that a moment just set is what they see."""
    sittings = list(session.sittings.select_related("subject", "candidate"))
    for sitting in sittings:
        sitting.session = session
        sitting.subject.session = session
    return sittings


def not_ended(session: Session) -> None:
    """After 结束考试 nothing about a session changes any more."""
    if session.ended_at:
        raise Refused("session.ended", N_("The session has ended."))


def _alone(session: Session) -> None:
    other = (
        Session.objects.live()
        .filter(plan__room=session.room, login_allowed_at__isnull=False)
        .exclude(pk=session.pk)
        .first()
    )
    if other:
        raise Refused(
            "session.other_live", N_("%(session)s is still going on in this room. End it first."), session=other.name
        )


def check_start(session: Session) -> None:
    not_ended(session)
    if session.login_allowed_at is None:
        raise Refused("start.no_login", N_("Login is not allowed yet. Candidates log in first."))


def _begin_countdown(actor: Actor, session: Session, now: datetime, **permit: Any) -> Session:
    session.start_at = _start(session, now)
    session.save(update_fields=["start_at"])
    note("start_allowed", actor, session, start_at=session.start_at, **permit)
    settle_deadlines(_with_session(session), now)
    _tell_machines(session)
    return session


def _in_start_window(session: Session, now: datetime) -> None:
    rules = session.rules
    opens, closes = session.window(rules.start_before_min, rules.start_after_min)
    if now < opens:
        raise Refused("start.early", N_("The start opens at %(at)s."), at=shown(opens, session.plan.zone))
    if is_after_latest(session, now):
        raise Refused(
            "start.late",
            N_("The latest start was %(at)s. A late start needs an authorization code from the centre."),
            at=shown(closes, session.plan.zone),
        )


def _start(session: Session, now: datetime) -> datetime:
    return (
        session.planned_start if now <= session.planned_start else now + timedelta(seconds=session.rules.countdown_sec)
    )


def _everyone_settled(session: Session) -> None:
    open_ones = session.sittings.unsettled().count()
    if open_ones:
        raise Refused(
            "end.unsettled",
            N_("%(count)d candidates have neither handed in nor been registered as absent. Settle them first."),
            count=open_ones,
        )


def _empty_confirmed(session: Session, confirmed: bool) -> None:
    empty = session.sittings.filter(state=Sitting.State.SUBMITTED, answered=0).count()
    if empty and not confirmed:
        raise Refused(
            "end.empty", N_("%(count)d submitted papers have no answer at all. Confirm that this is so."), count=empty
        )


def _unequal_confirmed(unequal: Sequence[Sitting], confirmed: bool) -> None:
    if unequal and not confirmed:
        raise Refused(
            "end.unequal",
            N_(
                "It is not confirmed that all answers of %(names)s are here: the machine has not stated the same as "
                "the server. Wait for it, or confirm that the session ends without."
            ),
            names="、".join(sitting.candidate.name for sitting in unequal),
        )


def _tell_machines(session: Session) -> None:
    """Moments are shown on every screen of the room."""
    touch(session.room.machines.values_list("pk", flat=True))
