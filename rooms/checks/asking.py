"""What a check asks of the machines of a room: a plan's requirements, else the room's own, else the defaults (B8)."""

from collections.abc import Callable
from dataclasses import dataclass

from formats.environment import Requirements
from rooms.checks.models import CheckDefaults
from rooms.models import Room


@dataclass(frozen=True)
class Asked:
    """`plan` is the name of the plan that asks it; empty when it is the room's own."""

    requirements: Requirements
    plan: str = ""


sources: list[Callable[[Room], Asked | None]] = []  # higher apps add who knows a plan


def asked_of(room: Room) -> Asked:
    found = next((asked for source in sources if (asked := source(room))), None)
    return found or Asked(own_of(room))


def own_of(room: Room) -> Requirements:
    """What was edited for this room, or what holds everywhere."""
    stored = CheckDefaults.objects.filter(room=room).first()
    return stored.wanted if stored else Requirements()
