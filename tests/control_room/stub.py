"""A stand-in for the room server behind the control room page: it records what is sent and plays what a test scripts.

To look at the page: python -m tests.control_room.stub [--candidates 150] [--language en] [--scene running|waiting|countdown|settled|late|mock]
"""

import argparse
import asyncio
import json
import os
import threading
import time
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import polib
from aiohttp import WSMsgType, web

from tests.control_room import replies, scripted_room
from tests.control_room.scripted_room import BASE, SESSION, Board

ROOT = Path(__file__).resolve().parents[2]
CHINESE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "djangojs.po"
CSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
ACTS = f"/admin/control-room/{SESSION}/"
SOCKET = f"/control-room/{SESSION}/"
EVERYTHING = (
    "rooms.see_room rooms.work_room rooms.command_machines exams.authorise exams.run_session exams.export_answers incidents.resume"
    " incidents.register_violation incidents.give_extra_time incidents.interrupt incidents.lock_screen incidents.register_absence incidents.reset"
).split()
T = TypeVar("T")


def catalogue(language: str) -> dict[str, str | list[str]]:
    """What JavaScriptCatalog would give: nothing for English, the catalogue's file for Chinese."""
    if language == "en":
        return {}
    entries = [entry for entry in polib.pofile(str(CHINESE)) if not entry.obsolete and entry.translated()]
    return {
        f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid: list(entry.msgstr_plural.values())
        or entry.msgstr
        for entry in entries
    }


@cache  # gathering it from the .po file costs more than a test
def catalogue_script(language: str) -> str:
    from django.views.i18n import JavaScriptCatalog  # once Django has its settings

    plural = "(n != 1)" if language == "en" else "0"
    context = {"catalog": catalogue(language), "formats": {}, "plural": plural}
    return JavaScriptCatalog().render_to_response(context).content.decode()


