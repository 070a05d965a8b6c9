"""What was set aside of a candidate's answers, for the matter and the panel of the candidate (F4)."""

from datetime import datetime
from typing import Any

from exams.answers.aside import Aside, set_aside
from exams.models import Sitting


def aside_of(sitting: Sitting, now: datetime) -> dict[str, Any]:
    """By login: the seat it was at, how many changes of which questions, made from when to when."""
    seats = dict(sitting.claims.values_list("epoch", "seat_number"))
    return {"aside": [_told(each, seats) for each in set_aside(sitting.pk)]}


def _told(aside: Aside, seats: dict[int, int | None]) -> dict[str, Any]:
    return {
        "epoch": aside.epoch,
        "seat": seats.get(aside.epoch),
        "standing": aside.standing,
        "changes": aside.changes,
        "questions": list(aside.questions),
        "began": aside.began,
        "ended": aside.ended,
    }
