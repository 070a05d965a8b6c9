"""The five steps in their order, and where each stands in a room (B2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.models import Plan
from proctor_site.steps import environment, loading, parameters, sealing, seats
from proctor_site.steps.answers import Answer, Ground
from rooms.models import Room


@dataclass(frozen=True)
class Step:
    """`answer` is asked with the answers of the steps before it.

    `page` is the name of the page that does the step, empty while there is none; the bar is on it, on what
    lies below it, and on `also`.
    """

    code: str
    words: str | Promise
    answer: Callable[[Ground, Sequence[Answer]], Answer]
    page: str = ""
    also: tuple[str, ...] = ()


STEPS: Final = (
    Step("parameters", _("Room parameters"), parameters.answer, "steps:parameters", ("admin:rooms_room_changelist",)),
    Step(
        "seats",
        _("Seat management"),
        seats.answer,
        "seats:choose",
        ("admin:rooms_seat_changelist", "admin:rooms_machine_changelist"),
    ),
    Step("environment", _("Environment check"), environment.answer, "checks:environment"),
    Step("loading", _("Load the exam"), loading.answer, "loading:page", ("importing:upload", "seating:choose")),
    Step("sealing", _("Seal check"), sealing.answer, "checks:seal"),
)


def course(room: Room | None, now: datetime) -> list[Answer]:
    """The answer of each step, in order; a room that is not there yet has everything before it."""
    ground = _ground(room, now)
    answers: list[Answer] = []
    for step in STEPS:
        answers.append(step.answer(ground, answers))
    return answers


def _ground(room: Room | None, now: datetime) -> Ground:
    if room is None:
        return Ground(None, now)
    return Ground(room, now, room.seats.count(), list(Plan.objects.filter(room=room)))
