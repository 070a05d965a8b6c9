"""Keeps the candidate's full-screen browser as the daemon says: python -m agent_client kiosk [--folder DIR].

Runs in the candidate's session and account; the daemon leaves its address in DIR for it.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import aiohttp
import msgspec
import platformdirs

from agent_client.instance import AlreadyRunning, OnlyOne
from agent_client.kiosk import browsers, orders, tray
from agent_client.kiosk.keeper import Keeper, sweep
from agent_client.kiosk.orders import Address, Close, Happened, Light, Open, Order, Said
from agent_client.kiosk.tray import Tray
from agent_client.kiosk_front import BarProcess, Front, ThisDesktop
from agent_client.kiosk_yield import Left, Return, Yield
from agent_client.options import default_kiosk_folder
from agent_client.program import program
from agent_client.stopping import until_asked

LOOK_EVERY_S: Final = 0.3
TIME_BAR: Final = "time_bar"
RUNS: Final = "This program runs in this account already ({path})."


class Session:
    """`keeper` is None where no browser is installed: then the daemon is told so, and the proctor sees it."""

    def __init__(self, folder: Path, keeper: Keeper | None, light: Tray) -> None:
        self._folder = folder
        self._keeper = keeper
        self._tray = light
        self._front = Front(ThisDesktop(), BarProcess([*program(), TIME_BAR], self._back))
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._saying: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled. A daemon that goes away leaves the page open: it comes back, and the page finds it."""
        try:
            async with aiohttp.ClientSession() as client:
                while True:
                    address = orders.find(self._folder)
                    if address is not None:
                        await self._linked(client, address)
                        self._tray.show("offline", "")
                    await asyncio.sleep(LOOK_EVERY_S)
        finally:
            if self._keeper is not None:
                await self._keeper.close()
            await self._front.do(Return(ends_tools=True))
            self._tray.stop()

    async def _linked(self, client: aiohttp.ClientSession, address: Address) -> None:
        headers = {"Authorization": f"Bearer {address.token}"}
        try:
            async with client.ws_connect(address.url, headers=headers, heartbeat=5) as socket:
                self._socket = socket
                await self._follow(socket)
        except (aiohttp.ClientError, OSError, msgspec.DecodeError):
            return  # the daemon has gone, or is another one by now
        finally:
            await self._front.do(Return(ends_tools=False))  # a bar that hears of no time must not stand there

    async def _follow(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        if self._keeper is not None and self._keeper.is_running:
            await _tell(socket, "opened")
        watching = asyncio.create_task(self._watch(socket))
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._do(orders.order(message.data), socket)
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def _watch(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while self._keeper is not None:
            code = await self._keeper.ended()
            with contextlib.suppress(ConnectionError):  # said by the next link's silence
                await _tell(socket, "ended", f"exit {code}")

    async def _do(self, order: Order, socket: aiohttp.ClientWebSocketResponse) -> None:
        match order:
            case Open(page=page):
                await _tell(socket, *await self._open(page))
            case Close():
                if self._keeper is not None:
                    await self._keeper.close()
                await _tell(socket, "closed")
            case Light(state=state, text=text):
                self._tray.show(state, text)
            case Yield() | Left() | Return():
                await self._front.do(order)

    def _back(self) -> None:
        """返回试卷."""
        if self._socket is not None and not self._socket.closed:
            saying = asyncio.create_task(_tell(self._socket, "returned"))
            self._saying.add(saying)
            saying.add_done_callback(self._saying.discard)

    async def _open(self, page: str) -> tuple[Happened, str]:
        if self._keeper is None:
            return "no_browser", "no Chromium, Chrome or Edge"
        try:
            await self._keeper.open(page)
        except OSError as fault:
            return "no_browser", str(fault)
        return "opened", ""


async def _tell(socket: aiohttp.ClientWebSocketResponse, state: Happened, reason: str = "") -> None:
    await socket.send_str(orders.text(Said(state=state, reason=reason)))


def main(arguments: Sequence[str]) -> int:
    asked = _parsed(arguments)
    asked.profiles.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        only_one = OnlyOne(asked.profiles / "kiosk.lock", words=RUNS)
    except AlreadyRunning as fault:
        print(fault, file=sys.stderr)
        return 2
    sweep(asked.profiles)
    browser = browsers.find(asked.browser, more=asked.browser_flag)
    keeper = Keeper(browser, asked.profiles) if browser is not None else None
    asyncio.run(until_asked(Session(asked.folder, keeper, tray.this_tray()).run()))
    only_one.release()
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m agent_client kiosk", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=default_kiosk_folder(), metavar="DIR", help="where the daemon leaves its address"
    )
    parser.add_argument("--browser", default="", metavar="PROGRAM", help="instead of Chromium, Chrome or Edge as found")
    parser.add_argument("--browser-flag", action="append", default=[], metavar="FLAG", help="one more flag for it")
    parser.add_argument(
        "--profiles",
        type=Path,
        default=platformdirs.user_cache_path("jiankao-kiosk", appauthor=False),
        metavar="DIR",
        help="where the browser may write while it runs",
    )
    return parser.parse_args(arguments)
