"""The way to the server: how long a word takes, and how much goes through."""

import time
from typing import Final

from agent_client.http import Failed, Http
from formats.environment import TRANSFER_PATH, TRIP_PATH, Measured

TRIES: Final = 8
BUSY: Final = frozenset({429, 503})


async def trip(http: Http) -> Measured:
    """The best of eight round trips in µs: a whole room asks at once, and what is meant is the way, not the crowd.

    One before them opens the connection and does not count.
    """
    await http.get(TRIP_PATH)
    return {"us": round(min([await _once(http) for _ in range(TRIES)]) * 1e6)}


async def _once(http: Http) -> float:
    began = time.perf_counter()
    await http.get(TRIP_PATH)
    return time.perf_counter() - began


async def throughput(http: Http) -> Measured:
    """In kbit/s; unknown when the server has too many waiting, which is no fault of this machine."""
    try:
        poured = await http.pour_away(TRANSFER_PATH)
    except Failed as fault:
        if fault.status in BUSY:
            return {"kbit_s": None, "queued": None}
        raise
    return {"kbit_s": round(poured.size * 8 / 1000 / max(0.000_1, poured.seconds)), "queued": poured.place}
