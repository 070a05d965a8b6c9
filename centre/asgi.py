"""The ASGI application of the centre: HTTP for Django, no sockets."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")
django = get_asgi_application()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A socket is refused; Django would make a server error of it."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close"})
        return
    await django(scope, receive, send)
