"""Start and stop under an ASGI server that tells them (uvicorn); daphne does not, `manage.py room` does it."""

import logging
import os
import signal
from typing import Any

from proctor_site import parts

log = logging.getLogger(__name__)


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            await parts.start(_failed)
            await send({"type": "lifespan.startup.complete"})
        else:
            await parts.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _failed(name: str) -> None:
    """Whoever supervises this process starts it anew."""
    log.critical("%s has failed: this process stops", name)
    os.kill(os.getpid(), signal.SIGTERM)
