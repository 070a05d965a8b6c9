"""Where the server is: told at the start, or found on the network and remembered (C1)."""

import asyncio
from typing import Any, Final

from agent_client import discovery, identity
from agent_client.core import Core
from agent_client.discovery import Heard, Place

__all__ = ["PLACE", "TOLD", "Place", "Whereabouts"]

PLACE: Final = "place"
TOLD: Final = "told"  # the server that this run of the daemon was told, however
LOOK_AFTER: Final = 2  # failures in a row, before a server that is known is looked for anew
LOOK_FOR_S: Final = 6.0  # then the network is opened again: a cable may have been put in
ALL_IN_S: Final = 1.5  # so long others are waited for, before one counts as the only one
LOOPBACK: Final = "127.0.0.1"


class Whereabouts:
    """A server that was told is never looked for. `search` says what the page is to show of the looking."""

    def __init__(self, core: Core, known: Place | None) -> None:
        self._core = core
        told = core.options.server.rstrip("/")
        self._is_told = bool(told)
        self._place = Place(urls=(told,)) if told else known
        self._at = 0
        self._said: list[str] = []
        self.search: dict[str, Any] | None = None

    # --- questions
    def base(self) -> str:
        """The server's address for HTTP, without a slash at the end. Raises `OSError` while it is not known."""
        if self._place is None:
            raise OSError("the room server has not been found yet")
        return self._place.urls[self._at % len(self._place.urls)]

    def socket(self) -> str:
        """The server's address for the live link."""
        return "ws" + self.base().removeprefix("http") + "/agent/"

    # --- finding it
    async def settle(self, failures: int) -> None:
        """Before the next try, after so many that failed: another of its addresses, or where it is now.

        Returns only when there is an address to try. Raises `OSError` where there is no network.
        """
        self._at = failures
        if self._is_told or (self._place and failures < LOOK_AFTER):
            return
        await self._look()
        while self._place is None:
            await self._look()

    async def _look(self) -> None:
        own = identity.addresses(self._core.options.address) or [LOOPBACK]
        async with discovery.listening(own) as heard:
            try:
                async with asyncio.timeout(LOOK_FOR_S):
                    await self._take(await self._only_one(heard))
            except TimeoutError:
                return  # a server that is known is tried again where it was

    async def _only_one(self, heard: Heard) -> Place:
        """The only server that fits, once nothing more comes; until there is one, the page says so."""
        while True:
            count = heard.changed.count
            if await heard.changed.after(count, within_s=ALL_IN_S) != count:
                continue
            found = self._fitting(heard)
            if len(found) == 1:
                return found[0]
            self._say(found)
            await heard.changed.after(count)

    def _fitting(self, heard: Heard) -> list[Place]:
        return discovery.fitting(list(heard.places.values()), room=self._core.options.room, known=self._place)

    def _say(self, found: list[Place]) -> None:
        """Rooms are named once there are several to choose from."""
        rooms = sorted(",".join(place.rooms) or place.urls[0] for place in found) if len(found) > 1 else []
        if self._place is None:
            self.search = {"rooms": rooms}
            self._core.changed.ring()
        if rooms and rooms != self._said:
            self._core.log.warning("several room servers: %s; say which one with --room", "; ".join(rooms))
        self._said = rooms

    async def _take(self, place: Place) -> None:
        self.search = None
        if place == self._place:
            return
        self._place, self._at = place, 0
        await self._core.store.keep_fact(PLACE, place)
        await self._core.note("server_found", url=place.urls[0], rooms=",".join(place.rooms))
        self._core.changed.ring()
