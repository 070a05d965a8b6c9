"""What machines say of their check."""

from typing import Final

from formats import messages
from rooms.checks.receiving import Said, receive_results
from rooms.live.database import in_database
from rooms.live.gather import Gather
from rooms.live.link import Link
from rooms.live.registry import on

MOST_AT_ONCE: Final = 300


def register() -> None:
    """What stands below was registered when this module was imported."""


@on(messages.Check)
async def check(link: Link, message: messages.Check) -> None:
    """A whole room tells its steps at once, hence together; the link goes on meanwhile, for a machine whose beats
    wait behind its own check seems to be offline.
    """
    await _received.tell(Said(link.machine.id, message.run, message.step, message.measured))


async def _receive_all(said: list[Said]) -> list[Exception | None]:
    await in_database(receive_results, said)
    return [None] * len(said)


_received: Gather[Said, None] = Gather(_receive_all, MOST_AT_ONCE)
