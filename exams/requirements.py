"""What the plans of a room ask of its machines (B8), and a digest of it for a check to keep (B2)."""

from typing import Final

import msgspec

from exams.models import Plan
from formats.plan import MACHINE, MachineRequirement, PlanFile, Program
from rooms.digests import digest
from rooms.models import Room


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine must be and hold, and what must not run on it."""

    machine: tuple[MachineRequirement, ...] = MACHINE
    software: tuple[Program, ...] = ()
    forbidden: tuple[Program, ...] = ()

    @property
    def digest(self) -> str:
        """Numbers as text: 4 and 4.0 ask for the same, and the canonical form holds whole numbers only."""
        return digest(_as_text(msgspec.to_builtins(self)))


DEFAULTS: Final = Requirements()  # what holds until a plan is loaded


def requirements_of(room: Room) -> Requirements | None:
    """Of the plan that was loaded last and still has a session to come; None as long as there is none."""
    plan = Plan.objects.filter(room=room, sessions__ended_at__isnull=True).order_by("-loaded_at", "-pk").first()
    return of_plan(plan.file) if plan else None


def of_plan(file: PlanFile) -> Requirements:
    return Requirements(machine=file.machine, software=file.software, forbidden=file.forbidden)


def _as_text(value: object) -> object:
    match value:
        case dict():
            return {key: _as_text(item) for key, item in value.items()}
        case list() | tuple():
            return [_as_text(item) for item in value]
        case int() | float():
            return f"{value:g}"
    return value
