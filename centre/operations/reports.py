"""What rooms report: seal checks and codes that were used (B11, E23). Told twice it is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from centre.models import IssuedCode, Room, SealCheck, UsedCode
from formats import codes
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Check:
    """A 封场检测 as a room says it went; each line has code, passed and values."""

    id: UUID
    at: datetime
    passed: bool
    by: str
    lines: Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class CodeUse:
    """A code as a room says it was used."""

    id: UUID
    kind: str
    plan: UUID
    session: int
    minutes: int
    count: int
    tickets: str
    challenge: str
    code: str
    used_at: datetime


def receive_seal_check(actor: Actor, room: Room, check: Check) -> SealCheck:
    """Keep a 封场检测 of the room. Raises `Refused` when another room has told this id."""
    with transaction.atomic():
        stored = SealCheck.objects.select_for_update().filter(pk=check.id).first()
        if stored:
            _same_room(stored.room_id, room)
            return stored
        told = {"at": check.at, "passed": check.passed, "by": check.by, "lines": list(check.lines)}
        stored = SealCheck.objects.create(id=check.id, room=room, received_at=clock.now(), **told)
        record.append(
            "seal_check_received",
            actor,
            chain=room.chain,
            check=check.id,
            checked_at=check.at,
            passed=check.passed,
            failed=[line["code"] for line in check.lines if not line["passed"]],
            private={"by": check.by},
        )
    return stored


def receive_code_used(actor: Actor, room: Room, use: CodeUse) -> UsedCode:
    """Keep that a code was used, with the one computed here if it was. Raises `Refused` as above."""
    with transaction.atomic():
        stored = UsedCode.objects.select_for_update().filter(pk=use.id).first()
        if stored:
            _same_room(stored.room_id, room)
            return stored
        issued = _issued(room, use)
        used = UsedCode.objects.create(
            id=use.id,
            room=room,
            plan_uuid=use.plan,
            used_at=use.used_at,
            received_at=clock.now(),
            issued=issued,
            **{name: getattr(use, name) for name in ("kind", "session", "minutes", "count", "tickets", "challenge")},
            code=codes.typed(use.code),
        )
        record.append(
            "code_used",
            actor,
            chain=room.chain,
            use=use.id,
            plan=use.plan,
            kind=use.kind,
            number=use.session,
            minutes=use.minutes,
            count=use.count,
            tickets=use.tickets,
            challenge=use.challenge,
            used_at=use.used_at,
            known=issued is not None,
            private={"code": use.code},
        )
    return used


def _issued(room: Room, use: CodeUse) -> IssuedCode | None:
    """The code computed here for exactly this request."""
    return IssuedCode.objects.filter(
        plan__room=room,
        plan__uuid=use.plan,
        kind=use.kind,
        session=use.session,
        minutes=use.minutes,
        count=use.count,
        tickets=use.tickets,
        challenge=use.challenge,
        code=codes.typed(use.code),
    ).first()


def _same_room(stored: int, room: Room) -> None:
    if stored != room.pk:
        raise Refused("report.other_room", N_("Another room has told something under this id."))
