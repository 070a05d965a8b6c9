"""The proctor of a rehearsal: enters the control room, watches its socket, presses its buttons."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from drill.faults import Broken
from drill.web import LIMIT_S, Browser

TABLES: Final = {"sittings": "id", "seats": "number", "matters": "id", "codes": "id", "feed": "n"}


@dataclass
class Board:
    """The room as the socket tells it; rows by their key."""

    seq: int = 0
    single: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, dict[Any, dict[str, Any]]] = field(default_factory=lambda: {name: {} for name in TABLES})
    now_ms: int = 0
    heard_at: float = 0.0

    def take(self, message: dict[str, Any]) -> bool:
        """Take in a snapshot, a delta, or that nothing has changed; False when one was missed."""
        if message["type"] == "delta" and message["seq"] != self.seq + 1:
            return message["seq"] <= self.seq
        if message["type"] == "still" and message["seq"] != self.seq:
            return message["seq"] < self.seq
        self.seq, self.now_ms, self.heard_at = message["seq"], message["now"], time.monotonic()
        if message["type"] == "snapshot":
            self.tables = {name: {} for name in TABLES}
        for name in ("session", "tools", "counts", "lamps"):
            self.single[name] = message.get(name, self.single.get(name))
        for name, key in TABLES.items():
            self.tables[name].update({row[key]: row for row in message.get(name, ())})
        for name, keys in message.get("gone", {}).items():
            for key in keys:
                self.tables[name].pop(key, None)
        return True

    @property
    def session(self) -> dict[str, Any]:
        return dict(self.single["session"])

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.single["counts"])

    @property
    def sittings(self) -> list[dict[str, Any]]:
        return sorted(self.tables["sittings"].values(), key=lambda row: row["sequence"])

    def person(self, sequence: int) -> dict[str, Any]:
        return next(row for row in self.sittings if row["sequence"] == sequence)

    def now(self) -> int:
        """The server's clock, in ms."""
        return self.now_ms + int((time.monotonic() - self.heard_at) * 1000)


class Proctor(Browser):
    """One browser's worth of proctor."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.board = Board()
        self._heard = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    async def close(self) -> None:
        if self._reader:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        await super().close()

    async def log_in(self, name: str, password: str) -> None:
        await self.sign_in("/admin/login/", name, password, goes_on="/admin/")

    async def enter(self, session: str) -> None:
        """Open the session's page and its socket."""
        self.session = session
        self.base = f"{self.url}/admin/control-room/{session}/"
        await self.page(f"/admin/control-room/{session}/")
        self._reader = asyncio.create_task(self._read())
        await self.until(lambda board: bool(board.single), "the control room shows the session")

    async def first_session(self) -> str:
        """The first session of the list under 考中管理."""
        text = await self.page("/admin/control-room/")
        found = re.search(r"control-room/([0-9a-f-]{36})/", text)
        if found is None:
            raise Broken("考中管理 offers no session")
        return found.group(1)

    async def act(self, verb: str, **body: Any) -> dict[str, Any]:
        """Press a button; gives the answer. Raises `Broken` when it was refused for anybody."""
        headers = {"X-CSRFToken": self._token, "Referer": self.base}
        async with self._http.post(f"{self.base}{verb}/", json=body, headers=headers) as answer:
            said: dict[str, Any] = await answer.json()
        failed = [result for result in said.get("results", ()) if not result["ok"]]
        if not said["ok"] or failed:
            raise Broken(f"{verb}: {said['text']} {failed}")
        return said

    async def until(self, holds: Callable[[Board], bool], what: str, *, limit_s: float = LIMIT_S) -> Board:
        """Wait until the board shows it. Raises `Broken` with `what` after `limit_s`."""
        end = time.monotonic() + limit_s
        while not (self.board.single and holds(self.board)):
            self._heard.clear()
            left = end - time.monotonic()
            if left <= 0:
                raise Broken(f"not within {limit_s:.0f} s: {what}; figures {self.board.single.get('counts')}")
            if self._reader and self._reader.done():
                self._reader.result()
                raise Broken(f"the control room's socket was closed while waiting: {what}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), min(left, 0.25))
        return self.board

    async def _read(self) -> None:
        async with self._http.ws_connect(self._socket(f"/control-room/{self.session}/"), **self._as_page()) as socket:
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                if not self.board.take(json.loads(message.data)):
                    await socket.send_json({"type": "snapshot"})
                self._heard.set()
