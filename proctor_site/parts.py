"""The lasting parts of a process that holds links: the hub and the writer of answers."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.utils import translation

from exams.answers import writer
from rooms.live.hub import hub

Failed = Callable[[str], None]


async def start(failed: Failed, lease_file: Path | None = None) -> None:
    """Begin; `failed` is told when a part has died, for then the process is of no use.

    A process that has its folder to itself keeps its lease's name there: so the next one knows which is dead.
    """
    writer.start(asyncio.get_running_loop())
    await asyncio.to_thread(translation.gettext, "")  # reads the catalogue from the disk, once
    before = await asyncio.to_thread(_kept, lease_file) if lease_file else None
    await hub.start(failed, before=before)
    if lease_file:
        await asyncio.to_thread(lease_file.write_text, str(hub.book.lease))


def _kept(lease_file: Path) -> UUID | None:
    try:
        return UUID(lease_file.read_text())
    except (OSError, ValueError):  # the first start, or a file that was cut off
        return None


def stop_taking() -> None:
    """From here on no new message is taken; those that are under way come to their end."""
    hub.stopping = True


async def stop() -> None:
    """Acknowledge what is committed, then send everybody away."""
    stop_taking()
    await asyncio.to_thread(writer.stop)
    await asyncio.sleep(0)  # the acknowledgements are in the loop: let them go out before the links close
    await hub.stop()
