"""The live link's socket: connects for ever, beats, and hands over what arrives (C1)."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

import aiohttp

from agent_client.clock import Clocks, ServerClock
from agent_client.link import Credentials, Link, wait_s
from agent_client.logs import Logger
from agent_client.options import Options
from agent_client.whereabouts import Whereabouts
from formats import messages
from formats.messages import Frame, FromServer, Hello, Refused, ServerBeat, Welcome

ASK_WITHIN_S: Final = 7.0
OPEN_WITHIN_S: Final = 10.0
FORBIDDEN: Final = 403


class Offline(Exception):
    """There is no link now, or it broke before the answer."""


class Listener(Protocol):
    """Who the connection works for."""

    async def hello(self) -> Hello: ...
    async def welcomed(self, welcome: Welcome) -> None: ...
    async def received(self, frame: FromServer) -> None: ...
    async def beaten(self, beat: ServerBeat, arrived: list[str]) -> None: ...
    async def beat(self, seen: int) -> messages.Beat: ...
    async def lost(self) -> None: ...


class Connection:
    """One link at a time. `online` is true from the `welcome` on until the link ends."""

    def __init__(
        self,
        options: Options,
        *,
        clocks: Clocks,
        clock: ServerClock,
        credentials: Credentials,
        where: Whereabouts,
        log: Logger,
    ) -> None:
        self._options = options
        self.where = where
        self._clocks = clocks
        self._clock = clock
        self._credentials = credentials
        self._log = log
        self._listener: Listener
        self._failures = 0
        self._chance = random.Random()  # noqa: S311 - spreads a room's machines, guards nothing
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._link = Link(heard_at=0)
        self._asked: dict[int, asyncio.Future[FromServer]] = {}
        self._sending = asyncio.Lock()
        self.online = False
        self.since: int | None = None

    async def run(self, listener: Listener) -> None:
        """Connect, and again, until cancelled."""
        self._listener = listener
        while True:
            try:
                await self.where.settle(self._failures)
                await self._connect()
            except (aiohttp.ClientError, OSError, TimeoutError, Offline, messages.Malformed) as fault:
                self._log.info("link: %s: %s", type(fault).__name__, fault)
            finally:
                await self._end()
            await asyncio.sleep(wait_s(self._failures, self._chance))
            self._failures += 1

    async def say(self, frame: Frame, *, post_id: str | None = None) -> int:
        """Send `frame` in order; gives its number. Raises `Offline`."""
        async with self._sending:
            if self._socket is None:
                raise Offline("no link")
            text = self._link.say(frame, self._clocks.boot(), post_id=post_id)
            try:
                await self._socket.send_str(text)
            except (aiohttp.ClientError, OSError) as fault:
                raise Offline(str(fault)) from fault
            return frame.n

    async def ask(self, frame: Frame) -> FromServer:
        """Send `frame` and give the answer to it. Raises `Offline`, also when none comes."""
        if not self.online:
            raise Offline("no link")
        number = await self.say(frame)
        return await self._answer(number)

    async def _answer(self, number: int) -> FromServer:
        future: asyncio.Future[FromServer] = asyncio.get_running_loop().create_future()
        self._asked[number] = future
        try:
            async with asyncio.timeout(ASK_WITHIN_S):
                return await future
        except TimeoutError as fault:
            raise Offline("no answer") from fault
        finally:
            self._asked.pop(number, None)

    async def _connect(self) -> None:
        async with self._opened() as socket:
            self._socket = socket
            self._link = Link(heard_at=self._clocks.boot())
            self._clock.begin_link()
            await self.say(await self._listener.hello())
            await _first_of(self._read(socket), self._beat())

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        token = self._credentials.to_show()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        local = (self._options.address, 0) if self._options.address else None
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=local)) as session:
            opening = session.ws_connect(
                self.where.socket(), headers=headers, max_msg_size=messages.MOST_BYTES * 2, autoping=True
            )
            try:
                async with asyncio.timeout(OPEN_WITHIN_S):
                    socket = await opening
            except aiohttp.WSServerHandshakeError as fault:
                if fault.status == FORBIDDEN:
                    self._credentials.refused()
                raise
            try:
                yield socket
            finally:
                await socket.close()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._heard(self._link.hear(message.data, self._clocks.boot()))
        if socket.close_code == messages.Close.TOKEN:
            self._credentials.refused()
        raise Offline(f"closed with {socket.close_code}")

    async def _heard(self, frame: FromServer) -> None:
        asked_at = self._link.asked_at(frame)
        if isinstance(frame, Welcome):
            await self._welcomed(frame, asked_at)
        elif isinstance(frame, ServerBeat):
            self._time(frame.server_time, asked_at)
            await self._listener.beaten(frame, self._link.confirmed(frame))
        else:
            self._check_enrolment(frame)
            await self._listener.received(frame)
            self._hand_to_asker(frame)

    async def _welcomed(self, welcome: Welcome, asked_at: int | None) -> None:
        self._time(welcome.server_time, asked_at)
        self._credentials.accepted(welcome.token)
        self._failures = 0
        self.online, self.since = True, self._clock.now()
        await self._listener.welcomed(welcome)

    def _time(self, server_time: int, asked_at: int | None) -> None:
        if asked_at is not None:
            self._clock.heard(server_time=server_time, sent_boot=asked_at)

    def _hand_to_asker(self, frame: FromServer) -> None:
        future = self._asked.get(frame.re) if frame.re is not None else None
        if future is not None and not future.done():
            future.set_result(frame)

    def _check_enrolment(self, frame: FromServer) -> None:
        """A refusal before the welcome is one of the hello; with a token shown, only that of the token counts."""
        if isinstance(frame, Refused) and not self.online:
            if frame.code == "token" or self._credentials.to_show() is None:
                self._credentials.refused()
            raise Offline(f"hello refused: {frame.code} {frame.text}")

    async def _beat(self) -> None:
        while True:
            now = self._clocks.boot()
            if self._link.is_silent(now):
                raise Offline("the server is silent")
            if self.online and self._link.beat_due_in(now) == 0:
                await self.say(await self._listener.beat(self._link.seen))
            await asyncio.sleep(max(0.05, self._link.beat_due_in(self._clocks.boot()) / 1000) if self.online else 0.2)

    async def _end(self) -> None:
        was_online = self.online
        self.online, self._socket = False, None
        self.since = self._clock.now() if was_online else self.since
        for future in self._asked.values():
            if not future.done():
                future.set_exception(Offline("the link broke"))
        if was_online:
            await self._listener.lost()


async def _first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Run `works` until one of them ends, as it ends, and take the others along."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
