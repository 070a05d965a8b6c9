"""A lean WebSocket client for load: one `asyncio.Protocol` for each machine, frames made by hand.

The masking key is zero, which is legal on the wire: so a frame costs little here, and the server is what is measured.
"""

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

Heard = Callable[[bytes], None]
OPEN_WITHIN_S = 60.0
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Wire(asyncio.Protocol):
    """`opened` is done at the 101; `closed` with the code when the other side has ended it."""

    def __init__(self, url: str, heard: Heard, headers: Iterable[str]) -> None:
        self._request = _request(url, headers)
        self._heard = heard
        self._rest = b""
        self._is_open = False
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()

    def send(self, text: str | bytes, kind: int = TEXT) -> None:
        content = text.encode() if isinstance(text, str) else text
        self._transport.write(_head(len(content), kind) + b"\0\0\0\0" + content)

    def abort(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"refused: {fault or self._rest[:80]!r}"))
        self._close(0)

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if not self._is_open and not self._open():
            return
        while (frame := self._next()) is not None:
            self._take(*frame)

    def _open(self) -> bool:
        head, found, rest = self._rest.partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head[:20]:
            self._transport.close()
            return False
        self._is_open, self._rest = True, rest
        self.opened.set_result(None)
        return True

    def _next(self) -> tuple[int, bytes] | None:
        """The next whole frame, if it has come; servers here send none in pieces."""
        if len(self._rest) < 2:
            return None
        short, start = self._rest[1], 2
        wide = {126: 2, 127: 8}.get(short, 0)
        if len(self._rest) < start + wide:
            return None
        size = int.from_bytes(self._rest[start : start + wide], "big") if wide else short
        start += wide
        if len(self._rest) < start + size:
            return None
        kind, content = self._rest[0] & 15, self._rest[start : start + size]
        self._rest = self._rest[start + size :]
        return kind, content

    def _take(self, kind: int, content: bytes) -> None:
        if kind == PING:
            self.send(content, PONG)
        elif kind == CLOSE:
            self._close(int.from_bytes(content[:2], "big"))
            self._transport.close()
        else:
            self._heard(content)

    def _close(self, code: int) -> None:
        if not self.closed.done():
            self.closed.set_result(code)


async def connect(url: str, heard: Heard, *, address: str = "127.0.0.1", headers: Iterable[str] = ()) -> Wire:
    """A socket that speaks from `address`."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(
        lambda: Wire(url, heard, headers), parts.hostname or "", parts.port or 80, local_addr=(address, 0)
    )
    await asyncio.wait_for(wire.opened, OPEN_WITHIN_S)
    return wire


def _request(url: str, headers: Iterable[str]) -> bytes:
    parts = urlsplit(url)
    lines = [
        f"GET {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _head(size: int, kind: int) -> bytes:
    if size < 126:
        return bytes([0x80 | kind, 0x80 | size])
    if size < 1 << 16:
        return bytes([0x80 | kind, 0xFE]) + struct.pack("!H", size)
    return bytes([0x80 | kind, 0xFF]) + struct.pack("!Q", size)
