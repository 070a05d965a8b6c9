"""Writes down who is online, in few and short transactions."""

import asyncio
from collections.abc import Callable, Collection
from time import monotonic
from typing import Final
from uuid import UUID

from journal import clock
from rooms.live import presence
from rooms.live.database import in_database
from rooms.live.link import Link
from rooms.live.presence import Closed, Edge, Opened, Seen
from rooms.live.tasks import through_faults

TICK_S: Final = 0.5
SEEN_EVERY_S: Final = 5.0
MOST_AT_ONCE: Final = 200


class Book:
    """`lease` names this process while it runs. Edges are written as they come, the rest now and then."""

    def __init__(self, links: Callable[[], Collection[Link]]) -> None:
        self.lease: UUID | None = None
        self._links = links
        self._edges: list[Edge] = []
        self._turned: set[Link] = set()
        self._something = asyncio.Event()
        self._written = asyncio.Event()
        self._renew_at = 0.0
        self._seen_at = monotonic() + SEEN_EVERY_S

    def opened(self, link: Link) -> None:
        self._add(Opened(link.machine.id, clock.now(), link.address))

    def closed(self, link: Link, *, silent_s: float) -> None:
        """The link has ended; the last sign of it came `silent_s` ago."""
        self._turned.discard(link)
        self._add(Closed(link.machine.id, clock.from_ms(clock.now_ms() - int(silent_s * 1000))))

    def turned(self, link: Link) -> None:
        """The machine shows another screen: the control room is to see it soon."""
        self._turned.add(link)

    async def is_written(self) -> None:
        """Wait until the database knows of every link that was opened or closed until now."""
        if self._edges:
            await self._written.wait()

    async def open(self, before: UUID | None) -> None:
        self.lease = await in_database(presence.take_lease, before)
        self._renew_at = monotonic() + presence.RENEW_EVERY_S

    async def keep(self) -> None:
        """Write until cancelled."""
        while True:
            await through_faults(self._write)
            await _either(self._something, TICK_S)

    async def close(self) -> None:
        """Write what is left and give the lease back."""
        await self._write_edges()
        await in_database(presence.give_back_lease, self._held())

    async def _write(self) -> None:
        if monotonic() >= self._renew_at:
            await in_database(presence.renew_lease, self._held())
            self._renew_at = monotonic() + presence.RENEW_EVERY_S
        await self._write_edges()
        await self._write_seen()

    async def _write_edges(self) -> None:
        self._something.clear()
        while self._edges:
            batch = self._edges[:MOST_AT_ONCE]
            await in_database(presence.write_edges, self._held(), batch)
            del self._edges[: len(batch)]
        self._written.set()

    async def _write_seen(self) -> None:
        if monotonic() >= self._seen_at:
            self._seen_at = monotonic() + SEEN_EVERY_S
            self._turned.update(self._links())
        by_room: dict[int, list[Seen]] = {}
        for link in self._turned:
            by_room.setdefault(link.machine.room_id, []).append(_seen(link))
        self._turned.clear()
        for rows in by_room.values():
            await in_database(presence.write_seen, rows)

    def _add(self, edge: Edge) -> None:
        self._edges.append(edge)
        self._written.clear()
        self._something.set()

    def _held(self) -> UUID:
        if self.lease is None:
            raise RuntimeError("the book is not open")
        return self.lease


def _seen(link: Link) -> Seen:
    at = clock.from_ms(clock.now_ms() - int((monotonic() - link.flow.heard_at) * 1000))
    return Seen(link.machine.id, at, link.screen, link.clock_offset_ms, link.indicators)


async def _either(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
