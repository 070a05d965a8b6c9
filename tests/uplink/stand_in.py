"""A small test centre after docs/centre-api.md that can be told to be out of order."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from formats import signing
from tests.day import ROOM_CODE

PRIVATE: Final = b"c" * 32
OTHER_PRIVATE: Final = b"d" * 32
CODE: Final = "7FQ2-K9DM"
TOKEN: Final = "token-of-the-room-0001"
Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class StandIn:
    """`disorder` is what is the matter; `heard` is every request as (method and path, body)."""

    private: bytes = PRIVATE
    disorder: str = ""
    holder: str | None = None
    ahead_ms: int = 0
    packages: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    authorizations: dict[tuple[str, int], bytes] = field(default_factory=dict)
    late: dict[tuple[str, int], bytes] = field(default_factory=dict)
    late_asked: int = 0
    refuses_reports: str = ""
    windows: list[dict[str, Any]] = field(default_factory=list)
    heard: list[tuple[str, Any]] = field(default_factory=list)
    ranges: list[int] = field(default_factory=list)
    now_ms: Callable[[], int] = lambda: 0
    port: int = 0
    seal_key: str = ""

    @property
    def public(self) -> bytes:
        return signing.public_of(self.private)

    def bodies(self, path: str) -> list[Any]:
        return [body for where, body in self.heard if where.endswith(path)]

    # --- what it answers
    async def centre(self, _request: web.Request) -> web.Response:
        facts = {"version": 1, "code": "1999999", "name": "Centre", "public_key": self.public.hex()}
        return web.json_response(facts | {"fingerprint": signing.fingerprint(self.public), "time": self.now_ms()})

    async def register(self, request: web.Request) -> web.Response:
        body = await request.json()
        if not ROOM_CODE.endswith(body["room"]):
            return refusal(404, "room.unknown")
        if body["registration_code"] != CODE:
            return refusal(403, "room.registration_code")
        if self.holder not in (None, body["machine"]):
            return refusal(409, "room.registered_elsewhere", at=1, address="192.168.0.9")
        self.holder, self.seal_key = body["machine"], body["seal_key"]
        centre = {"code": "1999999", "name": "Centre", "public_key": self.public.hex()}
        room = {"code": ROOM_CODE, "name": "Room 1"}
        return web.json_response({"token": TOKEN, "centre": centre, "room": room, "plans": 1})

    async def heartbeat(self, _request: web.Request) -> web.Response:
        listed = [facts for facts, _ in self.packages.values()]
        return web.json_response({"time": self.now_ms(), "packages": listed, "authorizations": self.windows})

    async def listed(self, _request: web.Request) -> web.Response:
        return web.json_response([facts for facts, _ in self.packages.values()])

    async def package(self, request: web.Request) -> web.StreamResponse:
        facts, body = self.packages[request.match_info["plan"]]
        start = request.http_range.start or 0
        self.ranges.append(start)
        headers = {"ETag": f'"{facts["sha256"]}"'}
        if self.disorder == "half package" and start < len(body) // 2:
            return await broken_off(request, body[start : start + len(body) // 4 + 1], len(body) - start, headers)
        return web.Response(body=body[start:], status=206 if start else 200, headers=headers)

    async def authorization(self, request: web.Request) -> web.Response:
        key = (request.match_info["plan"], int(request.match_info["session"]))
        if "late" in request.query:
            self.late_asked += 1
            no_code = refusal(403, "authorization.no_code")
            return web.Response(body=self.late[key], content_type="application/json") if key in self.late else no_code
        if key not in self.authorizations:
            return refusal(403, "authorization.early", opens_at=self.now_ms() + 1)
        return web.Response(body=self.authorizations[key], content_type="application/json")

    async def report(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.refuses_reports:
            return refusal(422, self.refuses_reports)
        return web.json_response({"id": body["id"], "received_at": self.now_ms(), "known": True})

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._middleware()])
        app.add_routes(
            [
                web.get("/api/v1/centre", self.centre),
                web.post("/api/v1/rooms/register", self.register),
                web.post("/api/v1/rooms/heartbeat", self.heartbeat),
                web.get("/api/v1/packages", self.listed),
                web.get("/api/v1/packages/{plan}/{revision}", self.package),
                web.get("/api/v1/authorizations/{plan}/{session}", self.authorization),
                web.post("/api/v1/seal-checks", self.report),
                web.post("/api/v1/codes/used", self.report),
            ]
        )
        return app

    def _middleware(self) -> Any:
        @web.middleware
        async def middleware(request: web.Request, handler: Reply) -> web.StreamResponse:
            body = await request.json() if request.method == "POST" else None
            self.heard.append((f"{request.method} {request.path}", body))
            given = request.headers.get("Authorization")
            if not request.path.endswith(("/centre", "/register")) and given != f"Bearer {TOKEN}":
                return refusal(401, "token")
            out_of_order = DISORDERS.get(self.disorder)
            response = await (out_of_order or handler)(request)
            if not response.prepared:
                response.headers["Jiankao-Time"] = str(self.now_ms() + self.ahead_ms)
            return response

        return middleware


def refusal(status: int, code: str, **values: Any) -> web.Response:
    return web.json_response({"code": code, "text": code, "values": values}, status=status)


async def broken_off(
    request: web.Request, body: bytes, promised: int, headers: dict[str, str] | None = None
) -> web.StreamResponse:
    """Promise more than comes, and hang up."""
    status = 206 if "Range" in request.headers else 200
    response = web.StreamResponse(status=status, headers={**(headers or {}), "Content-Length": str(promised)})
    await response.prepare(request)
    await response.write(body)
    assert request.transport is not None
    request.transport.close()
    return response


async def _slow(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError("nobody waits that long")


async def _half(request: web.Request) -> web.StreamResponse:
    return await broken_off(request, b'{"time": 1', 200)


async def _failing(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=500, text="Server error")


async def _nonsense(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="<h1>It works!</h1>", content_type="text/html")


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(64):
        await response.write(b" " * 65536)
    return response


async def _busy(_request: web.Request) -> web.StreamResponse:
    return refusal(429, "rate")


async def _gone(_request: web.Request) -> web.StreamResponse:
    return refusal(401, "token")


DISORDERS: Final[dict[str, Reply]] = {
    "slow": _slow,
    "half": _half,
    "failing": _failing,
    "nonsense": _nonsense,
    "endless": _endless,
    "busy": _busy,
    "token": _gone,
}


class Running:
    """The stand-in, served from a thread of its own until the block ends."""

    def __init__(self, centre: StandIn, tls: ssl.SSLContext | None = None) -> None:
        self.centre = centre
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> StandIn:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self.centre

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        self._runner = web.AppRunner(self.centre.application(), shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.centre.port, ssl_context=self._tls)
        await site.start()
        self.centre.port = self._runner.addresses[0][1]
