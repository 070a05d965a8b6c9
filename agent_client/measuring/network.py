"""The way to the server: how much goes through."""

from typing import Final

from agent_client.http import Failed, Http
from formats.environment import TRANSFER_PATH, Measured

BUSY: Final = frozenset({429, 503})


async def throughput(http: Http) -> Measured:
    """In kbit/s; unknown when the server has too many waiting, which is no fault of this machine."""
    try:
        poured = await http.pour_away(TRANSFER_PATH)
    except Failed as fault:
        if fault.status in BUSY:
            return {"kbit_s": None, "queued": None}
        raise
    return {"kbit_s": round(poured.size * 8 / 1000 / max(0.000_1, poured.seconds)), "queued": poured.place}
