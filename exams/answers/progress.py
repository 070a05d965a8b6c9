"""How far sittings are, stored beside them for lists and boards: one bulk write now and then, never one a save (F3)."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from threading import Event, Lock, Thread
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, connection, connections, transaction

from exams.answers import log, store
from exams.answers.folding import Folding, Line
from exams.models import Sitting
from journal import clock
from rooms.publish import changed

EVERY_S: Final = 5.0
AT_ONCE: Final = 200
MOST_READINGS: Final = 5000
_log = logging.getLogger(__name__)


@dataclass
class Reading:
    """A sitting's log as far as it was read: where its highest epoch ends, and how much is answered."""

    sitting: UUID
    epoch: int = 0
    revision: int = 0
    chain: str = ""
    saved_at_ms: int = 0
    folding: Folding = field(init=False)

    def __post_init__(self) -> None:
        self.folding = Folding(lambda source: log.source_bodies(self.sitting, source), keep=_first_letter)

    def go_on(self) -> None:
        """Read what has been written since."""
        for line in log.lines(self.sitting, self.folding.last_id):
            self.folding.take_one(line)
            self._reach(line)

    def facts(self) -> tuple[Any, ...]:
        """The values of `_UPDATE`."""
        of_epoch = (self.revision, self.chain, _moment(self.saved_at_ms))
        spread = [value for fact in of_epoch for value in (self.epoch, fact)]
        return (self.folding.fold().answered, *spread, _pk(self.sitting))

    def _reach(self, line: Line) -> None:
        if line.n is not None and line.epoch >= self.epoch:
            self.epoch, self.revision, self.chain, self.saved_at_ms = (
                line.epoch,
                line.n,
                line.chain,
                line.received_at_ms,
            )


class Progress:
    """Remembers which sittings have new changes, and stores every 5 s how far they are.

    Its thread owns the checkpoints of the log's file too: in a commit they would make every save wait.
    """

    def __init__(self) -> None:
        self._new: set[UUID] = set()
        self._readings: OrderedDict[UUID, Reading] = OrderedDict()
        self._gate = Lock()
        self._flushing = Lock()
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        self._stop.clear()
        self._thread = Thread(target=self._run, name="progress", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """After the last flush."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def saw(self, sittings: Iterable[UUID]) -> None:
        """These have new changes; from any thread."""
        with self._gate:
            self._new.update(sittings)

    def flush(self) -> None:
        """Store how far everything is that has new changes."""
        with self._flushing:
            with self._gate:
                new, self._new = self._new, set()
            try:
                for part in _parts(new):
                    _store([self._read(sitting) for sitting in part])
            except DatabaseError:
                self.saw(new)
                raise

    def _read(self, sitting: UUID) -> Reading:
        reading = self._readings.setdefault(sitting, Reading(sitting))
        self._readings.move_to_end(sitting)
        reading.go_on()
        if len(self._readings) > MOST_READINGS:
            self._readings.popitem(last=False)
        return reading

    def _run(self) -> None:
        try:
            while not self._stop.wait(EVERY_S):
                _try(self.flush)
                _try(store.checkpoint)
            _try(self.flush)
        finally:
            connections.close_all()


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except DatabaseError as fault:  # it is done the next time; the answers themselves are not concerned
        _log.warning("%s is done later: %r", work.__name__, fault)
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()


def settle(sittings: Iterable[UUID]) -> None:
    """Store at once how far these are, read from the log: before something is decided or recorded by it."""
    for part in _parts(sittings):
        readings = [Reading(sitting) for sitting in part]
        for reading in readings:
            reading.go_on()
        _store(readings)


_UPDATE: Final = f"""
UPDATE {Sitting._meta.db_table} SET answered = %s,
    revision = CASE WHEN epoch = %s THEN %s ELSE revision END,
    chain = CASE WHEN epoch = %s THEN %s ELSE chain END,
    last_saved_at = CASE WHEN epoch = %s THEN %s ELSE last_saved_at END
WHERE id = %s
"""  # noqa: S608 - our names


def _store(readings: Sequence[Reading]) -> None:
    """One short write. An epoch that has been left behind moves nothing but the number of answers."""
    facts = [reading.facts() for reading in readings]
    if not facts:
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, facts)
        changed()


def _parts(sittings: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(sittings)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def _pk(sitting: UUID) -> Any:
    return Sitting._meta.pk.get_db_prep_value(sitting, connection, prepared=False)


def _moment(ms: int) -> Any:
    moment: datetime | None = clock.from_ms(ms) if ms else None
    return connection.ops.adapt_datetimefield_value(moment)


def _first_letter(answer: str) -> str:
    """Whether there is one is all that counts here."""
    return answer.strip()[:1]
