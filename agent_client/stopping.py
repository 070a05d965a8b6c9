"""How a process of daemons ends in order: by SIGTERM, by Ctrl-C, or with its standard input."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Coroutine
from typing import Any


async def until_asked(work: Coroutine[Any, Any, None], *, until_eof: bool = False) -> None:
    """Run `work`, and cancel it when the process is asked to end."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt by itself
            loop.add_signal_handler(wanted, task.cancel)
    if until_eof:
        threading.Thread(target=_wait_for_end, args=(loop, task), daemon=True).start()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _wait_for_end(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    while os.read(sys.stdin.fileno(), 4096):  # not through sys.stdin, whose lock would hold up the end of the process
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(task.cancel)
