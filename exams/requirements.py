"""What the plans of a room ask of its machines (B8); its digest is for a check to keep (B2)."""

from typing import Final

from exams.models import Plan
from formats.environment import Requirements, of_plan
from rooms.checks import asking
from rooms.checks.asking import Asked
from rooms.models import Room

__all__ = ["DEFAULTS", "Requirements", "of_plan", "register", "requirements_of"]

DEFAULTS: Final = Requirements()  # what holds until a plan is loaded


def register() -> None:
    asking.sources.append(_asked)


def requirements_of(room: Room) -> Requirements | None:
    """Of the plan that was loaded last and still has a session to come; None as long as there is none."""
    found = _asked(room)
    return found.requirements if found else None


def _asked(room: Room) -> Asked | None:
    plan = Plan.objects.filter(room=room, sessions__ended_at__isnull=True).order_by("-loaded_at", "-pk").first()
    return Asked(of_plan(plan.file), plan.name) if plan else None