class Stub:
    """Serves the page, its socket and its acts, in a thread of its own; on the port of the one before it, so that a browser knows its scripts."""

    _left: ClassVar[int] = 0  # the port of one that has ended

    def __init__(
        self, board: Board | None = None, *, language: str = "zh-hans", may: list[str] | None = None, port: int = 0
    ) -> None:
        self.board = board or scripted_room.running()
        self.language = language
        self.may = EVERYTHING if may is None else may
        self.acts: list[tuple[str, dict[str, Any]]] = []
        self.shown: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.pieces: list[tuple[str, int, int]] = []
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {}
        self.snapshots = 0
        self.refusing = False
        self.silent = False
        self.seq = 0
        self._port = port
        self._sockets: set[web.WebSocketResponse] = set()
        self._loop = asyncio.new_event_loop()
        self._began = time.monotonic()
        self._ready = threading.Event()

    # --- what a test does
    def __enter__(self) -> Self:
        self._port, Stub._left = self._port or Stub._left, 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        Stub._left = self._port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{ACTS}"

    def now(self) -> int:
        """The server's clock, years away from the browser's."""
        return BASE + int((time.monotonic() - self._began) * 1000)

    def push(self, **changed: Any) -> None:
        """Send a delta with what changed; later snapshots have it too."""
        self._keep(changed)
        self._do(self._delta(changed))

    def lose(self, **changed: Any) -> None:
        """Change something without a word: the delta got lost."""
        self._keep(changed)
        self.seq += 1

    def drop(self) -> None:
        """Close every socket and open none until `back`."""
        self.refusing = True
        self._do(self._drop())

    def back(self) -> None:
        self.refusing = False

    def stand_still(self) -> None:
        """Say nothing any more, and close nothing: a server that hangs."""
        self.silent = True

    def go_on(self) -> None:
        self.silent = False

    # --- inside
    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(asyncio.sleep(0))  # transports close in the turn after they are told to
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_get(ACTS, self._page)
        app.router.add_get("/admin/control-room/", self._choose_page)
        app.router.add_get("/admin/words.js", self._catalogue)
        app.router.add_get(SOCKET, self._socket)
        app.router.add_get(ACTS + "{path:.+}", self._read)
        app.router.add_post(ACTS + "package/{upload}/", self._piece)
        app.router.add_post(ACTS + "{verb}/", self._act)
        app.router.add_static("/static/", ROOT / "static")
        app.on_response_prepare.append(_guard)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._still = asyncio.create_task(self._say_still())

    async def _close(self) -> None:
        self._still.cancel()
        await self._drop()
        await self._runner.cleanup()

    async def _drop(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    async def _delta(self, changed: dict[str, Any]) -> None:
        self.seq += 1
        await self._send({"type": "delta", "seq": self.seq, "now": self.now(), **changed})

    async def _say_still(self) -> None:
        while True:
            await asyncio.sleep(1)
            if not self.silent:
                await self._send({"type": "still", "seq": self.seq, "now": self.now()})

    async def _send(self, message: dict[str, Any]) -> None:
        for socket in list(self._sockets):
            await socket.send_json(message)

    def _keep(self, changed: dict[str, Any]) -> None:
        for name, key in (("sittings", "id"), ("seats", "number"), ("matters", "id"), ("codes", "id")):
            gone = changed.get("gone", {}).get(name, [])
            rows = {row[key]: row for row in self.board[name]} | {row[key]: row for row in changed.get(name, [])}
            self.board[name] = [row for row in rows.values() if row[key] not in gone]
        self.board["feed"] = [*changed.get("feed", []), *self.board["feed"]]
        self.board |= {name: changed[name] for name in ("session", "tools", "counts", "lamps") if name in changed}

    def _render(self, template: str, context: dict[str, Any]) -> web.Response:
        from django.template.loader import render_to_string
        from django.utils import translation

        with translation.override(self.language):
            page = render_to_string(template, {"csrf_token": "stub-token"} | context)
        return web.Response(text=page, content_type="text/html")

    async def _page(self, _request: web.Request) -> web.Response:
        session = {"uuid": SESSION, "name": self.board["session"]["name"]}
        addresses = {
            "socket_url": SOCKET,
            "base_url": ACTS,
            "report_url": f"/admin/reporting/{SESSION}/",
            "record_sheet_url": f"/admin/documents/record-sheet/{SESSION}/",
        }
        return self._render("control_room/room.html", {"session": session, "may": self.may, **addresses})

    async def _choose_page(self, _request: web.Request) -> web.Response:
        return self._render("control_room/choose.html", {"sessions": replies.sessions(SESSION)})

    async def _catalogue(self, _request: web.Request) -> web.Response:
        return web.Response(text=catalogue_script(self.language), content_type="text/javascript")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        await self._snapshot(socket)
        async for frame in socket:
            if frame.type == WSMsgType.TEXT and json.loads(frame.data) == {"type": "snapshot"}:
                await self._snapshot(socket)
        self._sockets.discard(socket)
        return socket

    async def _snapshot(self, socket: web.WebSocketResponse) -> None:
        if self.silent:
            return
        self.snapshots += 1
        await socket.send_json({"type": "snapshot", "seq": self.seq, "now": self.now(), **self.board})

    async def _act(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        assert request.headers["X-CSRFToken"] == "stub-token"
        body = await request.json()
        self.shown.append(body.pop("shown", {}))
        self.acts.append((verb, body))
        status, answer = self.answers.get(verb) or replies.act(verb, body)
        return web.json_response(answer, status=status)

    async def _piece(self, request: web.Request) -> web.Response:
        piece = await request.read()
        self.pieces.append((request.match_info["upload"], int(request.query["offset"]), len(piece)))
        return web.json_response({"ok": True, "offset": int(request.query["offset"]) + len(piece)})

    async def _read(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.asked.append(path + (f"?{request.query_string}" if request.query_string else ""))
        status, answer = self.answers.get(path) or replies.read(path, request.query, self.board)
        return web.json_response(answer, status=status)


async def _guard(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Cache-Control"] = "max-age=3600" if request.path.startswith("/static/") else "no-store"


def scene(name: str, candidates: int) -> Board:
    if name == "running":
        return scripted_room.running(candidates)
    if name == "settled":
        return scripted_room.settled(empty=(3,))
    if name == "mock":
        return scripted_room.mock()
    if name == "late":
        return scripted_room.late_start()
    return scripted_room.waiting(BASE + 4 * scripted_room.MINUTE if name == "countdown" else None)


def main() -> None:
    import django

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=40)
    parser.add_argument("--language", default="zh-hans")
    parser.add_argument("--scene", default="running")
    parser.add_argument("--port", type=int, default=8090)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctor_site.settings")
    django.setup()
    with Stub(scene(asked.scene, asked.candidates), language=asked.language, port=asked.port) as stub:
        print(stub.url)
        threading.Event().wait()


if __name__ == "__main__":
    main()
