"""One board for each thing that somebody looks at: read, compared and serialised once for all browsers."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, Final
from uuid import UUID

from journal import clock
from proctor_site.control_room import facts
from proctor_site.control_room.differences import CONTROL_ROOM, Shape, changes, whole
from proctor_site.control_room.picture import picture
from rooms.live.database import in_database
from rooms.publish import on_change

MOST_OFTEN_S: Final = 0.2
AT_LEAST_EVERY_S: Final = 1.0  # windows open and T0 passes without anything being written
REST_FOR_WORK: Final = 3.0
STILL_AFTER_S: Final = 1.0  # a page that hears nothing for a few seconds locks its buttons
MOST_WAITING: Final = 20
log = logging.getLogger(__name__)
Picture = dict[str, Any]


class Viewer:
    """One browser's queue. A browser that does not keep up loses its queue and gets the whole anew."""

    def __init__(self) -> None:
        self.texts: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def start_again(self, snapshot: str) -> None:
        """The whole instead of whatever still waits."""
        while not self.texts.empty():
            self.texts.get_nowait()
        self.texts.put_nowait(snapshot)

    def still(self, text: str) -> None:
        """That nothing has changed; whoever has something to read yet learns it from that."""
        if self.texts.empty():
            self.texts.put_nowait(text)


class Board:
    """The board of one session, or of another thing, alive while it has viewers. `look` reads it in a database thread."""

    def __init__(self, name: str, look: Callable[[], Picture], shape: Shape) -> None:
        self.name = name
        self._look_at = look
        self._shape = shape
        self.viewers: set[Viewer] = set()
        self.seq = 0
        self.picture: Picture = {}
        self._told_at = 0.0
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def join(self) -> Viewer:
        """A viewer whose first text is the snapshot. Raises `ObjectDoesNotExist`."""
        if not self.picture:
            self.picture = await self._read()
        viewer = Viewer()
        viewer.start_again(self.snapshot())
        self.viewers.add(viewer)
        if self._task is None:
            self._task = asyncio.create_task(self._follow())
        return viewer

    def leave(self, viewer: Viewer) -> None:
        self.viewers.discard(viewer)
        if not self.viewers and self._task:
            self._task.cancel()
            self._task, self.picture = None, {}

    def snapshot(self) -> str:
        return _text({"type": "snapshot", "seq": self.seq, "now": clock.now_ms(), **whole(self.picture, self._shape)})

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        stop = on_change(lambda: loop.call_soon_threadsafe(self._changed.set))
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), AT_LEAST_EVERY_S)
                self._changed.clear()
                began = monotonic()
                await self._look()
                await asyncio.sleep(pause(monotonic() - began))
        finally:
            stop()

    async def _look(self) -> None:
        try:
            after = await self._read()
        except Exception:  # whatever the database says now, the next look may work; the page shows the age
            log.exception("The board of %s could not be read", self.name)
            return
        difference = changes(self.picture, after, self._shape)
        self.picture = after
        if difference:
            self._tell(difference)
        elif monotonic() - self._told_at >= STILL_AFTER_S:
            self._tell_still()

    def _tell(self, difference: Picture) -> None:
        self._told_at = monotonic()
        self.seq += 1
        delta = _text({"type": "delta", "seq": self.seq, "now": clock.now_ms(), **difference})
        for viewer in self.viewers:
            if viewer.texts.full():
                viewer.start_again(self.snapshot())
            else:
                viewer.texts.put_nowait(delta)

    def _tell_still(self) -> None:
        """The board was read and is as it was: what the pages show is of now."""
        self._told_at = monotonic()
        still = _text({"type": "still", "seq": self.seq, "now": clock.now_ms()})
        for viewer in self.viewers:
            viewer.still(still)

    async def _read(self) -> Picture:
        return await in_database(self._look_at)


_boards: dict[str, Board] = {}


def board_of(session: UUID) -> Board:
    return shared(f"session {session}", lambda: picture(facts.read(session, clock.now())), CONTROL_ROOM)


def shared(name: str, look: Callable[[], Picture], shape: Shape) -> Board:
    """The board of that name, the same for everybody who asks."""
    return _boards.setdefault(name, Board(name, look, shape))


def pause(took_s: float) -> float:
    """Seconds until the next look: a large picture on a busy machine must not take the time of the links."""
    return min(AT_LEAST_EVERY_S, max(MOST_OFTEN_S, REST_FOR_WORK * took_s))


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
