"""Which changes count by themselves, and which wait for the proctor (E24): times in ms, T0 is 0."""

import pytest

from exams.answers.timely import GRACE_MS, TOLERANCE_MS, Cut, Made, Times, is_late, overdue, was_cut_off

END = 5_400_000
TIMES = Times(began=0, deadlines={1: END})
LONGER = Times(began=0, deadlines={1: END, 2: END + 600_000})
STANDING = Times(began=0, deadlines={1: END, 2: None})
GOES_ON = Times(began=0, deadlines={1: END, 2: None, 3: END + 300_000})


@pytest.mark.parametrize(
    ("at", "version", "times", "now", "late"),
    [
        (1_000, 1, TIMES, 1_500, False),
        (END, 1, TIMES, END + 1_000, False),
        (END + 1, 1, TIMES, END + 1_000, True),
        (-TOLERANCE_MS, 1, TIMES, 10, False),
        (-TOLERANCE_MS - 1, 1, TIMES, 10, True),
        (3_000 + TOLERANCE_MS, 1, TIMES, 3_000, False),
        (3_001 + TOLERANCE_MS, 1, TIMES, 3_000, True),
        (1_000, 1, Times(deadlines={1: END}), 1_500, True),
        (1_000, 1, Times(began=0, closed=2_000, deadlines={1: END}), 3_000, False),
        (2_001, 1, Times(began=0, closed=2_000, deadlines={1: END}), 3_000, True),
        (END + 1, 1, LONGER, END + 2_000, True),
        (END + 1, 2, LONGER, END + 2_000, False),
        (END + 1, 2, STANDING, END + 2_000, False),
        (END + 300_001, 2, GOES_ON, END + 300_002, True),
        (END, 7, TIMES, END + 1_000, False),
        (END + 1, 7, TIMES, END + 1_000, True),
        (END, 0, TIMES, END + 1_000, False),
    ],
)
def test_what_was_made_outside_its_time_is_late(at: int, version: int, times: Times, now: int, late: bool):
    assert is_late(Made(at, version), times, now) is late


@pytest.mark.parametrize(("n", "late"), [(12, False), (13, True)])
def test_what_is_numbered_after_a_hand_in_was_made_after_it(n: int, late: bool):
    handed_in = Times(began=0, closed=2_000, handed_in=12, deadlines={1: END})

    assert is_late(Made(1_000, 1, n), handed_in, 3_000) is late


@pytest.mark.parametrize(
    ("version", "times", "now", "due"),
    [
        (1, TIMES, END + GRACE_MS, None),
        (1, TIMES, END + GRACE_MS + 1, END),
        (2, LONGER, END + GRACE_MS + 1, None),
        (2, STANDING, END * 2, None),
    ],
)
def test_what_arrives_more_than_a_minute_after_its_deadline_needs_an_excuse(
    version: int, times: Times, now: int, due: int | None
):
    assert overdue(Made(END, version), times, now) == due


@pytest.mark.parametrize(
    ("opened", "cuts", "excused"),
    [
        (END + 900_000, [Cut(END - 5_000, END + 900_000)], True),
        (END + 900_000, [Cut(END - 5_000, None)], True),
        (END + 900_000, [Cut(END, None)], True),
        (END + 900_000, [Cut(END + 1, END + 900_000)], False),
        (END + 900_000, [], False),
        (END + 900_000, [Cut(END - 9_000, END - 5_000)], False),
        (END + 900_000, [Cut(END - 5_000, END + 400_000), Cut(END + 430_000, END + 900_000)], True),
        (END + 900_000, [Cut(END - 5_000, END + 400_000), Cut(END + 461_000, END + 900_000)], False),
        (END + 900_000, [Cut(END + 430_000, None), Cut(END - 5_000, END + 400_000)], True),
        (END + 900_000, [Cut(END - 5_000, END + 400_000), Cut(END + 430_000, END + 800_000)], False),
    ],
)
def test_a_link_that_was_down_at_the_deadline_and_since_excuses(opened: int, cuts: list[Cut], excused: bool):
    assert was_cut_off(END, opened, cuts) is excused
