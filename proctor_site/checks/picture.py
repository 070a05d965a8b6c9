"""What the page 环境检测 shows of a room: single values, and a row for each seat."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import pgettext

from formats.environment import STEPS, Step
from journal.clock import to_ms
from proctor_site.checks import words
from rooms.checks.asking import asked_of
from rooms.checks.models import CheckResult, CheckRun, SeatCheck
from rooms.models import Room

State = SeatCheck.State
Row = dict[str, Any]
LOOKS = {State.WAITING: "idle", State.CHECKING: "in", State.PASSED: "ok", State.FAILED: "fail"}


def picture(room_uuid: UUID) -> dict[str, Any]:
    """In a fixed number of queries. Raises `Room.DoesNotExist`."""
    room = Room.objects.get(uuid=room_uuid)
    run = CheckRun.objects.filter(room=room).first()
    seats = list(run.seats.prefetch_related("results").order_by("number")) if run else []
    asked = asked_of(room)
    wanted, plan = (run.wanted, run.of_plan) if run and not run.ended_at else (asked.requirements, asked.plan)
    return {
        "run": _run(run),
        "figures": figures(seats, seats_of_room=room.seats.count()),
        "needs": {"plan": plan, "rows": words.needs(wanted)},
        "last": _last(room, run),
        "seats": {seat.number: row(seat) for seat in seats},
    }


def _run(run: CheckRun | None) -> Row:
    if run is None:
        return {"state": "none"}
    state = "running" if run.ended_at is None else "stopped" if run.was_stopped else "ended"
    return {"state": state, "id": str(run.pk), "attempt": run.attempt, "started_at": to_ms(run.started_at)}


def figures(seats: Iterable[SeatCheck], *, seats_of_room: int) -> Row:
    """Counts by state, and how many steps of all are done: a seat that has ended has none before it."""
    found = list(seats)
    counts = {str(state): sum(seat.state == state for seat in found) for state in State}
    done = sum(len(STEPS) if not seat.is_open else seat.results.count() for seat in found)
    return {**counts, "seats": len(found), "done": done, "steps": len(found) * len(STEPS), "room": seats_of_room}


def _last(room: Room, run: CheckRun | None) -> Row | None:
    """The last run that has ended."""
    if run and run.ended_at is None:
        run = CheckRun.objects.filter(room=room).ended().first()
    if run is None or run.ended_at is None:
        return None
    return {
        "at": f"{localtime(run.ended_at):%Y-%m-%d %H:%M:%S}",
        "seats": run.seats.count(),
        "passed": run.seats.passed().count(),
    }


# --- one seat
def row(seat: SeatCheck) -> Row:
    results = {result.step: result for result in seat.results.all()}
    return {
        "number": seat.number,
        "seat": seat.shown,
        "name": seat.hostname or seat.ip,
        "state": seat.state,
        "look": LOOKS[State(seat.state)],
        "word": word(seat, len(results)),
        "cells": [_cell(results.get(step)) for step in STEPS],
        "why": reasons(seat, results),
    }


def word(seat: SeatCheck, told: int) -> str:
    match State(seat.state):
        case State.CHECKING:
            return f"{told} / {len(STEPS)}"
        case State.FAILED if seat.fault in words.NO_ANSWER:
            return pgettext("check", "no answer")
        case State.FAILED if seat.fault == "stopped":
            return pgettext("check", "stopped")
    return str(seat.get_state_display())


def _cell(result: CheckResult | None) -> list[str] | None:
    """Verdict, words, and what there is more to say."""
    if result is None:
        return None
    step = cast(Step, result.step)
    behind = words.why(step, result.code, result.values) or words.more(step, result.measured)
    return [result.verdict, words.cell(step, result.measured), behind]


def reasons(seat: SeatCheck, results: dict[str, CheckResult]) -> list[str]:
    """Why the seat has failed, one sentence each."""
    failed = [results[step] for step in STEPS if step in results and results[step].verdict == "fail"]
    told = [words.fault(seat.fault), *(words.why(cast(Step, each.step), each.code, each.values) for each in failed)]
    return [sentence for sentence in told if sentence]
