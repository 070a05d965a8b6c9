"""Every operation of the control room is taken through its page in Chromium, with real daemons behind it."""

from typing import Final

from tests.operations import test_before_and_after, test_codes, test_faults, test_formal, test_mock
from tests.operations.steps import table

# E1–E24, M1–M3, F1–F11, F13 and F14 of docs/requirements.md, and the pages of preparation and management
NUMBERS: Final = (
    *(f"E{number}" for number in range(1, 25)),
    *(f"M{number}" for number in range(1, 4)),
    *(f"F{number}" for number in (*range(1, 12), 13, 14)),
    *("B8", "B11", "S2", "S3", "S4", "S5"),
)
WALKS: Final = (test_formal, test_faults, test_codes, test_mock, test_before_and_after)


def test_every_operation_is_taken_in_a_walk():
    taken = table(step for walk in WALKS for step in walk.STEPS)

    assert sorted(taken) == sorted(NUMBERS)
    assert [number for number, places in taken.items() if not places] == []


def test_no_step_is_left_out_of_its_walk():
    written = {walk: {one.name for one in vars(walk).values() if hasattr(one, "take")} for walk in WALKS}

    assert written == {walk: {step.name for step in walk.STEPS} for walk in WALKS}
