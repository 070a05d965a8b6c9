"""Words to the server that have no answer of their own, kept until they have certainly arrived."""

from typing import Final
from uuid import uuid4

from agent_client.connection import Connection, Offline
from agent_client.core import Core
from formats import messages
from formats.messages import AcknowledgeLock, NotMe, Outage, RaiseHand, Read

MOST_WORDS: Final = 500  # of a raised hand


class Outbox:
    """A post is on the disk before it is sent, and goes again with each link until a later beat was answered."""

    def __init__(self, core: Core, connection: Connection, waiting: dict[str, str]) -> None:
        self._core = core
        self._connection = connection
        self._waiting = waiting

    async def post(self, frame: RaiseHand | Read | AcknowledgeLock | Outage | NotMe) -> None:
        """Returns once it is durable here, sent or not."""
        post_id = f"{type(frame).__name__}/{frame.id}"
        if isinstance(frame, Outage) and frame.ended is not None:
            post_id += "/ended"
        body = messages.encode(frame)
        self._waiting[post_id] = body
        await self._core.store.put_out(post_id, body)
        try:
            await self._send(post_id, body)
        except Offline:
            return

    async def raise_hand(self, words: str) -> None:
        """A hand as the room hears it, whoever raised it."""
        await self.post(RaiseHand(id=str(uuid4()), words=words[:MOST_WORDS]))

    def waiting_of(self, kind: type[RaiseHand]) -> int:
        """How many posts of this kind have not certainly arrived."""
        return sum(post_id.startswith(f"{kind.__name__}/") for post_id in self._waiting)

    async def send_all(self) -> None:
        """After a `welcome`. Raises `Offline`."""
        for post_id, body in list(self._waiting.items()):
            await self._send(post_id, body)

    async def arrived(self, post_ids: list[str]) -> None:
        for post_id in post_ids:
            self._waiting.pop(post_id, None)
            await self._core.store.taken(post_id)

    async def _send(self, post_id: str, body: str) -> None:
        if self._connection.online:
            await self._connection.say(messages.decode_from_machine(body), post_id=post_id)
