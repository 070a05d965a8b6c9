"""What goes wrong at the machines of a day, through what writes it down."""

from datetime import datetime

from exams.models import Sitting
from incidents.operations import note_outage
from journal import clock
from rooms.live.presence import Closed, Opened, write_edges
from tests.day import Day


def link_down(day: Day, *seats: int) -> None:
    """The links of these machines are gone; they were heard until now."""
    assert day.lease is not None
    write_edges(day.lease.pk, [Closed(day.machine(seat).pk, day.now) for seat in seats])


def link_up(day: Day, *seats: int) -> None:
    assert day.lease is not None
    machines = [day.machine(seat) for seat in seats]
    write_edges(day.lease.pk, [Opened(machine.pk, day.now, machine.address or "") for machine in machines])


def outage(
    sitting: Sitting, began: datetime, ended: datetime | None = None, *, cause: str = "stopped", key: str = "1"
) -> None:
    """As the machine that holds the sitting tells it."""
    assert sitting.holder_id is not None
    note_outage(
        sitting.holder_id,
        key=key,
        sitting_id=sitting.pk,
        epoch=sitting.epoch,
        cause=cause,
        began_at=began,
        ended_at=ended,
    )


def at(day: Day, hours: int, minutes: float = 0) -> datetime:
    """That time of day, and the clock is set to it."""
    day.at(hours, minutes)
    return clock.from_ms(day.ms())
