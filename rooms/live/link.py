"""One machine's link: what was said and heard on it, and the thin shell around its socket."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID

from formats import messages
from formats.messages import Close, Frame, FromMachine, Malformed

MOST_OUTSTANDING_BYTES: Final = 256 * 1024
OUTSTANDING_AFTER_S: Final = 10.0
TOKENS_PER_S: Final = 200.0
MOST_TOKENS: Final = 400.0
BYTES_PER_TOKEN: Final = 8192

Event = dict[str, Any]
Send = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True)
class MachineRef:
    """A machine that showed its token, as far as the link needs to know it."""

    id: UUID
    room_id: int
    fingerprint: str
    seat_number: int | None = None


@dataclass
class Bucket:
    """Lets `MOST_TOKENS` through at once and `TOKENS_PER_S` after that; a large frame costs several."""

    at: float
    tokens: float = MOST_TOKENS

    def take(self, size: int, now: float) -> bool:
        self.tokens = min(MOST_TOKENS, self.tokens + (now - self.at) * TOKENS_PER_S) - 1 - size / BYTES_PER_TOKEN
        self.at = now
        return self.tokens >= 0


@dataclass
class Flow:
    """Numbers, sizes and moments of one link; times are seconds of any clock that does not jump."""

    heard_at: float
    said: int = 0
    heard: int = 0
    outstanding: int = 0
    _unseen: deque[tuple[int, int, float]] = field(default_factory=deque)
    _bucket: Bucket = field(init=False)

    def __post_init__(self) -> None:
        self._bucket = Bucket(self.heard_at)

    def say(self, encoded: str, now: float) -> str:
        """The text to send for a frame that was encoded without its number."""
        self.said += 1
        text = f'{{"n":{self.said},{encoded[1:]}'
        self._unseen.append((self.said, len(text), now))
        self.outstanding += len(text)
        return text

    def hear(self, text: str, now: float) -> FromMachine:
        """The frame that came. Raises `Malformed` with the code that the link is to be closed with."""
        self.heard_at = now
        if not self._bucket.take(len(text), now):
            raise Malformed(Close.RATE, "too many messages")
        frame = messages.decode_from_machine(text)
        if frame.n != self.heard + 1:
            raise Malformed(Close.MALFORMED, f"expected frame {self.heard + 1}, found {frame.n}")
        self.heard = frame.n
        return frame

    def seen(self, number: int) -> None:
        """The machine has read everything up to frame `number`."""
        if number > self.said:
            raise Malformed(Close.MALFORMED, f"frame {number} was not sent yet")
        while self._unseen and self._unseen[0][0] <= number:
            self.outstanding -= self._unseen.popleft()[1]

    def is_stuck(self, now: float) -> bool:
        """More is under way than the machine takes."""
        late = bool(self._unseen) and now - self._unseen[0][2] > OUTSTANDING_AFTER_S
        return late or self.outstanding > MOST_OUTSTANDING_BYTES

    def is_silent(self, now: float) -> bool:
        return now - self.heard_at > messages.SILENT_AFTER_S


class Link:
    """A machine's socket after it was accepted. `machine` is there once it has been welcomed.

    What is sent goes out in the order of the calls; a machine that does not read loses its link, and no other does.
    """

    machine: MachineRef

    def __init__(self, send: Send, address: str) -> None:
        self.address = address
        self.flow = Flow(monotonic())
        self.closed_with: int | None = None
        self.at_work = False
        self.state_version = 0
        self.phase = ""
        self.commands: set[UUID] = set()
        self.letters: set[UUID] = set()
        self.opened_at: datetime | None = None
        self.screen = ""
        self.clock_offset_ms: int | None = None
        self.indicators: dict[str, int | str] = {}
        self._send = send
        self._outbox: deque[str] = deque()
        self._flushing = False
        self._flusher: asyncio.Task[None] | None = None

    def send(self, frame: Frame) -> None:
        """Send a frame of its own. Returns at once; from the loop's thread only."""
        self.send_encoded(messages.encode(frame))

    def send_encoded(self, encoded: str) -> None:
        """As `send`, for a frame that goes to many links and is encoded once, without a number."""
        self._put(encoded)
        self._flush_soon()

    async def answer(self, frame: Frame) -> None:
        """Send from the turn of the link itself: no task is needed for it."""
        self._put(messages.encode(frame))
        await self._flush()

    def close(self, code: int) -> None:
        """End the link with `code`, after what was already sent. The first call counts."""
        if self.closed_with is None:
            self.closed_with = code
            self._flush_soon()

    def gone(self) -> None:
        """The socket was closed at the other end: there is nobody to send to."""
        self.closed_with = self.closed_with or 1000
        self._outbox.clear()
        self._send = _nowhere

    async def finish(self) -> None:
        """Close, if nobody has, and wait until that is on its way."""
        self.closed_with = self.closed_with or 1000
        await self._flush()

    def heard(self, text: str) -> FromMachine:
        return self.flow.hear(text, monotonic())

    def is_silent(self, now: float) -> bool:
        """Nothing has come for 10 s, and not because we are still busy with the last message."""
        return not self.at_work and self.flow.is_silent(now)

    def _put(self, encoded: str) -> None:
        if self.closed_with is not None:
            return
        now = monotonic()
        self._outbox.append(self.flow.say(encoded, now))
        if self.flow.is_stuck(now):
            self._outbox.clear()
            self.close(Close.RATE)

    def _flush_soon(self) -> None:
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        """Hand everything to the server; whoever comes while it runs leaves its frames to it."""
        if self._flushing:
            return
        self._flushing = True
        try:
            while self._outbox:
                await self._send({"type": "websocket.send", "text": self._outbox.popleft()})
            if self.closed_with is not None:
                await self._end(self.closed_with)
        except (OSError, RuntimeError):  # uvicorn's words for a socket that has gone
            self._outbox.clear()
        finally:
            self._flushing = False

    async def _end(self, code: int) -> None:
        ended, self._send = self._send, _nowhere
        await ended({"type": "websocket.close", "code": code})


async def _nowhere(event: Event) -> None:
    """What is sent after the close."""
