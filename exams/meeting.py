"""Sessions of several plans of a room that overlap in time: only one of them can be held (B10)."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

from exams.models import Plan
from formats.plan import meeting


class Other(NamedTuple):
    """A session of another plan."""

    plan: Plan
    number: int


def met_by(plans: Sequence[Plan]) -> dict[tuple[int, int], list[Other]]:
    """For each (plan, session number) that overlaps others, these; reads nothing."""
    found: dict[tuple[int, int], list[Other]] = defaultdict(list)
    for plan, other in permutations(plans, 2):
        for row, against in meeting(plan.file, other.file):
            found[plan.pk, row.number].append(Other(other, against.number))
    return found
