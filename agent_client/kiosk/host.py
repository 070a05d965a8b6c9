"""The daemon's end: one program in the candidate's session is told when to show the page, and tells what became of it."""

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import WSMsgType, web

from agent_client.connection import Connection
from agent_client.core import Core
from agent_client.kiosk import orders
from agent_client.kiosk.curtain import Curtain, is_wanted
from agent_client.kiosk.orders import Address, Close, Light, Open, Order, Said
from agent_client.kiosk_yield import Return, Stage

LOOK_EVERY_S: Final = 0.25
MOST_SAID: Final = 4096


class Host:
    """`renew` gives the page's address with a fresh start secret, and closes what an earlier one opened.

    The address file has a secret of its own, and lies there only while no program is linked: whoever comes later finds none.
    """

    def __init__(
        self, core: Core, connection: Connection, stage: Stage, *, folder: Path, renew: Callable[[], Awaitable[str]]
    ) -> None:
        self._core = core
        self._connection = connection
        self._stage = stage
        self._folder = folder
        self._renew = renew
        self._curtain = Curtain()
        self._token = ""
        self._port = 0
        self._socket: web.WebSocketResponse | None = None
        self._light: Light | None = None

    async def run(self) -> None:
        runner = await self._listen()
        try:
            while True:
                await self._look()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            orders.take_away(self._folder)
            await self._drop()
            await runner.cleanup()

    async def _listen(self) -> web.AppRunner:
        app = web.Application(client_max_size=MOST_SAID)
        app.add_routes([web.get("/", self._admit)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._port = int(runner.addresses[0][1])
        await self._invite()
        return runner

    async def _invite(self) -> None:
        """The secret of the next link."""
        self._core.display.kiosk = "missing"
        self._token = secrets.token_urlsafe(32)
        address = Address(url=f"http://127.0.0.1:{self._port}/", token=self._token)
        await asyncio.to_thread(orders.leave, self._folder, address)

    async def _admit(self, request: web.Request) -> web.StreamResponse:
        """No browser gets in: it would name the page it comes from."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        is_ours = bool(self._token) and hmac.compare_digest(given.encode(), self._token.encode())
        if not is_ours or "Origin" in request.headers or request.headers.get("Host") != f"127.0.0.1:{self._port}":
            raise web.HTTPForbidden
        self._token = ""
        orders.take_away(self._folder)
        socket = web.WebSocketResponse(heartbeat=5, max_msg_size=MOST_SAID)
        await socket.prepare(request)
        await self._serve(socket)
        return socket

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        self._socket, self._light = socket, None
        self._core.display.kiosk, self._stage.kiosk = "closed", self
        await self._core.note("kiosk_linked")
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._heard(orders.said(message.data))
        except msgspec.DecodeError as fault:
            self._core.log.warning("kiosk: %s", fault)
        finally:
            self._socket, self._curtain = None, Curtain()
            self._stage.lost()
            await self._core.note("kiosk_lost")
            await self._invite()

    async def _heard(self, said: Said) -> None:
        if said.state == "returned":
            return await self._stage.returned()
        core, now = self._core, self._core.clocks.boot()
        if said.state == "opened" and self._curtain.ordered_at is None:
            self._curtain.went_on(now)
        if said.state in ("ended", "no_browser"):
            if self._curtain.ordered_at is None:
                return (
                    None  # said already: whoever says it all the time is not heard more often than browsers are opened
                )
            self._curtain.ended(now)
            await core.note(f"browser_{said.state}", reason=said.reason[:200])
        core.display.kiosk = "open" if said.state == "opened" else "closed"
        if said.state == "no_browser":
            core.display.kiosk = "no_browser"
        return await self._look()

    async def _look(self) -> None:
        """Open, close, or leave it as it is."""
        if self._socket is None:
            return
        core, now = self._core, self._core.clocks.boot()
        wanted = is_wanted(core.candidate, core.now())
        deed = self._curtain.look(wanted=wanted, pages=core.display.pages, now=now)
        if deed == "open":
            await self.say(Open(page=await self._renew()))
        elif deed == "close":
            await self.say(Close())
        await self._shine()

    async def _shine(self) -> None:
        """The tray's light, when it changes."""
        seat, connection = self._core.candidate.seat, self._connection
        away = "searching" if connection.where.search is not None else "offline"
        number = f"{seat.number:03}" if seat is not None and seat.number is not None else ""
        light = Light(state="online" if connection.online else away, text=number)
        if light != self._light:
            self._light = light
            await self.say(light)

    async def say(self, order: Order) -> None:
        """To the program, if it is there. After the tools the page is opened anew: a new window is in front of them."""
        if self._socket is None or self._socket.closed:
            return
        await self._socket.send_str(orders.text(order))
        if isinstance(order, Return) and self._curtain.ordered_at is not None:
            self._curtain.went_on(self._core.clocks.boot())
            await self.say(Open(page=await self._renew()))

    async def _drop(self) -> None:
        """A daemon that comes back finds the page again; one that was taken off the machine leaves none."""
        if self._core.uninstalled.is_set():
            await self.say(Close())
        if self._socket is not None:
            await self._socket.close()
