"""What one connection has said and heard: frame numbers, what waits for an answer, when to beat and when to give up."""

import random
from dataclasses import dataclass, field
from typing import Final

from formats import messages
from formats.messages import Frame, FromServer

BEAT_EVERY_MS: Final = int(messages.BEAT_EVERY_S * 1000)
SILENT_AFTER_MS: Final = int(messages.SILENT_AFTER_S * 1000)
FIRST_WAIT_S: Final = 0.2
LONGEST_WAIT_S: Final = 10.0


@dataclass
class Link:
    """Times are the machine's boot clock in ms. Encodes and decodes; never sends."""

    heard_at: int
    said: int = 0
    seen: int = 0
    beat_at: int | None = None
    _asked_at: dict[int, int] = field(default_factory=dict)
    _posted: dict[int, str] = field(default_factory=dict)

    def say(self, frame: Frame, now: int, *, post_id: str | None = None) -> str:
        """The text to send. `post_id` names what has no answer of its own and must not be lost."""
        self.said += 1
        frame.n = self.said
        if isinstance(frame, messages.Hello | messages.Beat):
            self._asked_at[frame.n] = now
        if isinstance(frame, messages.Beat):
            self.beat_at = now
        if post_id is not None:
            self._posted[frame.n] = post_id
        return messages.encode(frame)

    def hear(self, text: str | bytes, now: int) -> FromServer:
        """The frame that came. Raises `messages.Malformed`."""
        frame = messages.decode_from_server(text)
        self.heard_at = now
        self.seen = max(self.seen, frame.n)
        return frame

    def asked_at(self, frame: Frame) -> int | None:
        """When the question that `frame` answers was asked, if its trip was timed."""
        return self._asked_at.pop(frame.re, None) if frame.re is not None else None

    def confirmed(self, beat: messages.ServerBeat) -> list[str]:
        """Ids of what was said before the beat that this answers: order is kept, so it has arrived."""
        if beat.re is None:
            return []
        arrived = [n for n in self._posted if n < beat.re]
        return [self._posted.pop(n) for n in arrived]

    def is_silent(self, now: int) -> bool:
        return now - self.heard_at >= SILENT_AFTER_MS

    def beat_due_in(self, now: int) -> int:
        """How long the next beat has time, in ms."""
        return 0 if self.beat_at is None else max(0, self.beat_at + BEAT_EVERY_MS - now)


def wait_s(failures: int, chance: random.Random) -> float:
    """How long to wait after so many failures in a row, so that a room does not return in one instant."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failures + 3, 10))
    return chance.uniform(FIRST_WAIT_S, longest)


@dataclass
class Credentials:
    """Whether to come with the token or to enrol: a token is given up only when twice refused.

    It is kept even then, until a new one has come: a server that refuses everybody for a
    while must not make a machine a stranger.
    """

    token: str | None
    _refused: int = 0

    def to_show(self) -> str | None:
        """The token for the next try; None asks to enrol."""
        return None if self.token is None or self._refused >= 2 else self.token

    def refused(self) -> None:
        """The server did not let us in."""
        self._refused = 0 if self.token is not None and self._refused >= 2 else self._refused + 1

    def accepted(self, token: str | None) -> None:
        """A welcome, perhaps with a new token."""
        self._refused = 0
        self.token = token or self.token
