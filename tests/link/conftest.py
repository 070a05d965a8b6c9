"""A room of its own for each test, in a server that many tests share."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio

from tests.link import acts
from tests.link.machine import Machine
from tests.servers import Server

_numbers = itertools.count(1)
LIMIT_S = 20.0


async def until(condition: Callable[[], Any], *, within: float = LIMIT_S) -> Any:
    """What `condition` gives once it is true; it may ask the database, so it is asked in a thread."""
    async with asyncio.timeout(within):
        while not (found := await asyncio.to_thread(condition)):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.02)
    return found


@dataclass
class Place:
    """A room and its own network 127.0.`network`.0/24; machines that call from it belong to the room."""

    server: Server
    network: int
    stack: AsyncExitStack
    code: str = field(init=False)

    def __post_init__(self) -> None:
        self.code = f"{self.network:03d}"

    def address(self, number: int) -> str:
        return f"127.0.{self.network}.{number}"

    async def machine(self, number: int = 1, **known: Any) -> Machine:
        """A machine that has not called yet."""
        return await self.stack.enter_async_context(Machine(self.server, self.address(number), **known))

    async def joined(self, number: int = 1) -> Machine:
        """A machine that was welcomed."""
        machine = await self.machine(number)
        await machine.join()
        return machine

    async def seated(self, number: int = 1) -> Machine:
        """A machine that was welcomed at the seat with its number."""
        await self.call(acts.add_seat, number, self.address(number))
        return await self.joined(number)

    async def leaves(self, machine: Machine) -> None:
        """The machine closes its link, and the database knows."""
        await until(lambda: machine.id in self.server.call(acts.online, self.code))
        await machine.leave()
        await until(lambda: machine.id not in self.server.call(acts.online, self.code))

    async def call(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What an act for this room gives, in another process at the server's database."""
        return await asyncio.to_thread(self.server.call, act, self.code, *given, **named)

    async def comes_to(self, wanted: Any, act: Callable[..., Any], *given: Any) -> None:
        """Wait until what `act` gives equals `wanted`."""
        found: list[Any] = []

        def holds() -> bool:
            found[:] = [self.server.call(act, self.code, *given)]
            return bool(found[0] == wanted)

        try:
            await until(holds)
        except TimeoutError:
            assert found[0] == wanted
            raise


async def _place_in(server: Server, stack: AsyncExitStack) -> Place:
    place = Place(server, next(_numbers), stack)
    await place.call(acts.make_room, place.address(200))
    return place


@pytest_asyncio.fixture
async def place(room_server: Server) -> AsyncIterator[Place]:
    """A new room in the shared server."""
    async with AsyncExitStack() as stack:
        yield await _place_in(room_server, stack)


@pytest_asyncio.fixture
async def own_place(own_server: Server) -> AsyncIterator[Place]:
    """A room in a server that this test may stop, kill and start."""
    async with AsyncExitStack() as stack:
        yield await _place_in(own_server, stack)
