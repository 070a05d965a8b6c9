"""What somebody reported once, and is over by itself: the candidate has handed in, or has been resumed since."""

from collections.abc import Collection
from typing import Final

from exams.models import Sitting
from rooms.guards import enrolment_is_closed
from rooms.models import Matter, Room
from rooms.operations import end_matters

OF_A_SITTING: Final = ("second_machine", "other_seat", "hand_raised", "package_waiting")
WAITING_PACKAGE: Final = "package_waiting"
UNKNOWN_MACHINE: Final = "enrolment_closed"


def end_what_is_over() -> None:
    _end([*_of_sittings(), *_of_machines()])


def _of_sittings() -> list[Matter]:
    reported = list(Matter.objects.open().filter(kind__in=OF_A_SITTING, sitting__isnull=False))
    if not reported:
        return []
    wanted = {matter.sitting for matter in reported if matter.sitting}
    sittings = {sitting.pk: sitting for sitting in Sitting.objects.filter(pk__in=wanted).select_related("session")}
    return [matter for matter in reported if matter.sitting and _is_over(matter, sittings.get(matter.sitting))]


def _is_over(matter: Matter, sitting: Sitting | None) -> bool:
    if sitting is None or sitting.state in Sitting.State.settled() or sitting.session.ended_at is not None:
        return True
    return matter.kind == WAITING_PACKAGE and sitting.epoch > matter.values.get("epoch", sitting.epoch)


def _of_machines() -> list[Matter]:
    """Who waits outside may come in by itself once no session runs."""
    waiting = Matter.objects.open().filter(kind=UNKNOWN_MACHINE).select_related("room")
    return [matter for matter in waiting if not enrolment_is_closed(matter.room)]


def _end(matters: Collection[Matter]) -> None:
    by_room: dict[int, list[int]] = {}
    for matter in matters:
        by_room.setdefault(matter.room_id, []).append(matter.pk)
    for room in Room.objects.filter(pk__in=by_room):
        end_matters(room, by_room[room.pk])
