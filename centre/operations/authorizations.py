"""考试授权: the signed release of the papers of a session within the plan's window (E5, E8)."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from centre.keys import keys
from centre.models import IssuedAuthorization, IssuedCode, Package, Plan, Room
from centre.operations.publishing import public_key_of
from formats import sealing
from formats.authorization import AuthorisedSubject, Authorization, sealed_keys, sign
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a session of a published plan may be authorised."""

    plan: UUID
    session: int
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now <= self.closes_at


def windows(room: Room) -> list[Window]:
    """Those of every session that is published for the room."""
    found = []
    for package in filter(None, (plan.newest for plan in room.plans.all())):
        for number in sorted({row.number for row in package.file.sessions}):
            opens_at, closes_at = _window(package, number)
            found.append(Window(plan=package.plan.uuid, session=number, opens_at=opens_at, closes_at=closes_at))
    return found


def authorization(actor: Actor, room: Room, plan: UUID, session: int, *, is_late: bool = False) -> bytes:
    """The signed authorization of a session: its envelope.

    `is_late` is for after the window, when a code for 延考 was computed. Raises `Refused`: nothing of that
    kind in this room, too early, closed, no such code, room without a key.
    """
    now = clock.now()
    with transaction.atomic():
        package = _package(room, plan)
        opens_at, closes_at = _window(package, session)
        valid_until = closes_at
        if now < opens_at:
            told = N_("The authorization opens at %(opens)s. It is fetched by itself then.")
            raise Refused("authorization.early", told, opens_at=clock.to_ms(opens_at), opens=_said(package, opens_at))
        if now > closes_at:
            valid_until = _late(package, session, is_late, now)
        public = public_key_of(room)
        if public is None:
            told = N_("Room %(room)s is not registered; there is no key that papers could be released for.")
            raise Refused("room.not_registered", told, room=room.code)
        issued = _authorization(package, session, (opens_at, valid_until, now), public)
        IssuedAuthorization.objects.create(
            plan=package.plan, session=session, revision=package.revision, issued_at=now, is_late=now > closes_at
        )
        record.append(
            "authorization_issued",
            actor,
            chain=room.chain,
            plan=plan,
            number=session,
            revision=package.revision,
            late=now > closes_at,
            papers=sorted(issued.keys),
        )
    return sign(keys().private, issued)


def _package(room: Room, plan: UUID) -> Package:
    found = Plan.objects.select_for_update().filter(room=room, uuid=plan).first()
    newest = found.newest if found else None
    if newest is None:
        raise Refused("plan.unknown", N_("Nothing of this plan is published for room %(room)s."), room=room.code)
    return newest


def _window(package: Package, session: int) -> tuple[datetime, datetime]:
    window = package.window(session)
    if window is None:
        raise Refused("session.unknown", N_("The plan has no session %(session)d."), session=session)
    return window


def _late(package: Package, session: int, is_late: bool, now: datetime) -> datetime:
    """Until when a late authorization holds: as long as a code computed now would."""
    if not is_late:
        told = N_("The latest start of session %(session)d is past. A code for 延考 is needed.")
        raise Refused("authorization.closed", told, session=session)
    if not IssuedCode.objects.filter(plan=package.plan, session=session, kind="late_start").exists():
        told = N_("No code for 延考 of session %(session)d was computed by this centre.")
        raise Refused("authorization.no_code", told, session=session)
    return now + timedelta(minutes=package.file.rules.code_valid_min)


def _authorization(
    package: Package, session: int, moments: tuple[datetime, datetime, datetime], public: bytes
) -> Authorization:
    valid_from, valid_until, issued_at = map(clock.to_ms, moments)
    rows = package.file.session(session)
    sat = Counter(each.subject for each in package.contents.candidates if each.session == session)
    released = {str(paper.uuid): bytes(paper.key) for paper in package.papers.filter(session=session)}
    ephemerals = [secrets.token_bytes(sealing.KEY_BYTES) for _ in released]
    return Authorization(
        plan=str(package.plan.uuid),
        room=package.plan.room.code,
        session=session,
        session_name=rows[0].name,
        subjects=tuple(AuthorisedSubject(name=row.subject, candidates=sat[row.subject]) for row in rows),
        valid_from=valid_from,
        valid_until=valid_until,
        issued_at=issued_at,
        keys=sealed_keys(released, room_public=public, ephemerals=ephemerals),
    )


def _said(package: Package, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(package.file.rules.timezone)):%Y-%m-%d %H:%M}"
