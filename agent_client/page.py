"""The candidate's page on 127.0.0.1, open to one browser with the start secret (docs/local-page.md)."""

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from agent_client import materials
from agent_client.blobs import Blobs
from agent_client.core import Core
from agent_client.doing import Doing, decode
from agent_client.words import say
from formats.refused import Refused

FILES: Final = Path(__file__).with_name("page")
COOKIE: Final = "jiankao_page"
LEAST_GAP_S: Final = 0.1
MOST_BODY: Final = 256 * 1024
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Attention(msgspec.Struct):
    """What the page tells over its socket."""

    focused: bool


class Door(msgspec.Struct, frozen=True):
    """Where the page is open, so that it finds a daemon that was started again; another start of the machine has another."""

    port: int
    cookie: str
    boot_id: str


DOOR: Final = "page"
_attention: Final = msgspec.json.Decoder(Attention)


class Page:
    """`start` binds a port and gives the address with the first secret; `announce` is told each new one.

    `door` is that of the daemon before this one: a page that it left open goes on.
    """

    def __init__(self, core: Core, doing: Doing, announce: Callable[[str], None], door: Door | None = None) -> None:
        self._core = core
        self._doing = doing
        self._announce = announce
        self._secret: str | None = secrets.token_urlsafe(24)
        self._spent: str | None = None
        self._door = door if door is not None and door.boot_id == core.clocks.boot_id() else None
        self._cookie = self._door.cookie if self._door else secrets.token_urlsafe(32)
        self._sockets: set[web.WebSocketResponse] = set()
        self._stopping = False
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        app = web.Application(client_max_size=MOST_BODY, middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/live", self._live),
                web.post("/do", self._do),
                web.get("/materials/{name}", self._material),
            ]
        )
        if FILES.is_dir():
            app.router.add_static("/page/", FILES)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await self._bind(self._runner)
        self._port = int(self._runner.addresses[0][1])
        await self._keep_door()
        return self._start_url()

    async def _bind(self, runner: web.AppRunner) -> None:
        """The port of before, unless somebody else has it now."""
        if self._door is not None:
            with contextlib.suppress(OSError):
                return await web.TCPSite(runner, "127.0.0.1", self._door.port).start()
        return await web.TCPSite(runner, "127.0.0.1", 0).start()

    async def _keep_door(self) -> None:
        door = Door(self._port, self._cookie, self._core.clocks.boot_id())
        await self._core.store.keep_fact(DOOR, door)

    async def renew(self) -> str:
        """The page's address with a fresh secret; what is open goes on until that is spent, and an older one does nothing."""
        self._secret, self._spent = secrets.token_urlsafe(24), None
        return self._start_url()

    async def stop(self) -> None:
        self._stopping = True
        await self._close_sockets()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def _origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _start_url(self) -> str:
        return f"{self._origin}/?start={self._secret}"

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Host, origin and cookie before anything else; the start secret stands in for the cookie once."""
        if request.headers.get("Host") != f"127.0.0.1:{self._port}":
            raise web.HTTPMisdirectedRequest(headers=HEADERS)
        wants_origin = request.method == "POST" or request.path == "/live"
        if wants_origin and request.headers.get("Origin") != self._origin:
            raise web.HTTPForbidden(headers=HEADERS)
        if request.path == "/" and "start" in request.query:
            return await self._spend(request.query["start"])
        if not _same(request.cookies.get(COOKIE, ""), self._cookie):
            raise web.HTTPForbidden(headers=HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _spend(self, secret: str) -> web.Response:
        """The secret for a new cookie, once: what was open before is closed. A second use asks for a new start besides."""
        if _same(secret, self._spent):
            await self._start_anew()
        if not _same(secret, self._secret):
            raise web.HTTPForbidden(headers=HEADERS)
        self._secret, self._spent = None, secret
        await self._change_cookie()
        response = web.Response(status=302, headers=HEADERS | {"Location": "/"})
        response.set_cookie(COOKIE, self._cookie, httponly=True, samesite="Strict", path="/")
        await self._core.note("page_opened")
        return response

    async def _start_anew(self) -> None:
        self._secret, self._spent = secrets.token_urlsafe(24), None
        await self._core.note("page_secret_again")
        await self._change_cookie()
        self._announce(self._start_url())

    async def _change_cookie(self) -> None:
        """Whoever has the old one is out, also after a restart of the daemon."""
        self._cookie = secrets.token_urlsafe(32)
        await self._close_sockets()
        await self._keep_door()

    async def _close_sockets(self) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        index = FILES / "index.html"
        if not await asyncio.to_thread(index.is_file):
            return web.Response(text="The page is not installed.", status=503)
        return web.FileResponse(index, headers=HEADERS)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=4096)
        await socket.prepare(request)
        self._sockets.add(socket)
        self._core.display.pages = len(self._sockets)
        self._look_at_display(request)
        telling = asyncio.create_task(self._tell(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
                if message.type is WSMsgType.TEXT:
                    await self._attend(message.data)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            self._sockets.discard(socket)
            self._core.display.pages = len(self._sockets)
            if not self._sockets and not self._stopping:  # the browser was closed, or has died
                await self._core.note("page_closed")
        return socket

    def _look_at_display(self, request: web.Request) -> None:
        """The browser and the size of its screen, for 环境检测: a service cannot see them itself (B8)."""
        display, size = self._core.display, [request.query.get(name, "") for name in ("width", "height")]
        display.opened_with(request.headers.get("User-Agent", ""))
        if all(each.isascii() and each.isdigit() and len(each) < 6 for each in size):
            display.shown_on(int(size[0]), int(size[1]))

    async def _attend(self, text: str) -> None:
        """The page says whether the candidate has it before him; what says nothing of that is passed over."""
        core = self._core
        try:
            said = _attention.decode(text)
        except msgspec.DecodeError:
            return
        if core.display.attended(focused=said.focused, now=core.clocks.boot()):
            await core.note("window_back" if said.focused else "window_left")

    async def _tell(self, socket: web.WebSocketResponse) -> None:
        """The whole state at once, after each change, and each second."""
        count = self._core.changed.count
        while not socket.closed:
            await socket.send_str(msgspec.json.encode(self._doing.state()).decode())
            await asyncio.sleep(LEAST_GAP_S)
            count = await self._core.changed.after(count, within_s=1.0)

    async def _do(self, request: web.Request) -> web.StreamResponse:
        try:
            done = await self._doing.do(decode(await request.read()))
        except msgspec.DecodeError as fault:
            raise web.HTTPBadRequest(headers=HEADERS) from fault
        except Refused as refused:
            text = say(refused, self._doing.taste.lang)
            return web.json_response({"ok": False, "code": refused.code, "text": text}, status=409)
        return web.json_response({"ok": True, **done})

    async def _material(self, request: web.Request) -> web.StreamResponse:
        """A picture of the paper that is open here; other materials are opened from the folder."""
        kind, path = self._picture(request.match_info["name"])
        if path is None or not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound(headers=HEADERS)
        return web.FileResponse(path, headers={"Content-Type": kind})

    def _picture(self, name: str) -> tuple[str, Path | None]:
        """What kind it is, and where it lies; None unless it belongs to the paper that is being worked on."""
        core, here, kind = self._core, self._core.candidate.here, materials.picture_type(name)
        if kind is None or here is None or here.paper is None or core.candidate.screen(core.now()) != "paper":
            return "", None
        found = here.paper.materials.get(name)
        return kind, Blobs(core.folder.blobs).path(found.sha256) if found else None


def _same(given: str, expected: str | None) -> bool:
    return expected is not None and hmac.compare_digest(given.encode(), expected.encode())
