"""A candidate machine as the server sees it: speaks the protocol over a real socket, and nothing else."""

import asyncio
import time
from typing import Any, TypeVar
from uuid import UUID, uuid4

import aiohttp

from formats import messages
from formats.messages import Beat, Frame, FromServer, Hello, ServerBeat, Welcome
from tests.servers import Server

WITHIN_S = 10.0
AnyFrame = TypeVar("AnyFrame", bound=Frame)


class Closed(Exception):
    """The server has ended the link with `code`."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class Machine:
    """`address` is one of 127.0.0.0/8: the room that the machine belongs to is told by it."""

    def __init__(
        self, server: Server, address: str = "127.0.0.1", *, identity: UUID | None = None, fingerprint: str = ""
    ) -> None:
        self.server = server
        self.address = address
        self.id = identity or uuid4()
        self.fingerprint = fingerprint or f"board {self.id}"
        self.token: str | None = None
        self.seen = self.said = 0
        self._session: aiohttp.ClientSession | None = None
        self._beating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Machine":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.leave()

    # --- the socket
    async def dial(self, **headers: str) -> "Machine":
        """Open a socket, with the token if there is one. Raises aiohttp's error if it is not accepted."""
        await self.leave()
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(self.address, 0)))
        self.socket = await self._session.ws_connect(
            f"{self.server.url}/agent/", headers=headers, max_msg_size=0, timeout=aiohttp.ClientWSTimeout(ws_close=1)
        )
        self.seen = self.said = 0
        return self

    async def leave(self) -> None:
        """Close the socket, if it is open."""
        await self.rest()
        if self._session:
            await self._session.close()
            self._session = None

    def pull_the_plug(self) -> None:
        """From now on nothing is read or said, and nobody is told."""
        if self._beating:
            self._beating.cancel()
        self._transport().pause_reading()

    def _transport(self) -> Any:
        return self.socket._writer.transport  # aiohttp gives no other way to a connection that just stops

    # --- frames
    async def say(self, frame: Frame) -> int:
        self.said += 1
        frame.n = self.said
        await self.socket.send_str(messages.encode(frame))
        return frame.n

    async def next(self, within: float = WITHIN_S) -> FromServer:
        """The next frame. Raises `Closed`, and `TimeoutError` if none comes."""
        message = await self.socket.receive(timeout=within)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise Closed(self.socket.close_code)
        frame = messages.decode_from_server(message.data)
        self.seen = frame.n
        return frame

    async def hear(self, kind: type[AnyFrame], within: float = WITHIN_S) -> AnyFrame:
        """The next frame of this kind; what comes before it is passed over."""
        async with asyncio.timeout(within):
            while not isinstance(frame := await self.next(within), kind):
                pass
        return frame

    async def closed(self, within: float = WITHIN_S) -> int | None:
        """The code that the server ends the link with."""
        try:
            async with asyncio.timeout(within):
                while True:
                    await self.next(within)
        except Closed as closed:
            return closed.code

    # --- what a machine does
    def hello(self, **changes: Any) -> Hello:
        told: dict[str, Any] = {
            "version": messages.VERSION, "client": "test", "machine": self.id, "fingerprint": self.fingerprint,
            "hostname": "PC", "addresses": [self.address],
        }  # fmt: skip
        return Hello(**told | changes)

    async def join(self, **changes: Any) -> Welcome:
        """Open a socket, say hello, and be welcomed; the token is kept."""
        await self.dial()
        await self.say(self.hello(**changes))
        welcome = await self.hear(Welcome)
        self.token = welcome.token or self.token
        return welcome

    async def beat(self, **told: Any) -> ServerBeat:
        """Beat once; gives the answer."""
        await self.say(self.a_beat(**told))
        return await self.hear(ServerBeat)

    def a_beat(self, **told: Any) -> Beat:
        return Beat(**{"client_time": time.time_ns() // 1_000_000, "seen": self.seen} | told)

    def keep_beating(self, every: float = 0.5) -> None:
        """In the background, until `rest`; nobody else may read meanwhile."""

        async def beats() -> None:
            while True:
                await self.beat()
                await asyncio.sleep(every)

        self._beating = asyncio.create_task(beats())

    async def rest(self) -> "Machine":
        """Stop beating."""
        if self._beating:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            self._beating = None
        return self
