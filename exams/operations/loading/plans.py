"""Loading a plan: its room, sessions and subjects (B10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import ProtectedError

from exams.models import Candidate, Plan, Session, Sitting, Subject
from exams.operations.loading.differences import Difference, differences
from formats.plan import PlanFile, SessionRow, to_json
from formats.refused import N_, Fault, Refused
from journal import clock, record
from journal.actor import Actor
from rooms import publish
from rooms.models import Room
from rooms.operations.rooms import create_room
from rooms.operations.source import BY_HAND, Source
from rooms.rights import require

SHORT_CODE = 3


@dataclass(frozen=True)
class PlanChanges:
    """What loading a plan would do. `stored` is the plan that it would replace."""

    file: PlanFile
    stored: Plan | None
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]


# --- questions
def plan_loading(file: PlanFile, *, now: datetime) -> PlanChanges:
    """What `load_plan` would do with `file` at `now`, and what stands against it; reads only."""
    stored = _stored(file)
    found = tuple(differences(stored.file, file)) if stored else ()
    against = [*_refusing(stored), *taken_away(stored, file)] if stored and found else []
    return PlanChanges(file=file, stored=stored, differences=found, faults=(*against, *past(file, now)))


def beginning_at(file: PlanFile, starts_at: datetime) -> PlanFile:
    """The plan with its first session at `starts_at`; the others keep their distance to it.

    Without a zone, `starts_at` is in the plan's.
    """
    if starts_at.tzinfo is None:
        starts_at = starts_at.replace(tzinfo=zone_of(file))
    try:
        by = starts_at - min(row.starts_at for row in file.sessions)
        return msgspec.structs.replace(file, sessions=tuple(_moved(row, by, file) for row in file.sessions))
    except OverflowError as fault:
        raise Refused("plan.start", N_("This start is outside the calendar. Give the day of the exam.")) from fault


def zone_of(file: PlanFile) -> ZoneInfo:
    return ZoneInfo(file.rules.timezone)


def room_for(code: str) -> Room | None:
    """The room of that code, or the one that is meant by it.

    Three digits mean the only room that ends in them. A room that is known by three digits and has no
    plan yet is the one of the full code.
    """
    if exact := Room.objects.filter(code=code).first():
        return exact
    if len(code) > SHORT_CODE:
        return Room.objects.filter(code=code[-SHORT_CODE:], plans__isnull=True).first()
    ending = list(Room.objects.filter(code__endswith=code)[:2]) if code else []
    return ending[0] if len(ending) == 1 else None


# --- the verb
def load_plan(
    actor: Actor, plan_file: PlanFile, *, starts_at: datetime | None = None, source: Source = BY_HAND
) -> Plan:
    """Store a plan with its sessions and subjects, and its room if there is none yet.

    The plan of the same name and kind in the same room is replaced; its candidates stay, and if it
    says the same nothing is done. Returns the plan as stored. Raises `Refused` once a session of it is
    authorised; then nothing has changed.
    """
    require(actor, "rooms.import_files")
    file = beginning_at(plan_file, starts_at) if starts_at else plan_file
    with transaction.atomic():
        room = _room(actor, file)
        stored = _stored(file)
        changes = differences(stored.file, file) if stored else []
        if stored and not changes:
            return stored
        refuse(_refusing(stored) if stored else [])
        plan = store_plan(stored or Plan(room=room), file)
        store_sessions(plan, file)
        _record(actor, plan, changes, source, replaced=stored is not None)
        publish.changed()
    return plan


# --- rules
def _stored(file: PlanFile) -> Plan | None:
    room = room_for(file.rules.room_code)
    if room is None:
        return None
    return room.plans.filter(name=file.rules.exam_name, kind=file.rules.mode).order_by("pk").first()


def _refusing(stored: Plan) -> list[Fault]:
    """What forbids replacing it by a spreadsheet."""
    return [*from_centre(stored), *authorised(stored)]


def from_centre(stored: Plan) -> list[Fault]:
    """Whose plan, candidates and papers come in packages changes none of them by spreadsheets."""
    if not stored.is_from_centre:
        return []
    told = N_("“%(plan)s” came from the test centre. Only a newer package of the centre changes it.")
    return [Fault(code="plan.from_centre", text=told, values={"plan": stored.name})]


def authorised(stored: Plan) -> list[Fault]:
    """From then on the plan stays as it is."""
    session = stored.sessions.filter(authorised_at__isnull=False).first()
    if session is None:
        return []
    told = N_("Session %(session)d of this plan is already authorised; the plan can no longer be replaced.")
    return [Fault(code="plan.authorised", text=told, values={"session": session.number})]


def refuse(faults: Sequence[Fault]) -> None:
    for fault in faults:
        raise Refused(fault.code, fault.text, **fault.values)


def taken_away(stored: Plan, file: PlanFile) -> list[Fault]:
    numbers = [row.number for row in file.sessions]
    told = N_("The new plan has no session %(session)d; it goes, with its %(count)d candidates.")
    return [
        Fault(
            code="plan.session_gone",
            text=told,
            values={"session": session.number, "count": session.candidates.count()},
            level="warning",
        )
        for session in stored.sessions.exclude(number__in=numbers)
    ]


def past(file: PlanFile, now: datetime) -> list[Fault]:
    first = min(row.starts_at for row in file.sessions)
    if first >= now:
        return []
    told = N_("The first session was to begin at %(at)s, which is past. Give another start if it is still to come.")
    at = f"{first.astimezone(zone_of(file)):%Y-%m-%d %H:%M}"
    return [Fault(code="plan.past", text=told, values={"at": at}, level="warning")]


def _moved(row: SessionRow, by: timedelta, file: PlanFile) -> SessionRow:
    """In UTC: a clock that is put forward on the way is no part of the distance."""
    starts_at, ends_at = ((at.astimezone(UTC) + by).astimezone(zone_of(file)) for at in (row.starts_at, row.ends_at))
    return msgspec.structs.replace(row, starts_at=starts_at, ends_at=ends_at)


# --- storing
def _room(actor: Actor, file: PlanFile) -> Room:
    """The plan's room, locked until the transaction ends; made if there is none."""
    room = room_for(file.rules.room_code)
    if room is None:
        return create_room(actor, file.rules.room_code)
    require(actor, "rooms.import_files", room)
    room = Room.objects.select_for_update().get(pk=room.pk)
    if room.code != file.rules.room_code:
        record.append("room_code_completed", actor, chain=room.chain, before=room.code, after=file.rules.room_code)
        room.code = file.rules.room_code
        room.save(update_fields=["code"])
    return room


