"""Brings the contents of work files to the server, in pieces, before a change may name them."""

import asyncio
from typing import Final

import aiohttp

from agent_client.blobs import Blobs
from agent_client.core import Core, Signal
from agent_client.http import Failed, Http

LONGEST_WAIT_S: Final = 10.0


class Uploader:
    """One content at a time, in the order asked for.

    What the server has confirmed is remembered for one link only: after a new one it is asked
    again, because it may have been restored.
    """

    def __init__(self, core: Core, http: Http, blobs: Blobs) -> None:
        self._core = core
        self._http = http
        self._blobs = blobs
        self._durable: set[str] = set()
        self._wanted: dict[str, int] = {}
        self._asked = Signal()

    def begin_link(self) -> None:
        self._durable.clear()
        self._asked.ring()

    def has(self, sha256: str, size: int) -> bool:
        """Whether the server has it; if not, it is brought there, and `due` rings."""
        if sha256 in self._durable:
            return True
        if sha256 not in self._wanted:
            self._wanted[sha256] = size
            self._asked.ring()
        return False

    async def run(self) -> None:
        """Upload what is asked for, until cancelled."""
        wait_s = 1.0
        while True:
            count = self._asked.count
            try:
                await self._next()
                wait_s = 1.0
            except (Failed, aiohttp.ClientError, OSError, TimeoutError) as fault:
                self._core.log.info("upload: %s", fault)
                await self._asked.after(count, within_s=max(wait_s, getattr(fault, "wait_s", 0.0)))
                wait_s = min(LONGEST_WAIT_S, wait_s * 2)
            if not self._wanted:
                await self._asked.after(count)

    async def _next(self) -> None:
        sha256 = next(iter(self._wanted), None)
        if sha256 is None:
            return
        size = self._wanted.pop(sha256)
        try:
            await self._bring(sha256, size)
        except BaseException:
            self._wanted[sha256] = size  # at the end: one that fails holds no other up
            raise
        self._durable.add(sha256)
        self._core.due.ring()

    async def _bring(self, sha256: str, size: int) -> None:
        """Go on where the server is; an empty file too takes one request to be there."""
        url = f"/agent/blobs/{sha256}"
        offset = await self._http.offset(url)
        while offset < size or size == 0:
            piece = await asyncio.to_thread(self._blobs.piece, sha256, offset)
            offset = await self._http.append(url, piece, offset=offset, length=size if offset == 0 else None)
            if size == 0:
                return
