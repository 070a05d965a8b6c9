"""What the steps 3 and 5 are told of the last checks (B2)."""

from proctor_site.steps import environment, sealing
from rooms.checks.models import CheckRun, SealCheck
from rooms.models import Room


def register() -> None:
    environment.last_runs.append(last_run)
    sealing.last_seals.append(last_seal)


def last_run(room: Room) -> environment.Run | None:
    """Of the runs that have ended; a stopped one that left seats unchecked counts them as failed."""
    run = CheckRun.objects.filter(room=room).ended().first()
    if run is None or run.ended_at is None:
        return None
    failed = run.seats.failed().count()
    return environment.Run(run.ended_at, run.seats.count(), failed, run.seat_list, run.asked)


def last_seal(room: Room) -> sealing.Seal | None:
    check = SealCheck.objects.filter(room=room).first()
    if check is None:
        return None
    return sealing.Seal(check.at, check.passed, len(check.failed_lines), check.preparation)
