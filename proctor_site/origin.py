"""The control room's socket answers only pages of this server."""

from typing import Any
from urllib.parse import urlsplit

from rooms.live.auth import header


class SameOrigin:
    """Refuses a socket whose Origin is another host than the one it was sent to; the cookie would come along otherwise."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        origin, host = header(scope, b"origin"), header(scope, b"host")
        if origin is None or host is None or urlsplit(origin).netloc.lower() != host.lower():
            await receive()
            await send({"type": "websocket.close"})
            return
        await self.application(scope, receive, send)
