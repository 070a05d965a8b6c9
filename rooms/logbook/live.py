"""What machines say of their own log. It waits for whatever else they say: a save never waits for it."""

import logging
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

from formats import messages
from formats.refused import N_, Refused
from rooms.live.database import in_database
from rooms.live.gather import Gather
from rooms.live.link import Link
from rooms.live.registry import on, welcome_contributors
from rooms.logbook.receiving import Told, receive_lines
from rooms.models import Machine

MOST_LINES_A_FRAME: Final = 200
AT_ONCE: Final = 1000
A_SECOND: Final = 20
log = logging.getLogger(__name__)


def register() -> None:
    """The handler registers itself when this module is imported; this adds from where a machine goes on."""
    welcome_contributors.append(_tell_position)


def _tell_position(machine: Machine, hello: messages.Hello, welcome: messages.Welcome) -> None:
    """A room that was put back from a backup gets again what it has lost."""
    last = machine.log_lines.order_by("-seq").values_list("seq", flat=True).first()
    welcome.logged = last or 0


class Allowance:
    """How many lines a link may still bring: a thousand at once, for a machine that was away, then 20 a second."""

    def __init__(self, now: float) -> None:
        self._left, self._at = float(AT_ONCE), now

    def take(self, count: int, now: float) -> bool:
        """Whether `count` lines are taken; they are counted only then."""
        self._left = min(float(AT_ONCE), self._left + (now - self._at) * A_SECOND)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True


_allowances: Final[WeakKeyDictionary[Link, Allowance]] = WeakKeyDictionary()


@on(messages.Log)
async def receive(link: Link, message: messages.Log) -> None:
    """Answered with `logged` once the lines are on the disk; the link goes on meanwhile."""
    if not 1 <= len(message.entries) <= MOST_LINES_A_FRAME:
        raise Refused("log.size", N_("Send 1 to %(most)d lines at once."), most=MOST_LINES_A_FRAME)
    now = monotonic()
    allowance = _allowances.get(link) or _allowances.setdefault(link, Allowance(now))
    if not allowance.take(len(message.entries), now):
        raise Refused("log.rate", N_("Too many lines. Send them later."))
    await _received.tell((link, message))


async def _receive_all(said: list[tuple[Link, messages.Log]]) -> list[Exception | None]:
    told = [Told(link.machine.id, message.entries, link.clock_offset_ms or 0) for link, message in said]
    kept = await in_database(receive_lines, told)
    for (link, message), is_kept in zip(said, kept, strict=True):
        link.send(messages.answer_to(message, _answer(message, is_kept=is_kept)))
    return [None] * len(said)


def _answer(message: messages.Log, *, is_kept: bool) -> messages.Frame:
    if is_kept:
        return messages.Logged(sequence=max(entry.seq for entry in message.entries))
    return messages.Refused(code="log.full", text="The room keeps no more lines of this machine.")


_received: Gather[tuple[Link, messages.Log], None] = Gather(_receive_all)
