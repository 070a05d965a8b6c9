"""The way to the server: how much goes through."""

import asyncio
from contextlib import suppress
from typing import Final, Protocol

from agent_client.http import Failed, Poured
from formats.environment import STEP_WITHIN_S, TRANSFER_PATH, Measured

BUSY: Final = frozenset({429, 503})
SLOW_KBIT_S: Final = 40_000
TRIES: Final = 3
WITHIN_S: Final = STEP_WITHIN_S - 2


class Source(Protocol):
    """What a machine fetches from."""

    async def pour_away(self, url: str) -> Poured: ...


async def throughput(http: Source) -> Measured:
    """In kbit/s; unknown when the server has too many waiting, which is no fault of this machine.

    What came slowly is fetched again, and the best counts: a whole room measures at once, and what is meant is the
    way, not the crowd. Raises `TimeoutError` when nothing has come.
    """
    best: Measured | None = None
    with suppress(TimeoutError):
        async with asyncio.timeout(WITHIN_S):
            for _ in range(TRIES):
                found = await _measured(http)
                best = _better(best or found, found)
                if not _is_slow(found):
                    break
    if best is None:
        raise TimeoutError
    return best


def _is_slow(found: Measured) -> bool:
    return found["kbit_s"] is not None and int(found["kbit_s"]) < SLOW_KBIT_S


async def _measured(http: Source) -> Measured:
    try:
        poured = await http.pour_away(TRANSFER_PATH)
    except Failed as fault:
        if fault.status in BUSY:
            return {"kbit_s": None, "queued": None}
        raise
    return {"kbit_s": round(poured.size * 8 / 1000 / max(0.000_1, poured.seconds)), "queued": poured.place}


def _better(first: Measured, second: Measured) -> Measured:
    return max(first, second, key=lambda each: int(each["kbit_s"] or 0))
