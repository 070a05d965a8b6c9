"""What was lost in the real room, and giving it back, in another process (`tests.hands`)."""

from incidents import losses
from incidents import operations as incidents
from journal import clock
from tests.agent_room.acts import proctor, sitting


def causes(number: int) -> list[tuple[str, bool]]:
    """(cause, over) of each loss that is sure."""
    found = losses.unsettled(sitting(number), clock.now())
    return [(loss.cause, loss.ended_at is not None) for loss in found if loss.is_sure]


def give_all_back(number: int) -> int:
    """In milliseconds."""
    now = clock.now()
    entries = [
        entry
        for loss in losses.unsettled(sitting(number), now)
        for entry in incidents.give_back(proctor(), sitting(number), began_at=loss.began_at, until=now, reason="cut")
    ]
    return sum(entry.ms or 0 for entry in entries)
