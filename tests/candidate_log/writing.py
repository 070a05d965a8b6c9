"""What machines write into their logs on a day."""

from datetime import timedelta

from formats.messages import LogEntry
from journal import clock
from rooms.logbook.receiving import Told, receive_lines
from tests.day import Day


def machine_writes(day: Day, seat: int, code: str, *, ahead: timedelta = timedelta(), **values: int | str) -> None:
    """One line, now, of the machine at that seat, whose clock is `ahead` of the server's."""
    machine = day.machine(seat)
    last = machine.log_lines.order_by("-seq").values_list("seq", flat=True).first() or 0
    at = clock.to_ms(day.now + ahead)
    entry = LogEntry(seq=last + 1, at=at, server_at=clock.to_ms(day.now), code=code, values=dict(values))
    receive_lines([Told(machine.pk, [entry], 0)])
