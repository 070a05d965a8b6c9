"""manage.py clock: the session clock by itself, beside several server processes."""

import asyncio
import contextlib
import signal
from typing import Any

from django.core.management.base import BaseCommand

from proctor_site.session_clock import session_clock


class Command(BaseCommand):
    help = "Let sessions go on by themselves. `manage.py room` does that, too; it may run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_run())


async def _run() -> None:
    loop = asyncio.get_running_loop()
    task = loop.create_task(session_clock.run())
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
