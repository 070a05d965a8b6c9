"""Sends the machine's log to the server, in order and from where the server is (E19)."""

from agent_client.connection import Connection, Offline
from agent_client.core import Core
from formats.messages import Log, Logged, Refused

FACT = "logged"


class Logbook:
    """One batch at a time; what was not confirmed goes again after the next link."""

    def __init__(self, core: Core, connection: Connection, logged: int) -> None:
        self._core = core
        self._connection = connection
        self._logged = logged
        self._wanted = True

    def begin_link(self) -> None:
        """A server that does not take logs is asked once for each link."""
        self._wanted = True
        self._core.noted.ring()

    async def run(self) -> None:
        count = -1
        while True:
            count = await self._core.noted.after(count, within_s=10.0)
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
            self._core.log.warning("log refused: %s", answer.text)
            self._wanted = False
        if isinstance(answer, Logged):
            self._logged = max(self._logged, min(answer.sequence, entries[-1].seq))
            await self._core.store.keep_fact(FACT, self._logged)
        return isinstance(answer, Logged) and answer.sequence >= entries[-1].seq
