"""监控平台: what the board shows of every room, in a fixed number of queries (T1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec
from django.conf import settings

from centre.models import Package, Plan, Result, Room, SealCheck, UsedCode
from journal import clock

Results: TypeAlias = Mapping[tuple[UUID, int], Result]
FIGURES = (
    "expected", "not_logged_in", "logged_in", "in_exam", "submitted", "absent",
    "offline", "extra_time", "violations", "resumes",
)  # fmt: skip


class SessionOnBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as its room told it last; `figures` and `phase` are empty before that. Moments are ms.

    `result` is the newest result that was received of it, `result_at` when; `versions` how many there are.
    """

    plan: str
    kind: str
    number: int
    name: str
    planned_start: int
    zone: str
    phase: str = ""
    figures: dict[str, int] = {}
    result: str = ""
    result_at: int | None = None
    versions: int = 0


class RoomOnBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A room. `seal` is its last 封场检测, `unknown_codes` how many codes it used that were not computed here."""

    code: str
    name: str
    registered: bool
    machine: str
    heard: bool
    contact_at: int | None
    seats: int
    online: int
    seal_at: int | None
    seal_passed: bool
    unknown_codes: int
    sessions: list[SessionOnBoard]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """`zone` is that of this site; a session has its plan's."""

    at: int
    zone: str
    rooms: list[RoomOnBoard]


def board(now: datetime) -> Board:
    """All rooms in the order of their codes."""
    packages = _newest_packages()
    seals = _last_seals()
    results = _last_results()
    unknown = list(UsedCode.objects.filter(issued__isnull=True).values_list("room", flat=True))
    rooms = [
        _room(room, now, packages.get(room.pk, []), seals.get(room.pk), unknown.count(room.pk), results)
        for room in Room.objects.order_by("code")
    ]
    return Board(at=clock.to_ms(now), zone=settings.TIME_ZONE, rooms=rooms)


def _newest_packages() -> dict[int, list[Package]]:
    """By room, those of each plan with the greatest number."""
    newest: dict[int, Package] = {}
    for package in Package.objects.select_related("plan").order_by("revision"):
        newest[package.plan_id] = package
    found: dict[int, list[Package]] = {}
    for package in newest.values():
        found.setdefault(package.plan.room_id, []).append(package)
    return found


def _last_seals() -> dict[int, SealCheck]:
    return {check.room_id: check for check in SealCheck.objects.order_by("at")}


def _last_results() -> Results:
    """By plan and session, the one with the greatest version."""
    found = Result.objects.received().order_by("version").defer("got", "receipt")
    return {(result.plan_uuid, result.session): result for result in found}


def _room(
    room: Room,
    now: datetime,
    packages: list[Package],
    seal: SealCheck | None,
    unknown_codes: int,
    results: Results,
) -> RoomOnBoard:
    told = {(each["plan"], each["session"]): each for each in room.state.get("sessions", ())}
    return RoomOnBoard(
        code=room.code,
        name=room.name,
        registered=room.is_registered,
        machine=room.hostname,
        heard=room.is_heard(now),
        contact_at=clock.to_ms(room.last_contact_at) if room.last_contact_at else None,
        seats=room.state.get("seats", 0),
        online=room.state.get("online", 0),
        seal_at=clock.to_ms(seal.at) if seal else None,
        seal_passed=bool(seal and seal.passed),
        unknown_codes=unknown_codes,
        sessions=[session for package in packages for session in _sessions(package, told, results)],
    )


def _sessions(
    package: Package, told: Mapping[tuple[str, int], Mapping[str, Any]], results: Results
) -> list[SessionOnBoard]:
    plan: Plan = package.plan
    found = []
    for number in sorted({row.number for row in package.file.sessions}):
        rows = package.file.session(number)
        state = told.get((str(plan.uuid), number), {})
        result = results.get((plan.uuid, number))
        found.append(
            SessionOnBoard(
                plan=plan.name,
                kind=plan.kind,
                number=number,
                name=rows[0].name,
                planned_start=clock.to_ms(min(row.starts_at for row in rows)),
                zone=package.file.rules.timezone,
                phase=state.get("phase", ""),
                figures={name: state["figures"].get(name, 0) for name in FIGURES} if state else {},
                result=str(result.pk) if result else "",
                result_at=clock.to_ms(result.received_at) if result and result.received_at else None,
                versions=result.version or 0 if result else 0,
            )
        )
    return found
