"""The daemon as docs/local-page.md has it, with a scripted state and no room behind it."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from aiohttp import WSCloseCode, web

PAGE: Final = Path(__file__).resolve().parents[2] / "agent_client" / "page"
MATERIALS: Final = Path(__file__).parents[2] / "samples" / "with_materials"
POLICY: Final = "default-src 'self'"
PUSH_AFTER_S: Final = 0.1
UPLOAD_AFTER_S: Final = 0.2
PATIENCE_S: Final = 10

State = dict[str, Any]
Act = dict[str, Any]


class Refused(Exception):
    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class StubDaemon:
    """Serves the page on a port of its own, from a thread of its own. Tests call the public methods."""

    def __init__(self, state: State, now: int) -> None:
        self.state = state
        self.acts: list[Act] = []
        self.refusals: dict[str, Refused] = {}
        self.uploads = True
        self._now = now
        self._since: float | None = None
        self._moved = threading.Condition()
        self._sockets: set[web.WebSocketResponse] = set()
        self._secrets = {"open-sesame"}
        self._port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._answering = self._in_loop(_open_gate())
        self._in_loop(self._listen())

    # --- for tests
    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def start_url(self) -> str:
        return f"{self.url}/?start=open-sesame"

    def now(self) -> int:
        """ms by the server's clock, which starts when the page has opened."""
        self._since = self._since or time.monotonic()
        return self._now + round(1000 * (time.monotonic() - self._since))

    def sleep(self, ms: int) -> None:
        """The machine slept: the daemon's clock ran on, and nobody has told the page."""
        self._now += ms

    def show(self, **changes: Any) -> None:
        """Changes the state and pushes it."""
        self.state = {**self.state, **changes}
        self._in_loop(self._push())

    def change(self, part: str, **changes: Any) -> None:
        """Changes fields of one part of the state, as `safety`, and pushes it."""
        self.show(**{part: {**(self.state[part] or {}), **changes}})

    def hold(self) -> None:
        """From now on `/do` takes acts and does not answer."""
        self._loop.call_soon_threadsafe(self._answering.clear)

    def release(self) -> None:
        self._loop.call_soon_threadsafe(self._answering.set)

    def refuse(self, act: str, code: str, text: str) -> None:
        self.refusals[act] = Refused(code, text)

    def go_away(self) -> None:
        """Closes the port and every connection, as when the process was killed."""
        self._in_loop(self._runner.cleanup())

    def come_back(self) -> None:
        self._in_loop(self._listen())

    def close(self) -> None:
        self.release()
        self.go_away()
        self._in_loop(_cancel_the_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Until the acts that came in make `happened` true."""
        with self._moved:
            assert self._moved.wait_for(happened, PATIENCE_S), f"did not happen; acts so far: {self.acts}"

    def values_of(self, question: str) -> list[str]:
        """What was asked to be saved for that question, in order."""
        return [act["value"] for act in self.acts if act["act"] == "answer" and act["question"] == question]

    def acts_named(self, name: str) -> list[Act]:
        return [act for act in self.acts if act["act"] == name]

    # --- the loop's side
    def _in_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    async def _listen(self) -> None:
        app = web.Application(middlewares=[self._guard])
        app.add_routes([web.get("/", self._document), web.get("/live", self._live), web.post("/do", self._do)])
        app.router.add_static("/page/", PAGE)
        app.router.add_static("/materials/", MATERIALS)
        app.on_shutdown.append(self._hang_up)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _hang_up(self, app: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """The start secret is spent once for the cookie; everything else needs the cookie, the host, the origin."""
        if request.query.get("start") in self._secrets:
            self._secrets.clear()
            answer = web.Response(status=302, headers={"Location": "/"})
            answer.set_cookie("jiankao_page", "let-in", httponly=True, samesite="Strict")
            return answer
        if not self._is_from_the_page(request):
            return web.Response(status=403)
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = POLICY
        return response

    def _is_from_the_page(self, request: web.Request) -> bool:
        known = request.cookies.get("jiankao_page") == "let-in" and request.host == f"127.0.0.1:{self._port}"
        needs_origin = request.method == "POST" or request.path == "/live"
        return known and (not needs_origin or request.headers.get("Origin") == self.url)

    async def _document(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        await socket.send_json(self._whole())
        async for _ in socket:
            pass
        self._sockets.discard(socket)
        return socket

    def _whole(self) -> State:
        return {**self.state, "now": self.now()}

    async def _push(self) -> None:
        for socket in list(self._sockets):
            await socket.send_json(self._whole())

    async def _push_later(self) -> None:
        await asyncio.sleep(PUSH_AFTER_S)
        await self._push()

    async def _do(self, request: web.Request) -> web.Response:
        act = await request.json()
        with self._moved:
            self.acts.append(act)
            self._moved.notify_all()
        await self._answering.wait()
        try:
            said = self._carry_out(act)
        except Refused as refused:
            self.state["refused"] = {"code": refused.code, "text": refused.text}
            await self._push()
            return web.json_response({"ok": False, **self.state["refused"]}, status=409)
        self.state["refused"] = None
        asyncio.get_running_loop().create_task(self._push_later())
        return web.json_response({"ok": True, **said})

    def _carry_out(self, act: Act) -> Act:
        if act["act"] in self.refusals:
            raise self.refusals[act["act"]]
        return ACTS[act["act"]](self, act) or {}

    # --- what the acts do
    def log_in(self, act: Act) -> None:
        if act["ticket"] != self.state["identity"]["ticket"]:
            raise Refused("login.unknown", f"准考证号 {act['ticket']} 不在本考场名单里，请核对后再输入。")
        self.state["screen"] = "confirm"

    def confirm(self, act: Act) -> None:
        self.state["screen"] = "rules"

    def not_me(self, act: Act) -> None:
        self.state["screen"] = "login"

    def read_rules(self, act: Act) -> None:
        begun = self.state["exam"]["start_at"] and self.state["exam"]["start_at"] <= self.now()
        self.state |= {"rules_read": True, "screen": "paper" if begun else "countdown"}

    def answer(self, act: Act) -> Act:
        safety = self.state["safety"]
        self.state["answers"] = {**self.state["answers"], act["question"]: act["value"]}
        oldest = safety["oldest_pending_at"] or self.now()
        counted = {"last_n": safety["last_n"] + 1, "pending": safety["pending"] + 1, "oldest_pending_at": oldest}
        self.state["safety"] = {**safety, **counted, "saved_at": self.now()}
        if self.uploads and self.state["link"]["online"]:
            self._loop.call_later(UPLOAD_AFTER_S, self._upload)
        return {"n": counted["last_n"]}

    def _upload(self) -> None:
        done = {"pending": 0, "oldest_pending_at": None, "uploaded_at": self.now()}
        self.state["safety"] = {**self.state["safety"], **done}
        self._loop.create_task(self._push())

    def mark(self, act: Act) -> None:
        others = [key for key in self.state["marks"] if key != act["question"]]
        self.state["marks"] = [*others, act["question"]] if act["marked"] else others

    def large_type(self, act: Act) -> None:
        self.state["size"] = act["size"]

    def language(self, act: Act) -> None:
        self.state["lang"] = act["lang"]

    def scheme(self, act: Act) -> None:
        self.state["scheme"] = act["scheme"]

    def submit(self, act: Act) -> None:
        answered = sum(1 for value in self.state["answers"].values() if value)
        receipt = {
            "at": self.now(), "by": "candidate", "revision": self.state["safety"]["last_n"], "chain": "7f3a91c4" * 8,
            "confirmed": True, "answered": answered, "questions": len(self.state["paper"]["questions"]),
        }  # fmt: skip
        self.state |= {"screen": "submitted", "receipt": receipt}

    def acknowledge_lock(self, act: Act) -> None:
        self.state["lock"] = None

    def notice_seen(self, act: Act) -> None:
        self.state["notices"] = [notice for notice in self.state["notices"] if notice["id"] != act["id"]]

    def finish(self, act: Act) -> None:
        self.state["screen"] = "waiting"

    def nothing(self, act: Act) -> None:
        """Taken note of: `raise_hand`, `open_folder`, `open_material`, `export`."""


async def _cancel_the_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


ACTS: Final[dict[str, Callable[[StubDaemon, Act], Act | None]]] = {
    "log_in": StubDaemon.log_in,
    "confirm": StubDaemon.confirm,
    "not_me": StubDaemon.not_me,
    "read_rules": StubDaemon.read_rules,
    "answer": StubDaemon.answer,
    "mark": StubDaemon.mark,
    "large_type": StubDaemon.large_type,
    "language": StubDaemon.language,
    "scheme": StubDaemon.scheme,
    "submit": StubDaemon.submit,
    "acknowledge_lock": StubDaemon.acknowledge_lock,
    "notice_seen": StubDaemon.notice_seen,
    "finish": StubDaemon.finish,
    "open_folder": StubDaemon.nothing,
    "open_material": StubDaemon.nothing,
    "raise_hand": StubDaemon.nothing,
    "export": StubDaemon.nothing,
}
