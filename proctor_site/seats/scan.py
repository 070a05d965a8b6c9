"""自动扫描 as the page shows it before anything is numbered (B5)."""

from typing import Any

from django.utils.translation import gettext as _

from proctor_site.seats.acts import ScanBody
from rooms.models import Room
from rooms.operations import plan_numbers
from rooms.operations.scanning import Numbered


def preview(room: Room, asked: ScanBody) -> list[dict[str, Any]]:
    """The chosen machines in order, each with its number and what stands against it."""
    waiting = room.machines.without_seat().filter(pk__in=asked.machines)
    return [_row(each) for each in plan_numbers(room, waiting, asked.rule)]


def _row(each: Numbered) -> dict[str, Any]:
    return {
        "machine": str(each.machine.pk),
        "number": each.row.number,
        "why": each.refused.say(_) if each.refused else "",
        "confirm": each.to_confirm,
        "by_number": each.is_number_refused,
    }
