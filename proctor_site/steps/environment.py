"""Step 3, 环境检测: a run has ended, on the seats and against the requirements that still hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from exams.requirements import requirements_of
from formats.refused import N_
from proctor_site.steps.answers import Answer, Ground, can_be_done, done, no_longer, not_yet
from rooms.digests import seat_list_digest
from rooms.models import Room


@dataclass(frozen=True)
class Run:
    """The last run of a room that has ended. The digests are those of `rooms.digests` and `exams.requirements` at its start."""

    ended_at: datetime
    seats: int
    failed: int
    seat_list: str
    requirements: str


last_runs: list[Callable[[Room], Run | None]] = []  # who holds runs adds the question for a room's last one


def answer(ground: Ground, before: Sequence[Answer]) -> Answer:
    """Ticked when a run has ended, whatever number failed: that is said beside it."""
    room = ground.room
    if room is None or not ground.seats:
        return not_yet("environment.no_seat", N_("First add a seat in step 2."))
    run = next((found for ask in last_runs if (found := ask(room))), None)
    if run is None:
        return can_be_done("environment.no_run", N_("Not checked yet."))
    return _changed_since(room, run) or _ended(run)


def _changed_since(room: Room, run: Run) -> Answer | None:
    if seat_list_digest(room) != run.seat_list:
        told = N_("The seat list has changed since %(at)s. Check again.")
        return no_longer("environment.seats_changed", told, at=_clock_time(run.ended_at))
    wanted = requirements_of(room)
    if wanted and wanted.digest != run.requirements:
        told = N_("The plan asks other things of the machines than the check of %(at)s. Check again.")
        return no_longer("environment.requirements_changed", told, at=_clock_time(run.ended_at))
    return None


def _ended(run: Run) -> Answer:
    if run.failed:
        return done(
            "environment.some_failed", N_("%(failed)d failed, %(at)s"), failed=run.failed, at=_clock_time(run.ended_at)
        )
    return done("environment.passed", N_("All %(seats)d passed, %(at)s"), seats=run.seats, at=_clock_time(run.ended_at))


def _clock_time(at: datetime) -> str:
    return f"{localtime(at):%m-%d %H:%M}"
