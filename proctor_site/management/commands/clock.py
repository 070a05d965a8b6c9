"""manage.py clock: session clock and uplink by themselves, beside several server processes."""

import asyncio
import contextlib
import signal
from typing import Any

from django.core.management.base import BaseCommand

from proctor_site.session_clock import session_clock
from proctor_site.uplink.task import uplink


class Command(BaseCommand):
    help = "Let sessions go on, and talk to the test centre. `manage.py room` does both, too; it may run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_run())


async def _run() -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.gather(session_clock.run(), uplink.run())
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
