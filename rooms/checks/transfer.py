"""Over HTTP for machines that measure how much comes through: a mebibyte, two machines at a time (B8)."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from formats.environment import PLACE_HEADER, TRANSFER_BYTES, TRANSFER_PATH
from rooms.live.auth import header, machine_of

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

AT_ONCE: Final = 2
MOST_WAITING: Final = 300
WAITS_AT_MOST_S: Final = 15.0
PIECE: Final = os.urandom(65_536)  # nothing on the way can make it smaller
# The server in front buffers whatever it is given, so nobody tells when it has gone: a place stays
# taken for as long as the bytes need at 100 Mb/s. So no more than 200 Mb/s ever go into measuring.
PLACE_TAKEN_S: Final = TRANSFER_BYTES * 8 / 100e6


class Queue:
    """Who measures now, and who waits for it in the order of coming."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._here: set[UUID] = set()

    @contextmanager
    def joined(self, machine: UUID) -> Iterator[int]:
        """How many were here before. Raises `Said` for a machine that is here already, and when too many are."""
        if machine in self._here:
            raise Said(429)
        if len(self._here) >= MOST_WAITING:
            raise Said(503)
        place = len(self._here)
        self._here.add(machine)
        try:
            yield place
        finally:
            self._here.discard(machine)

    async def turn(self) -> None:
        """Wait for a place. Raises `Said` when it takes too long."""
        try:
            async with asyncio.timeout(WAITS_AT_MOST_S):
                await self._places.acquire()
        except TimeoutError as late:
            raise Said(503) from late

    def give_back(self) -> None:
        """The place is free once the bytes have gone; the machine may come again before."""
        asyncio.get_running_loop().call_later(PLACE_TAKEN_S, self._places.release)


class Said(Exception):
    """The answer is this status, and no more."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def transfer(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request. Whatever a page in a browser asks, it is refused by its Origin."""
    try:
        await _answer(scope, send)
    except Said as said:
        head = {"type": "http.response.start", "status": said.status, "headers": [(b"content-length", b"0")]}
        await send(head)
        await send({"type": "http.response.body", "body": b""})


async def _answer(scope: Mapping[str, Any], send: Send) -> None:
    if header(scope, b"origin") is not None:
        raise Said(403)
    machine = await machine_of(scope)
    if machine is None:
        raise Said(401)
    if scope["method"] != "GET":
        raise Said(405)
    if scope["path"] != TRANSFER_PATH:
        raise Said(404)
    await _in_turn(machine.id, send)


async def _in_turn(machine: UUID, send: Send) -> None:
    with queue.joined(machine) as place:
        await queue.turn()
        try:
            await _pour(send, place)
        finally:
            queue.give_back()


async def _pour(send: Send, place: int) -> None:
    headers = {
        "content-type": "application/octet-stream",
        "content-length": str(TRANSFER_BYTES),
        PLACE_HEADER: str(place),
    }
    await send(
        {"type": "http.response.start", "status": 200, "headers": _encoded(headers | {"cache-control": "no-store"})}
    )
    for _ in range(TRANSFER_BYTES // len(PIECE)):
        await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        await asyncio.sleep(0)  # the links come in between
    await send({"type": "http.response.body", "body": b""})


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


queue: Final = Queue()
