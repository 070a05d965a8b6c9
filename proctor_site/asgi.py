"""The ASGI application of the room server: machines, the control room, and everything else for Django."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctor_site.settings")
django = get_asgi_application()  # loads the apps: what follows needs the models

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from exams.bulk import bulk  # noqa: E402
from proctor_site.checks.consumer import ChecksOfRoom  # noqa: E402
from proctor_site.control_room.consumer import ControlRoom  # noqa: E402
from proctor_site.lifespan import lifespan  # noqa: E402
from proctor_site.origin import SameOrigin  # noqa: E402
from proctor_site.seats.consumer import SeatList  # noqa: E402
from rooms.checks.transfer import transfer  # noqa: E402
from rooms.live.endpoint import machine_socket  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    """A socket path that leads nowhere is refused; without this it would be a server error."""
    await receive()
    await send({"type": "websocket.close"})


def sockets(to_machines: Any, to_control_room: Any, to_seats: Any, to_checks: Any, to_nowhere: Any) -> Any:
    """Django's routes take any ASGI application here; their types know of views only."""
    return URLRouter(
        [
            path("agent/", to_machines),
            path("control-room/<uuid:session>/", to_control_room),
            path("seats/<uuid:room>/", to_seats),
            path("checks/<uuid:room>/", to_checks),
            re_path(r"", to_nowhere),
        ]
    )


def requests(from_machines: Any, from_checks: Any, others: Any) -> Any:
    return URLRouter([re_path(r"^agent/check/", from_checks), re_path(r"^agent/", from_machines), re_path(r"", others)])


control_room = SameOrigin(AuthMiddlewareStack(ControlRoom.as_asgi()))
seats = SameOrigin(AuthMiddlewareStack(SeatList.as_asgi()))
checks = SameOrigin(AuthMiddlewareStack(ChecksOfRoom.as_asgi()))
application = ProtocolTypeRouter(
    {
        "websocket": sockets(machine_socket, control_room, seats, checks, nothing_here),
        "http": requests(bulk, transfer, django),
        "lifespan": lifespan,
    }
)
