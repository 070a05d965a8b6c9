"""The worker process for slow work, as a child of the server."""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from time import monotonic
from typing import Final

from django.conf import settings

log = logging.getLogger(__name__)
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 30.0
LOOK_EVERY_S: Final = 0.5
END_WITHIN_S: Final = 10.0
LIVED_S: Final = 60.0


class Worker:
    """Started again when it ends; it dies with the server, however that dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    async def run(self) -> None:
        """Keep a worker alive until `stop`."""
        wait = FIRST_WAIT_S
        while not self._stopping:
            began = monotonic()
            self._process = self._start()
            while self._process.poll() is None:  # noqa: ASYNC110 - a thread that waits would hold the exit up
                await asyncio.sleep(LOOK_EVERY_S)
            wait = FIRST_WAIT_S if monotonic() - began > LIVED_S else min(2 * wait, LONGEST_WAIT_S)
            if not self._stopping:
                log.warning("worker ended with %s; again in %.1f s", self._process.returncode, wait)
                await asyncio.sleep(wait)

    def renew(self) -> None:
        """Have another one take its place: it goes by a time that is not right any more."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    async def stop(self) -> None:
        """Ask it to end after its task; after 10 s it has to. The task is taken up again later."""
        self._stopping = True
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, END_WITHIN_S)
        if self._process.poll() is None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)

    def _start(self) -> subprocess.Popen[bytes]:
        """From the loop's thread: the death signal is bound to the thread that forked."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--parent", str(os.getpid())]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
