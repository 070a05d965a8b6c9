"""The cable between one machine and the room server: it can be pulled out and put in again."""

import asyncio
from contextlib import suppress


class Cable:
    """Forwards bytes, so that the server sees the machine's own address."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._in = True
        self._both: set[asyncio.StreamWriter] = set()
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Cable":
        self._listening = await asyncio.start_server(self._take, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listening is not None
        self._listening.close()
        self._hang_up()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        assert self._listening is not None
        return f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    def pull(self) -> None:
        """Nothing arrives any more, and neither side is told."""
        self._in = False

    def put_in(self) -> None:
        """New connections work; what hung in the air is gone."""
        self._hang_up()
        self._in = True

    def _hang_up(self) -> None:
        for writer in self._both:
            writer.transport.abort()
        self._both.clear()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._both.add(writer)
        if not self._in:
            return
        machine = writer.get_extra_info("peername")[0]
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._to, local_addr=(machine, 0))
            self._both.add(back)
            for one, other in ((reader, back), (there, writer)):
                task = asyncio.create_task(self._carry(one, other))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            return
        writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self._in:
                    writer.write(data)
                    await writer.drain()
        if self._in:
            writer.transport.abort()
