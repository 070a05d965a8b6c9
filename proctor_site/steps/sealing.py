"""Step 5, 封场检测: everything before it holds, and a check of it all has passed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from exams.operations.seals import preparation_digest
from formats.refused import N_
from proctor_site.steps.answers import Answer, Ground, State, can_be_done, done, no_longer, not_yet
from rooms.models import Room


@dataclass(frozen=True)
class Seal:
    """The last seal check of a room; `preparation` is `preparation_digest` at that moment."""

    at: datetime
    passed: bool
    failed_lines: int
    preparation: str


last_seals: list[Callable[[Room], Seal | None]] = []  # who holds seal checks adds the question for a room's last one


def answer(ground: Ground, before: Sequence[Answer]) -> Answer:
    seal = _last_seal(ground.room)
    undone = [str(place) for place, each in enumerate(before, start=1) if not each.is_done]
    if undone:
        return _undone(", ".join(undone), seal)
    if seal is None or ground.room is None:
        return can_be_done("sealing.no_check", N_("Not checked yet."))
    if seal.preparation != preparation_digest(ground.room):
        return no_longer(
            "sealing.changed", N_("Seats or plans have changed since %(at)s. Check again."), at=_told(seal)
        )
    if not seal.passed:
        told = N_("%(lines)d lines failed, %(at)s")
        return Answer(State.OPEN, "sealing.failed", told, {"lines": seal.failed_lines, "at": _told(seal)})
    return done("sealing.passed", N_("Passed, %(at)s"), at=_told(seal))


def _last_seal(room: Room | None) -> Seal | None:
    return next((found for ask in last_seals if room and (found := ask(room))), None)


def _undone(steps: str, seal: Seal | None) -> Answer:
    if seal and seal.passed:
        return no_longer("sealing.steps_undone", N_("Step %(steps)s no longer holds. Then check again."), steps=steps)
    return not_yet("sealing.steps_first", N_("First finish step %(steps)s."), steps=steps)


def _told(seal: Seal) -> str:
    return f"{localtime(seal.at):%m-%d %H:%M}"
