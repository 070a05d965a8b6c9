"""Loading a plan, which brings its room (T2)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from centre.models import IssuedAuthorization, Plan, Room
from centre.operations.identity import adopt
from centre.operations.rooms import add_room
from centre.operations.source import BY_HAND, Source
from centre.rights import require
from formats.plan import PlanFile, SessionRow, meeting, to_json
from formats.refused import N_, Fault, Refused
from journal import clock, record
from journal.actor import Actor


# --- questions
def plan_of(file: PlanFile) -> Plan | None:
    """The stored plan that `file` would replace: of the same name and kind in the same room."""
    rules = file.rules
    return Plan.objects.filter(room__code=rules.room_code, name=rules.exam_name, kind=rules.mode).first()


def meeting_faults(file: PlanFile) -> list[Fault]:
    """Warnings of sessions that overlap with those of another plan for the same room."""
    told = N_(
        "Session %(session)d (%(start)s) overlaps session %(other)d of the plan “%(plan)s” in the same room. "
        "Only one of them can be held; change a time or the room."
    )
    own, others = plan_of(file), Plan.objects.filter(room__code=file.rules.room_code)
    return [
        Fault(
            code="plan.meets_other",
            text=told,
            level="warning",
            values={
                "session": row.number,
                "start": f"{row.starts_at:%Y-%m-%d %H:%M}",
                "other": against.number,
                "plan": other.name,
            },
        )
        for other in others
        if other != own
        for row, against in meeting(file, other.file)
    ]


def released_faults(plan: Plan | None, sessions: Iterable[int]) -> list[Fault]:
    """A session whose papers are released stays as it is: the room has their keys and may begin without asking."""
    if plan is None:
        return []
    told = N_(
        "Session %(session)d was authorised at %(at)s: the room has the keys of its papers and may begin at any moment, "
        "also without a network. It can no longer be changed; if it must be, make a plan of another name."
    )
    issued = IssuedAuthorization.objects.filter(plan=plan, session__in=list(sessions))
    first = {each.session: each.issued_at for each in issued.order_by("-issued_at")}
    zone = ZoneInfo(plan.rules.timezone)
    return [
        Fault(
            code="plan.authorised",
            text=told,
            values={"session": number, "at": f"{first[number].astimezone(zone):%Y-%m-%d %H:%M}"},
        )
        for number in sorted(first)
    ]


def beginning_at(file: PlanFile, starts_at: datetime) -> PlanFile:
    """The plan with its first session at `starts_at`; the others keep their distance to it.

    Without a zone, `starts_at` is in the plan's.
    """
    zone = ZoneInfo(file.rules.timezone)
    starts_at = starts_at if starts_at.tzinfo else starts_at.replace(tzinfo=zone)
    try:
        by = starts_at - min(row.starts_at for row in file.sessions)
        return msgspec.structs.replace(file, sessions=tuple(_moved(row, by, zone) for row in file.sessions))
    except OverflowError as fault:
        raise Refused("plan.start", N_("This start is outside the calendar. Give the day of the exam.")) from fault


# --- the verb
def load_plan(
    actor: Actor, plan_file: PlanFile, *, starts_at: datetime | None = None, source: Source = BY_HAND
) -> Plan:
    """Store a plan, and make its room if there is none; a plan of the same name and kind is replaced.

    The first plan also tells an unnamed centre who it is. Candidates and papers of sessions that the new
    plan does not have are taken away. Raises `Refused` for another centre's plan, and once a session of
    it has been authorised; then nothing has changed.
    """
    require(actor, "centre.load")
    file = beginning_at(plan_file, starts_at) if starts_at else plan_file
    rules = file.rules
    with transaction.atomic():
        adopt(actor, rules.centre_code, rules.centre_name)
        room = Room.objects.filter(code=rules.room_code).first() or add_room(actor, rules.room_code)
        Room.objects.select_for_update().get(pk=room.pk)
        stored = plan_of(file)
        content = to_json(file).decode()
        if stored and stored.content == content:
            return stored
        for fault in released_faults(stored, (row.number for row in stored.file.sessions) if stored else ()):
            raise Refused(fault.code, fault.text, **fault.values)
        plan = stored or Plan(room=room, name=rules.exam_name, kind=rules.mode)
        before = plan.content
        plan.content, plan.loaded_at = content, clock.now()
        plan.__dict__.pop("file", None)
        plan.save()
        gone = _take_away(plan)
        record.append(
            "plan_replaced" if stored else "plan_loaded",
            actor,
            chain=room.chain,
            private={**source.private, "name": plan.name, "before": before},
            sha256=source.sha256,
            plan=plan.uuid,
            kind=plan.kind,
            sessions=len({row.number for row in file.sessions}),
            candidates_gone=gone,
        )
    return plan


def _moved(row: SessionRow, by: timedelta, zone: ZoneInfo) -> SessionRow:
    """In UTC: a clock that is put forward on the way is no part of the distance."""
    starts_at, ends_at = ((at.astimezone(UTC) + by).astimezone(zone) for at in (row.starts_at, row.ends_at))
    return msgspec.structs.replace(row, starts_at=starts_at, ends_at=ends_at)


def _take_away(plan: Plan) -> int:
    """What belongs to no subject of the plan any more; gives the number of candidates."""
    planned = {(row.number, row.subject) for row in plan.file.sessions}
    gone = [each.pk for each in plan.candidates.all() if (each.session, each.subject) not in planned]
    plan.candidates.filter(pk__in=gone).delete()
    papers = [each.pk for each in plan.papers.current() if (each.session, each.subject) not in planned]
    plan.papers.filter(pk__in=papers).update(is_current=False)
    return len(gone)
