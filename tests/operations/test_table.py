"""Every operation of the control room is taken through its page in Chromium, with real daemons behind it."""

from typing import Final

from tests.operations import (
    formal_course,
    formal_start,
    test_before_and_after,
    test_codes,
    test_faults,
    test_formal,
    test_mock,
)
from tests.operations.steps import Step, table

# E1–E24, M1–M3, F1–F11, F13 and F14 of docs/requirements.md, and the pages of preparation and management
NUMBERS: Final = (
    *(f"E{number}" for number in range(1, 25)),
    *(f"M{number}" for number in range(1, 4)),
    *(f"F{number}" for number in (*range(1, 12), 13, 14)),
    *("B8", "B11", "S2", "S3", "S4", "S5"),
)
WALKS: Final = (test_formal, test_faults, test_codes, test_mock, test_before_and_after)
MODULES: Final = (formal_start, formal_course, *WALKS)


def test_every_operation_is_taken_in_a_walk():
    taken = table(step for walk in WALKS for step in walk.STEPS)

    assert sorted(taken) == sorted(NUMBERS)


def test_no_step_is_left_out_of_its_walk():
    written = {each for module in MODULES for each in vars(module).values() if isinstance(each, Step)}

    assert written == {step for walk in WALKS for step in walk.STEPS}
