"""Step 2, 机位管理: the room has seats."""

from collections.abc import Sequence

from formats.refused import N_
from proctor_site.steps.answers import Answer, Ground, can_be_done, done, not_yet


def answer(ground: Ground, before: Sequence[Answer]) -> Answer:
    if not before[0].is_done:
        return not_yet("seats.parameters_first", N_("First finish step 1, Room parameters."))
    if not ground.seats:
        return can_be_done("seats.none", N_("There is no seat yet."))
    return done("seats.listed", N_("%(count)d seats"), count=ground.seats)
