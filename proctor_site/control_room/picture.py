"""The facts as the page gets them: plain values by key, the same for every reader."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from exams.models import Sitting
from exams.thresholds import thresholds_of
from incidents.losses import Loss
from incidents.models import CodeRequest, Interruption
from incidents.operations.codes import has_key
from incidents.operations.late_candidates import needs_late_code
from journal.clock import to_ms
from journal.models import Event
from proctor_site.control_room.facts import Facts, SittingFacts
from proctor_site.control_room.measured import measured, shown
from proctor_site.control_room.people_facts import people_counts
from proctor_site.control_room.tools import tools
from rooms.models import Matter, Seat

Rows = dict[Any, dict[str, Any]]
State = Sitting.State
SLOW_AFTER = timedelta(seconds=60)


def picture(facts: Facts) -> dict[str, Any]:
    """The whole board: single values by name, rows by their key."""
    return {
        "session": _session(facts),
        "tools": tools(facts),
        "counts": counts(facts),
        "lamps": _lamps(facts),
        "sittings": {str(row.sitting.pk): _row(row, facts) for row in facts.sittings},
        "seats": {row["number"]: row for row in _seats(facts)},
        "matters": {row["id"]: row for row in map(_matter, facts.matters)},
        "codes": {row["id"]: row for row in map(_code, facts.codes)},
        "feed": {row["n"]: row for row in (_feed_line(event, facts) for event in facts.feed)},
    }


def counts(facts: Facts) -> dict[str, int]:
    """应到 = 未登录 + 已登录 + 考试中 + 已交卷 + 缺考 at every moment; the others count persons."""
    rows = facts.sittings
    by_state = {str(state): len(facts.in_state(state)) for state in State.values}
    return {
        "expected": len(rows),
        **by_state,
        "extra_time": sum(1 for row in rows if (row.extra_ms or row.credit_ms) and row.sitting.state != State.ABSENT),
        "violation": sum(1 for row in rows if row.violations),
        "resume": sum(1 for row in rows if row.resumes),
        "offline": sum(1 for row in rows if row.sitting.state in State.entered() and not _online(row, facts.now)),
        **people_counts(facts.people),
        "all": len(rows),
    }


def _session(facts: Facts) -> dict[str, Any]:
    session, rules = facts.session, facts.session.rules
    longest = max((row.sitting.subject.duration for row in facts.sittings), default=timedelta())
    opens, closes = session.window(rules.start_before_min, rules.start_after_min)
    end = session.start_at + longest if session.start_at else None
    return {
        "uuid": str(session.uuid),
        "number": session.number,
        "name": session.name,
        "room": session.room.code,
        "plan": session.plan.name,
        "kind": session.plan.kind,
        "phase": str(session.phase(facts.now)),
        "planned_start": to_ms(session.planned_start),
        "planned_end": to_ms(session.planned_start + longest),
        "authorised_at": _ms(session.authorised_at),
        "login_allowed_at": _ms(session.login_allowed_at),
        "start_at": _ms(session.start_at),
        "ended_at": _ms(session.ended_at),
        "reported_at": _ms(session.reported_at),
        "authorise_from": to_ms(session.window(rules.auth_before_min)[0]),
        "login_from": to_ms(session.window(rules.login_before_min)[0]),
        "start_from": to_ms(opens),
        "start_until": to_ms(closes),
        "late_limit_at": _ms(session.after_start(rules.late_limit_min)),
        "earliest_submit_at": _ms(session.after_start(rules.earliest_submit_min)),
        "end_at": _ms(end),
        "countdown_ms": round(rules.countdown_sec * 1000),
        "zone": rules.timezone,
        "questions": facts.questions,
        "subjects": sorted({row.sitting.subject.name for row in facts.sittings}),
        "extra": {
            "allowed": rules.allow_extra_time,
            "free_minutes": rules.free_extra_minutes,
            "most_minutes": rules.max_extra_minutes,
        },
        "codes": {
            "usable": has_key(session),
            "by": rules.code_policy,
            "valid_minutes": int(rules.code_valid_min),
        },
        "reset_allowed": rules.allow_reset,
        "login_after_check": rules.login_after_check,
        "thresholds": asdict(thresholds_of(session)),
        "credit_needs_code": rules.credit_needs_code,
        "interruptions": [_interruption(each) for each in facts.interruptions],
        "administrator": session.administrator,
        "administrator_phone": session.administrator_phone,
        "invigilators": session.invigilators,
        "authorization": _authorization(facts),
        "automation": _automation(facts),
    }


def _automation(facts: Facts) -> dict[str, bool] | None:
    """自动登录 and 自动作答; None in a formal exam."""
    if not facts.session.plan.is_mock:
        return None
    found = facts.automation
    return {"log_in": bool(found and found.logs_in), "answer": bool(found and found.answers)}


def _interruption(interruption: Interruption) -> dict[str, Any]:
    return {
        "id": interruption.pk,
        "since": to_ms(interruption.began_at),
        "text": interruption.text,
        "whole_room": interruption.whole_room,
        "sittings": sorted(str(sitting.pk) for sitting in interruption.sittings.all()),
    }


def _authorization(facts: Facts) -> dict[str, Any] | None:
    """What the test centre permits, for its dialog (E5); None where the room authorises itself."""
    if not facts.session.plan.is_from_centre:
        return None
    found = facts.authorization
    if found is None:
        return {"here": False}
    return {
        "here": True,
        "session": found.session_name,
        "subjects": [[subject.name, subject.candidates] for subject in found.subjects],
        "valid_from": found.valid_from,
        "valid_until": found.valid_until,
    }


def _row(row: SittingFacts, facts: Facts) -> dict[str, Any]:
    return {**_sitting(row, facts.now), **facts.people.get(row.sitting.pk, {})}


def _sitting(row: SittingFacts, now: datetime) -> dict[str, Any]:
    sitting, person = row.sitting, row.sitting.candidate
    return {
        "id": str(sitting.pk),
        "ticket": person.ticket,
        "name": person.name,
        "sequence": person.sequence,
        "subject": sitting.subject.name,
        "seat": row.seat.number if row.seat else None,
        "planned_seat": person.seat_number,
        "machine": str(sitting.holder_id) if sitting.holder_id else None,
        "ip": (row.presence and row.presence.address) or "",
        "state": sitting.state,
        "online": None if sitting.logged_in_at is None else _online(row, now),
        "link_since": _link_since(row, now),
        "deadline": _ms(sitting.deadline),
        "remaining_ms": sitting.remaining_ms,
        "deadline_version": sitting.deadline_version,
        "deadline_seen": sitting.deadline_seen,
        "saved_at": _ms(sitting.last_saved_at),
        "answered": sitting.answered,
        "extra_ms": row.extra_ms,
        "credit_ms": row.credit_ms,
        "violations": row.violations,
        "resumes": row.resumes,
        "locked": {"id": row.lock.pk, "text": row.lock.text, "at": to_ms(row.lock.at)} if row.lock else None,
        "interrupted": row.interrupted,
        "losses": [_loss(loss) for loss in row.losses],
        "moves_to": sitting.moves_to,
        "rules_read": sitting.rules_read_at is not None,
        "logged_in_at": _ms(sitting.logged_in_at),
        "began_at": _ms(sitting.began_at),
        "closed_at": _ms(sitting.closed_at),
        "submitted_by": sitting.submitted_by,
        "collected": sitting.collected_at is not None,
        "large_type": person.large_type,
        "accommodation_ms": sitting.accommodation // timedelta(milliseconds=1),
        "resumable": sitting.state in State.entered() and sitting.holder_id is not None,
        "late": needs_late_code(sitting, now),
    }


def _loss(loss: Loss) -> dict[str, Any]:
    """What is lost and not settled; without an end it goes on, and what is not sure is only known from the link (F2)."""
    return {
        "cause": loss.cause,
        "began": to_ms(loss.began_at),
        "ended": _ms(loss.ended_at),
        "sure": loss.is_sure,
    }


def _online(row: SittingFacts, now: datetime) -> bool:
    return row.presence is not None and row.presence.is_online(now)


def _link_since(row: SittingFacts, now: datetime) -> int | None:
    if row.presence is None:
        return _ms(row.resumed_at)
    return to_ms(
        row.presence.opened_at if row.presence.is_online(now) else row.presence.closed_at or row.presence.seen_at
    )


def _seats(facts: Facts) -> list[dict[str, Any]]:
    held = {row.sitting.holder_id: str(row.sitting.pk) for row in facts.sittings if row.sitting.holder_id}
    return [_seat(seat, held, facts.now) for seat in facts.seats]


def _seat(seat: Seat, held: dict[Any, str], now: datetime) -> dict[str, Any]:
    presence = getattr(seat.machine, "presence", None)
    return {
        "number": seat.number,
        "machine": str(seat.machine_id) if seat.machine_id else None,
        "hostname": seat.machine.hostname if seat.machine else seat.hostname,
        "ip": seat.ip,
        "online": presence is not None and presence.is_online(now),
        "ui_on": bool(seat.machine and seat.machine.ui_on),
        "screen": presence.screen if presence else "",
        "shown": shown(presence),
        "sitting": held.get(seat.machine_id),
        "measured": measured(seat.machine, presence),
    }


def _lamps(facts: Facts) -> dict[str, Any]:
    slow = sum(1 for row in facts.in_state(State.IN_EXAM) if _slow(row.sitting, facts.now))
    return {
        "authorised": "ok" if facts.session.authorised_at else "off",
        "centre": facts.contact.lamp,
        "centre_fault": facts.contact.fault,
        "saving": {"state": "slow" if slow else "ok", "count": slow},
    }


def _slow(sitting: Sitting, now: datetime) -> bool:
    last = sitting.last_saved_at or sitting.began_at
    return last is not None and now - last > SLOW_AFTER


def _matter(matter: Matter) -> dict[str, Any]:
    seat = getattr(matter.machine, "seat", None)
    return {
        "id": matter.pk,
        "kind": matter.kind,
        "since": matter.values.get("since") or to_ms(matter.opened_at),
        "seats": [seat.number] if seat else [],
        "sittings": [str(matter.sitting)] if matter.sitting else [],
        "values": matter.values,
        "taken": {"by": matter.taken_by_id, "name": matter.taken_name} if matter.taken_name else None,
    }


def _code(request: CodeRequest) -> dict[str, Any]:
    """What is told to the centre by telephone, and for whom it is."""
    return {
        "id": request.pk,
        "kind": request.kind,
        "minutes": request.minutes,
        "count": request.count,
        "tickets": request.tickets,
        "challenge": request.challenge,
        "sittings": sorted(str(sitting.pk) for sitting in request.sittings.all()),
        "since": to_ms(request.at),
        "tries_left": request.tries_left,
    }


def _feed_line(event: Event, facts: Facts) -> dict[str, Any]:
    body = json.loads(event.body)
    who = next((private.value for private in event.private_values.all() if private.key == "actor"), "")
    return {
        "n": event.number,
        "at": to_ms(event.at),
        "code": event.code,
        "sitting": str(event.sitting) if event.sitting else None,
        "seat": body["values"].get("seat"),
        "who": who,
        "values": {key: value for key, value in body["values"].items() if key != "seat"},
    }


def _ms(moment: datetime | None) -> int | None:
    return to_ms(moment) if moment else None
