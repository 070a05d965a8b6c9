"""A check under way: what machines would say, said to the verbs."""

from typing import Any

from formats.environment import STEPS, Measured, Step
from rooms.checks.models import CheckRun, SeatCheck
from rooms.checks.receiving import Said, receive_results
from tests.day import Day

GOOD: dict[Step, Measured] = {
    "system": {"name": "Debian", "version": "12", "bits": 64},
    "cpu": {"cores": 4, "mhz": 2400},
    "memory": {"mb": 8200},
    "disk": {"free_mb": 105_000, "write_mb_s": 240},
    "screen": {"width": 1920, "height": 1080},
    "browser": {"name": "Chrome", "version": "120.0.1", "major": 120},
    "clock": {"error_ms": 270},
    "trip": {"us": 1200},
    "throughput": {"kbit_s": 94_000, "queued": 0},
    "software": {"wanted": 0, "count": 0, "missing": ""},
    "forbidden": {"count": 0, "running": ""},
    "firewall": {"state": "off"},
    "sleep": {"minutes": 0},
    "restore": {"marker": "m", "survived": 1, "boot": "b"},
    "input": {"count": 1, "names": "pinyin"},
    "isolation": {"isolated": 1},
}


def says(day: Day, run: CheckRun, *numbers: int, steps: tuple[Step, ...] = STEPS, **other: Measured) -> None:
    """The machines at these seats tell these steps; `other` is what they measure instead of what is well."""
    measured: dict[Any, Measured] = {**GOOD, **other}
    said = [Said(day.machine(number).pk, run.order, step, measured[step]) for number in numbers for step in steps]
    receive_results(said)


def seat(run: CheckRun, number: int) -> SeatCheck:
    return run.seats.get(number=number)


def states(run: CheckRun) -> dict[int, str]:
    return dict(run.seats.order_by("number").values_list("number", "state"))


def faults(run: CheckRun) -> dict[int, str]:
    return dict(run.seats.failed().order_by("number").values_list("number", "fault"))