def store_plan(plan: Plan, file: PlanFile) -> Plan:
    """Write what the plan says, its sessions apart; inside the caller's transaction, as `store_sessions`."""
    plan.name, plan.kind = file.rules.exam_name, file.rules.mode
    plan.content, plan.loaded_at = to_json(file).decode(), clock.now()
    plan.__dict__.pop("file", None)
    plan.save()
    return plan


def store_sessions(plan: Plan, file: PlanFile) -> None:
    stored = {session.number: session for session in plan.sessions.all()}
    ordered = sorted(file.sessions, key=lambda row: row.number)
    for number, group in groupby(ordered, key=lambda row: row.number):
        rows = list(group)
        session = stored.pop(number, None) or Session(plan=plan, number=number)
        session.name, session.planned_start = rows[0].name, min(row.starts_at for row in rows)
        session.save()
        _store_subjects(session, rows)
    for gone in stored.values():
        _take_away(gone)


def _store_subjects(session: Session, rows: Sequence[SessionRow]) -> None:
    stored = {subject.name: subject for subject in session.subjects.all()}
    for order, row in enumerate(rows, start=1):
        subject = stored.pop(row.subject, None) or Subject(session=session, name=row.subject)
        subject.order, subject.planned_start, subject.expected = order, row.starts_at, row.candidates
        subject.duration = timedelta(minutes=row.duration_min)
        subject.save()
    for gone in stored.values():
        _delete([gone.sittings.all(), Subject.objects.filter(pk=gone.pk)])


def _take_away(session: Session) -> None:
    _delete(
        [
            Sitting.objects.of(session),
            Candidate.objects.filter(session=session),
            Session.objects.filter(pk=session.pk),
        ]
    )


def _delete(querysets: Sequence[object]) -> None:
    try:
        for queryset in querysets:
            queryset.delete()  # type: ignore[attr-defined]  # querysets of several models
    except ProtectedError as fault:
        told = N_("Something is already registered for candidates of a session that this plan no longer has.")
        raise Refused("plan.in_use", told) from fault


def _record(actor: Actor, plan: Plan, changes: Sequence[Difference], source: Source, *, replaced: bool) -> None:
    record.append(
        "plan_replaced" if replaced else "plan_loaded",
        actor,
        chain=plan.room.chain,
        private={**source.private, "name": plan.name, "before": _side(changes, 0), "after": _side(changes, 1)},
        sha256=source.sha256,
        plan=plan.uuid,
        kind=plan.kind,
        sessions=plan.sessions.count(),
        differences=len(changes),
    )


def _side(changes: Sequence[Difference], side: int) -> str:
    told = {change.key: (change.before, change.after)[side] for change in changes}
    return msgspec.json.encode(told, order="sorted").decode() if told else ""
