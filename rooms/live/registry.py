"""What higher apps add to the link: handlers of messages, parts of the state, what follows a state."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Prefetch

from formats.messages import Frame, Hello, Moments, SeatState, Welcome
from rooms.live.link import Link
from rooms.models import Machine

Handler = Callable[[Link, Any], Awaitable[Frame | None]]
AnyHandler = TypeVar("AnyHandler", bound=Handler)


@dataclass(frozen=True)
class Letter:
    """A frame that waits for a machine; it goes out once on each of its links while it is named."""

    id: UUID
    machine: UUID
    frame: Frame


handlers: Final[dict[type[Frame], Handler]] = {}

# Called in a database thread. `prefetches` are loaded for all machines of a batch before, so that a
# contributor asks `machine.held_sittings.all()` without a query for each machine.
prefetches: Final[list[str | Prefetch]] = []
state_contributors: Final[list[Callable[[Machine, SeatState], None]]] = []
welcome_contributors: Final[list[Callable[[Machine, Hello, Welcome], None]]] = []
# Given the rooms that have links: what each room's machines are told of its session.
moments_contributors: Final[list[Callable[[Collection[int]], Mapping[int, Moments]]]] = []

# Given the rooms that have links: what waits for their machines, and has not been read there.
letters: Final[list[Callable[[Collection[int]], list[Letter]]]] = []

# Called in the loop after a state (also the one in `welcome`) was sent.
after_state: Final[list[Callable[[Link, SeatState], Coroutine[Any, Any, None]]]] = []


def on(kind: type[Frame]) -> Callable[[AnyHandler], AnyHandler]:
    """Have a coroutine called with (link, message) for each message of `kind`; what it returns is the answer.

    It may raise `formats.refused.Refused`, which becomes the answer `refused`.
    """

    def register(handler: AnyHandler) -> AnyHandler:
        if kind in handlers:
            raise ValueError(f"{kind.__name__} has a handler already: {handlers[kind]}")
        handlers[kind] = handler
        return handler

    return register
