"""The server process of the centre: daphne on a listener that is bound already."""

import asyncio
import signal
import socket
from collections.abc import Callable
from typing import Any, Final

from daphne.server import Server  # first: it chooses Twisted's reactor
from twisted.internet import reactor as chosen_reactor

from centre import body_limits
from centre.asgi import application

reactor: Any = chosen_reactor  # its type knows nothing of asyncio
STOP_WITHIN_S: Final = 10.0
ANSWERED_WITHIN_S: Final = 3.0


class CentreServer:
    """Serves on `listener`, which is its own from now on, until SIGTERM or SIGINT; what is being answered ends first."""

    def __init__(self, listener: socket.socket, *, ready: Callable[[], None]) -> None:
        body_limits.install()
        self._ready = ready
        self._stopping = False
        self._daphne = Server(
            application,
            endpoints=[f"fd:fileno={listener.detach()}"],
            signal_handlers=False,
            server_name="jiankao",
            verbosity=0,
        )

    def run(self) -> None:
        reactor.callWhenRunning(self._begin)
        self._daphne.run()

    def _begin(self) -> None:
        self._loop = reactor._asyncioEventloop
        for each in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(each, self._stop_soon)
        self._ready()

    def _stop_soon(self) -> None:
        if not self._stopping:
            self._stopping = True
            self._loop.call_later(STOP_WITHIN_S, reactor.stop)
            self._task = self._loop.create_task(self._stop(), name="stop")

    async def _stop(self) -> None:
        for listener in self._daphne.listeners:
            listener.addCallback(lambda port: port.stopListening())
        until = self._loop.time() + ANSWERED_WITHIN_S
        while self._loop.time() < until and self._is_answering():  # noqa: ASYNC110 - daphne tells nobody
            await asyncio.sleep(0.02)
        if reactor.running:
            reactor.stop()

    def _is_answering(self) -> bool:
        return any("disconnected" not in each for each in self._daphne.connections.values())
