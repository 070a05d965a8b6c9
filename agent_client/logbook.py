"""Sends the machine's log to the server, in order and from where the server is (E19)."""

from agent_client.connection import Connection, Offline
from agent_client.core import Core
from formats.messages import Log, Logged, Refused

AGAIN_WITHIN_S = 10.0
LATER = "log.rate"  # the same lines go again when they are next looked for


class Logbook:
    """One batch at a time; what was not confirmed goes again after the next link."""

    def __init__(self, core: Core, connection: Connection, logged: int) -> None:
        self._core = core
        self._connection = connection
        self._logged = logged
        self._wanted = True

    def begin_link(self, position: int | None) -> None:
        """`position` is the last line that the server has: behind what it once confirmed, if it was put back.

        A server that does not take logs is asked once for each link.
        """
        self._wanted = True
        if position is not None:
            self._logged = position
        self._core.noted.ring()

    async def run(self) -> None:
        count = -1
        while True:
            count = await self._core.noted.after(count, within_s=AGAIN_WITHIN_S)
            try:
                while self._wanted and self._connection.online and await self._send():
                    pass
            except Offline:
                continue

    async def _send(self) -> bool:
        """Whether there may be more."""
        entries = await self._core.store.log_after(self._logged)
        if not entries:
            return False
        answer = await self._connection.ask(Log(entries=entries))
        if isinstance(answer, Refused):
            self._core.log.warning("log refused: %s", answer.code)
            self._wanted = answer.code == LATER
        if isinstance(answer, Logged):
            self._logged = max(self._logged, min(answer.sequence, entries[-1].seq))
            await self._core.store.logged(self._logged)
        return isinstance(answer, Logged) and answer.sequence >= entries[-1].seq
