"""From when until when the candidate could not answer, as the machine itself knows it (F2). No I/O and no clock."""

from typing import Final, Literal
from uuid import uuid4

import msgspec

from agent_client.holding import Key
from formats.messages import Outage

LEAST_MS: Final = 2_000  # a page that is loaded anew is no outage
ASLEEP_MS: Final = 3_000  # looked at five times a second: so long nothing ran on this machine
Cause = Literal["stopped", "page", "asleep", "opening"]


class Moment(msgspec.Struct, kw_only=True, frozen=True):
    """The candidate could answer at `at`."""

    key: Key
    at: int


class Gap(msgspec.Struct, kw_only=True, frozen=True):
    """An outage that goes on; `told` when the room has been told."""

    id: str
    key: Key
    cause: Cause
    began: int
    told: bool = False


class Answering:
    """`last` and `gap` are as they were when the daemon stopped or was killed."""

    def __init__(self, last: Moment | None = None, gap: Gap | None = None) -> None:
        self.last = last
        self.gap = gap
        self._begins = True

    def look(self, key: Key | None, cause: Cause | None, now: int, over: Moment | None = None) -> list[Outage]:
        """What is to be told. `key` is the sitting whose paper should be open now; `cause` why it cannot be answered.

        `over` is the deadline of a sitting that it has closed: an outage that began before it was one until then.
        """
        began, self._begins = self._begins, False
        said = self._left(key, now)
        if key is None:
            said += self._over(over, "stopped" if began else "asleep") if over and not said else []
            self.last = None
        elif cause is None:
            said += self._answered(key, "stopped" if began else "asleep", now)
        else:
            said += self._missing(key, "stopped" if began and self._was_at(key) else cause, now)
        return said

    def _was_at(self, key: Key) -> bool:
        return self.last is not None and self.last.key == key

    def _left(self, key: Key | None, now: int) -> list[Outage]:
        """The sitting has gone elsewhere, or is over."""
        return [] if self.gap is None or self.gap.key == key else self._close(now)

    def _over(self, over: Moment, cause: Cause) -> list[Outage]:
        """Away from before the deadline until after it: nobody has looked in between."""
        if self.last is None or self.last.key != over.key or over.at - self.last.at < ASLEEP_MS:
            return []
        self.gap = _gap(over.key, cause, self.last.at)
        return self._close(over.at)

    def _answered(self, key: Key, cause: Cause, now: int) -> list[Outage]:
        said, least = self._close(now), ASLEEP_MS if cause == "asleep" else LEAST_MS
        if not said and self.last is not None and self.last.key == key and now - self.last.at > least:
            self.gap = _gap(key, cause, self.last.at)
            said = self._close(now)
        self.last = Moment(key=key, at=now)
        return said

    def _missing(self, key: Key, cause: Cause, now: int) -> list[Outage]:
        if self.gap is None:
            began = self.last.at if self.last is not None and self.last.key == key else now
            self.gap = _gap(key, cause, began)
        if self.gap.told or now - self.gap.began < LEAST_MS:
            return []
        self.gap = msgspec.structs.replace(self.gap, told=True)
        return [_outage(self.gap)]

    def _close(self, now: int) -> list[Outage]:
        """The gap ends; one that was too short to be told is none."""
        gap, self.gap = self.gap, None
        if gap is None or (not gap.told and now - gap.began < LEAST_MS):
            return []
        return [_outage(gap, ended=max(now, gap.began))]


def _gap(key: Key, cause: Cause, began: int) -> Gap:
    return Gap(id=uuid4().hex, key=key, cause=cause, began=began)


def _outage(gap: Gap, *, ended: int | None = None) -> Outage:
    return Outage(
        id=gap.id, sitting=gap.key.sitting, epoch=gap.key.epoch, cause=gap.cause, began=gap.began, ended=ended
    )
