"""Cables of machines whose proctor is a browser: `tests.e2e.cable` in a loop of its own."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.e2e.cable import Cable


@dataclass
class CableLoop:
    """Calls into the loop of another thread, and waits for what they give."""

    loop: asyncio.AbstractEventLoop
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def lay(self, port: int) -> Cable:
        """Between a machine and the server at that port."""
        return self.run(self.stack.enter_async_context(Cable(port)))

    def pull(self, cable: Cable) -> None:
        self.run(_called(cable.pull))

    def put_in(self, cable: Cable) -> None:
        self.run(_called(cable.put_in))

    def run(self, awaitable: Awaitable[Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(_awaited(awaitable), self.loop).result(timeout=10)


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


async def _called(act: Callable[[], None]) -> None:
    act()


@pytest.fixture
def cable_loop() -> Iterator[CableLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    cables = CableLoop(loop)
    yield cables
    cables.run(cables.stack.aclose())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
