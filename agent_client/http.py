"""Bulk over HTTP with the machine's token: papers, folds and the contents of work files."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import aiohttp
from yarl import URL

from agent_client.link import Credentials
from agent_client.options import Options
from agent_client.whereabouts import Whereabouts
from formats.environment import PLACE_HEADER

UPLOAD_TYPE: Final = "application/offset+octet-stream"
BLOCK: Final = 1 << 18
_TIMES: Final = aiohttp.ClientTimeout(total=None, connect=10, sock_read=30)


class Failed(Exception):
    """The server gave something else than was asked for."""

    def __init__(self, status: int, what: str, *, wait_s: float = 1.0) -> None:
        super().__init__(f"{what}: HTTP {status}")
        self.status = status
        self.wait_s = wait_s


@dataclass(frozen=True)
class Poured:
    """How much came, how long it took after the first word of the answer, and the place in the server's queue."""

    size: int
    seconds: float
    place: int | None


class Http:
    """One session for a daemon's life; `close` ends it."""

    def __init__(self, options: Options, credentials: Credentials, where: Whereabouts) -> None:
        self._where = where
        self._credentials = credentials
        self._local = (options.address, 0) if options.address else None
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(local_addr=self._local, limit=4)
            self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMES)
        return self._session

    async def get(self, url: str) -> bytes:
        """A body that fits in memory. `url` is relative to the server, or at the same server."""
        async with self._asked("GET", url) as response:
            return await response.read()

    async def download(self, url: str, target: Path) -> None:
        """A body of any size into the file `target`."""
        async with self._asked("GET", url) as response:
            with target.open("wb") as stream:
                await _pour(response, stream)

    async def go_on(self, url: str, target: Path, there: int) -> None:
        """Add what the server gives after the `there` bytes that are in `target`; for bodies that never change."""
        async with self._asked("GET", url, headers={"Range": f"bytes={there}-"}) as response:
            with target.open("ab" if response.status == 206 else "wb") as stream:
                await _pour(response, stream)

    async def pour_away(self, url: str) -> Poured:
        """Fetch a body for nothing but to see how fast it comes."""
        async with self._asked("GET", url) as response:
            began, size = time.perf_counter(), 0
            async for block in response.content.iter_any():
                size += len(block)
            place = response.headers.get(PLACE_HEADER, "")
            return Poured(size, time.perf_counter() - began, int(place) if place.isdigit() else None)

    async def offset(self, url: str) -> int:
        """How much of an upload the server has."""
        async with self._asked("HEAD", url) as response:
            return _offset(response)

    async def append(self, url: str, piece: bytes, *, offset: int, length: int | None) -> int:
        """Add a piece at `offset`, with the whole length where it begins; gives the new offset."""
        headers = {"Content-Type": UPLOAD_TYPE, "Upload-Offset": str(offset)}
        if length is not None:
            headers["Upload-Length"] = str(length)
        async with self._asked("PATCH", url, body=piece, headers=headers) as response:
            return _offset(response)

    @asynccontextmanager
    async def _asked(
        self, method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        token = {"Authorization": f"Bearer {self._credentials.token}"}
        base = URL(self._where.base() + "/")
        target = base.join(URL(url))
        if target.origin() != base.origin():
            raise Failed(0, f"{url} is not at {base.origin()}")
        async with self._opened().request(method, target, data=body, headers=token | (headers or {})) as response:
            if response.status not in (200, 204, 206):
                raise Failed(response.status, f"{method} {target.path}", wait_s=_wait_s(response))
            yield response


async def _pour(response: aiohttp.ClientResponse, stream: IO[bytes]) -> None:
    async for block in response.content.iter_chunked(BLOCK):
        await asyncio.to_thread(stream.write, block)


def _offset(response: aiohttp.ClientResponse) -> int:
    try:
        return int(response.headers["Upload-Offset"])
    except (KeyError, ValueError) as fault:
        raise Failed(response.status, "no Upload-Offset") from fault


def _wait_s(response: aiohttp.ClientResponse) -> float:
    try:
        return min(30.0, max(0.2, float(response.headers.get("Retry-After", "1"))))
    except ValueError:
        return 1.0
