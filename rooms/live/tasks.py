"""Tasks that have an owner: they are held, their end is noticed, and they are awaited at the end."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

log = logging.getLogger(__name__)
AGAIN_AFTER_S: Final = 1.0

Work = Coroutine[Any, Any, None]


class Tasks:
    """`lasting` tasks must not end by themselves: then `failed` is told. `short` ones only log their faults."""

    def __init__(self, failed: Callable[[str], None]) -> None:
        self._failed = failed
        self._held: set[asyncio.Task[None]] = set()
        self._stopping = False

    def lasting(self, work: Work, name: str) -> None:
        self._hold(work, name).add_done_callback(self._ended)

    def short(self, work: Work, name: str) -> None:
        self._hold(work, name).add_done_callback(_log_fault)

    async def stop(self) -> None:
        """Cancel what runs, and wait for its end."""
        self._stopping = True
        held = list(self._held)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    def _hold(self, work: Work, name: str) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        if self._stopping:
            log.warning("%s did not end well", task.get_name(), exc_info=task.exception())
        else:
            log.critical("%s has ended", task.get_name(), exc_info=task.exception())
            self._failed(task.get_name())


async def through_faults(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do `work`; whatever goes wrong once is logged and tried again: one fault must not end the room."""
    try:
        await work()
    except Exception:
        log.exception("something went wrong; again in %s s", AGAIN_AFTER_S)
        await asyncio.sleep(AGAIN_AFTER_S)


def _log_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("%s has failed", task.get_name(), exc_info=task.exception())
