"""What tests over sockets do and ask at the server's database, in another process (`tests.hands`)."""

from typing import Any

from formats.environment import STEPS, Measured
from journal.actor import system
from rooms.checks.models import CheckResult, CheckRun
from rooms.checks.operations import start_check
from rooms.checks.receiving import Said, receive_results
from rooms.models import Room

TEST = system("test")


def start(code: str) -> None:
    start_check(TEST, Room.objects.get(code=code))


def checked(code: str, measured: dict[str, Measured]) -> None:
    """A check has run, and each machine that is online measured this."""
    run = start_check(TEST, Room.objects.get(code=code))
    asked = run.seats.open().exclude(machine=None)
    receive_results([Said(seat.machine, run.order, step, measured[step]) for seat in asked for step in STEPS])  # type: ignore[arg-type]  # excluded above


def outcome(code: str) -> dict[str, Any] | None:
    """The last run once it has ended: states by seat, and steps measured."""
    run = CheckRun.objects.filter(room__code=code).ended().first()
    if run is None:
        return None
    seats = dict(run.seats.values_list("number", "fault"))
    return {"faults": seats, "steps": CheckResult.objects.filter(seat__run=run).count()}


def measured(code: str, number: int, step: str) -> dict[str, Any]:
    found = CheckResult.objects.get(seat__run__room__code=code, seat__number=number, step=step)
    return dict(found.measured)
