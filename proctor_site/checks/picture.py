"""What the page 环境检测 shows of a room: single values, and a row for each seat."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import prefetch_related_objects
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


@dataclass(frozen=True)
class Drawn:
    """A row, and what of the seat it was drawn from: while that is the same the row is."""

    of: tuple[Any, ...]
    row: Row


def picture(room_uuid: UUID, drawn: dict[int, Drawn] | None = None) -> dict[str, Any]:
    """In a fixed number of queries. Rows in `drawn` that still hold are taken from it, new ones are put there.

    Raises `Room.DoesNotExist`.
    """
    room = Room.objects.get(uuid=room_uuid)
    run = CheckRun.objects.filter(room=room).first()
    seats = list(run.seats.order_by("number")) if run else []
    rows = _rows(run, seats, {} if drawn is None else drawn)
    asked = asked_of(room)
    wanted, plan = (run.wanted, run.of_plan) if run and not run.ended_at else (asked.requirements, asked.plan)
    return {
        "run": _run(run),
        "figures": figures(rows.values(), seats_of_room=room.seats.count()),
        "needs": {"plan": plan, "rows": words.needs(wanted)},
        "last": _last(room, run),
        "seats": rows,
    }


def _run(run: CheckRun | None) -> Row:
    if run is None:
        return {"state": "none"}
    state = "running" if run.ended_at is None else "stopped" if run.was_stopped else "ended"
    return {"state": state, "id": str(run.pk), "attempt": run.attempt, "started_at": to_ms(run.started_at)}


def _rows(run: CheckRun | None, seats: list[SeatCheck], drawn: dict[int, Drawn]) -> dict[int, Row]:
    """The words of 150 seats take a tenth of a second: only those are drawn that have changed."""
    stamps = {seat.number: (run and run.order, seat.state, seat.fault, seat.heard_at) for seat in seats}
    stale = [seat for seat in seats if seat.number not in drawn or drawn[seat.number].of != stamps[seat.number]]
    prefetch_related_objects(stale, "results")
    drawn.update({seat.number: Drawn(stamps[seat.number], row(seat)) for seat in stale})
    return {seat.number: drawn[seat.number].row for seat in seats}


def figures(rows: Iterable[Row], *, seats_of_room: int) -> Row:
    """Counts by state, and how many steps of all are done: a seat that has ended has none before it."""
    found = list(rows)
    counts = {str(state): sum(each["state"] == state for each in found) for state in State}
    ended = {State.PASSED, State.FAILED}
    done = sum(len(STEPS) if each["state"] in ended else sum(map(bool, each["cells"])) for each in found)
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
