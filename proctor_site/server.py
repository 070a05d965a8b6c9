"""The server process: daphne, and beside it hub, writer, session clock and worker, started and stopped in order."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any, Final

from daphne.server import Server  # first: it chooses Twisted's reactor
from django.conf import settings
from twisted.internet import reactor as chosen_reactor

from proctor_site import body_limits, discovery, parts
from proctor_site.asgi import application
from proctor_site.child import Worker
from proctor_site.session_clock import session_clock
from proctor_site.uplink.task import uplink
from proctor_site.wall_clock import ask_the_machines
from rooms.live.tasks import Tasks

reactor: Any = chosen_reactor  # its type knows nothing of asyncio
log = logging.getLogger(__name__)
STOP_WITHIN_S: Final = 15.0
LINKS_GONE_WITHIN_S: Final = 2.0
DAPHNES_MOST_BYTES: Final = 512 * 1024  # ours is 256 KB, and told with 4413; daphne's would only hang up


class RoomServer:
    """Serves on `listener` until SIGTERM or SIGINT; `exit_code` is 1 when a part has died."""

    def __init__(
        self,
        listener: socket.socket,
        *,
        host: str,
        ready: Callable[[], None],
        clock: bool,
        worker: bool,
        is_new_time: bool,
    ) -> None:
        self.exit_code = 0
        self._host = host
        self._port: int = listener.getsockname()[1]
        self._is_new_time = is_new_time
        self._ready = ready
        self._has_clock = clock
        self._worker = Worker() if worker else None
        self._tasks = Tasks(self._failed)
        self._stopping = False
        body_limits.install()
        self._daphne = Server(
            application,
            endpoints=[f"fd:fileno={listener.fileno()}"],
            signal_handlers=False,
            websocket_timeout=-1,
            websocket_max_message_size=DAPHNES_MOST_BYTES,
            websocket_max_frame_size=DAPHNES_MOST_BYTES,
            server_name="jiankao",
            verbosity=0,
        )

    def run(self) -> int:
        """Until stopped; returns the exit code."""
        reactor.callWhenRunning(lambda: self._spawn(self._begin(), "start"))
        self._daphne.run()
        return self.exit_code

    async def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self._stop_soon)
        try:
            await self._start()
        except Exception:  # whatever it is: without its parts the server must not seem to serve
            log.critical("the server could not start", exc_info=True)
            self._failed("start")

    async def _start(self) -> None:
        await parts.start(self._failed, settings.DATA_DIR / "lease")
        if self._is_new_time:
            self._tasks.short(self._settle_time(), "vote on the time")
        if self._has_clock:
            self._tasks.lasting(session_clock.run(), "session clock")
            self._tasks.lasting(uplink.run(), "uplink")
        if self._worker:
            self._tasks.lasting(self._worker.run(), "worker")
        if discovery.is_wanted(self._host):
            self._tasks.lasting(discovery.Discovery(self._host, self._port).run(), "discovery")
        self._ready()

    async def _settle_time(self) -> None:
        if await ask_the_machines() and self._worker:
            self._worker.renew()

    def _failed(self, name: str) -> None:
        log.critical("%s has failed: the server stops", name)
        self.exit_code = 1
        self._stop_soon()

    def _stop_soon(self) -> None:
        if not self._stopping:
            self._stopping = True
            asyncio.get_running_loop().call_later(STOP_WITHIN_S, reactor.stop)
            self._spawn(self._stop(), "stop")

    async def _stop(self) -> None:
        """No new links, answers acknowledged, links closed, child ended, and then the loop."""
        parts.stop_taking()
        for step in (self._stop_listening, self._tasks.stop, parts.stop, self._stop_worker, self._links_gone):
            try:
                await step()
            except Exception:  # one part that does not stop must not keep the others from it
                log.exception("%s while stopping", step.__qualname__)
        if reactor.running:
            reactor.stop()

    async def _stop_listening(self) -> None:
        for listener in self._daphne.listeners:
            listener.addCallback(lambda port: port.stopListening())

    async def _stop_worker(self) -> None:
        if self._worker:
            await self._worker.stop()

    async def _links_gone(self) -> None:
        """Give the close codes their time on the wire."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LINKS_GONE_WITHIN_S
        while loop.time() < until and any("disconnected" not in each for each in self._daphne.connections.values()):  # noqa: ASYNC110 - daphne tells nobody
            await asyncio.sleep(0.02)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Start and stop must not be cancelled by what they do, so they have an owner of their own."""
        self._own = reactor._asyncioEventloop.create_task(work, name=name)
