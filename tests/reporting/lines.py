"""A line between a room and its centre that is cut after so many bytes, either way, or is slow."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Final

BLOCK: Final = 1024


class Line:
    """Listens on `port`, leads to `target`; each connection lives for the next of `budgets` bytes, then for ever."""

    def __init__(self, target: int, *, budgets: Iterator[int] | None = None, bytes_per_s: int = 0) -> None:
        self.target, self.port, self.cuts = target, 0, 0
        self._budgets, self._bytes_per_s = budgets or iter(()), bytes_per_s
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Line":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=BLOCK)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        open_ones = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = [next(self._budgets, -1)]
        there, away = await asyncio.open_connection("127.0.0.1", self.target, limit=BLOCK)
        ways = [asyncio.ensure_future(self._carry(*way, left)) for way in ((reader, away), (there, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for each in (writer, away):
                each.transport.abort()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, left: list[int]) -> None:
        """Until the source ends or the bytes are used up; what is beyond them never arrives."""
        while some := await source.read(BLOCK):
            if left[0] >= 0:
                some, left[0] = some[: left[0]], left[0] - min(left[0], len(some))
            sink.write(some)
            await sink.drain()
            if self._bytes_per_s:
                await asyncio.sleep(len(some) / self._bytes_per_s)
            if left[0] == 0:
                self.cuts += 1
                return
