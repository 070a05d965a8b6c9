"""The one writer of the answers: what gathers during a commit shares the next one (docs/performance.md, 3)."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

from django.db import DatabaseError, OperationalError, connections, transaction

from exams.answers import log, sequence, store
from exams.answers.models import Blob
from exams.answers.progress import Progress
from exams.answers.sequence import Delivery, Key, Kind, Outcome, Stored, Tail

MOST_AT_ONCE: Final = 500
_log = logging.getLogger(__name__)


class Stopping(Exception):
    """The server is going down: nothing was stored, the machine sends it again."""


@dataclass
class _Job:
    """Something that waits for a commit, and who waits for it."""

    what: Delivery | Blob
    future: "asyncio.Future[Any]"
    outcome: Outcome | None = None
    fault: Exception | None = None

    def settle(self) -> None:
        """In the loop; whoever waited may be gone."""
        if self.future.done():
            return
        if self.fault is not None:
            self.future.set_exception(self.fault)
        else:
            self.future.set_result(self.outcome)


@dataclass
class _Batch:
    """What one commit will hold."""

    tails: dict[Key, Tail]
    durable: set[str]
    rows: list[tuple[Key, Stored, int]] = field(default_factory=list)

    def take(self, delivery: Delivery) -> Outcome:
        missing = next((row.blob for row in delivery.rows if row.blob and row.blob not in self.durable), None)
        tail = self.tails[delivery.key]
        if missing is not None:
            return Outcome(Kind.BLOB_MISSING, tail.n + 1, tail.chain, blob=missing)
        verdict = sequence.take(delivery, tail, self._stored(delivery, tail))
        self.tails[delivery.key] = verdict.tail
        self.rows += [(delivery.key, row, delivery.received_at_ms) for row in verdict.new]
        return verdict.outcome

    def _stored(self, delivery: Delivery, tail: Tail) -> dict[int, Stored]:
        """Read only for what was sent before: the first time a delivery follows the tail."""
        if delivery.first > tail.n:
            return {}
        there = store.stored(delivery.key, delivery.first - 1, delivery.revision)
        return there | {row.n: row for key, row, _ in self.rows if key == delivery.key}


class Writer:
    """Takes deliveries from the event loop and commits them in a thread of its own."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._gate = Lock()
        self._open = False
        self._tails: dict[Key, Tail] = {}
        self._version: int | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Once for each process that holds links, from inside its loop."""
        self._loop, self._open = loop, True
        self._thread = Thread(target=self._run, name="answers", daemon=True)
        self._thread.start()
        self.progress.start()

    def stop(self) -> None:
        """Commit and acknowledge what was asked for, refuse the rest. Waits, so not from the loop.

        When it returns every acknowledgement is in the loop: the links are closed after it.
        """
        with self._gate:
            self._open = False
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()
        self.progress.stop()

    async def write(self, delivery: Delivery) -> Outcome:
        """What became of `delivery`, once that is durable. Raises `Stopping`, or the database's fault: nothing is stored."""
        outcome = await self._ask(delivery)
        assert outcome is not None
        return outcome

    async def keep_blob(self, blob: Blob) -> None:
        """Write down that a content is on the disk; returns when that is durable. Raises as `write` does."""
        await self._ask(blob)

    async def _ask(self, what: Delivery | Blob) -> Outcome | None:
        job = _Job(what, asyncio.get_running_loop().create_future())
        with self._gate:
            if not self._open:
                raise Stopping
            self._queue.put(job)
        outcome: Outcome | None = await job.future
        return outcome

    # --- in the thread
    def _run(self) -> None:
        try:
            self._prepare()
            while jobs := self._gather():
                self._commit_all(jobs)
                self._tell(jobs)
        finally:
            connections[log.answers_alias()].close()

    def _prepare(self) -> None:
        try:
            store.leave_checkpoints()
        except DatabaseError as fault:  # whoever saves hears of it; the thread lives on
            _log.error("answers: the log cannot be opened: %r", fault)

    def _gather(self) -> list[_Job]:
        """Whatever has come; empty when the writer is to stop, which is asked for once, last."""
        jobs: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == MOST_AT_ONCE or self._queue.empty():
                return jobs
            job = self._queue.get_nowait()  # nobody else takes from it
        if jobs:
            self._queue.put(None)
        return jobs

    def _commit_all(self, jobs: Sequence[_Job]) -> None:
        """In one commit; if one of them cannot be stored then each by itself, so that it holds nobody else up."""
        fault = self._commit(jobs)
        if fault is None:
            return
        _log.error("answers: a commit of %d failed: %r", len(jobs), fault)
        is_for_all = len(jobs) == 1 or isinstance(fault, OperationalError)  # the disk or the database itself
        for job in jobs:
            job.fault = fault if is_for_all else self._commit([job])

    def _commit(self, jobs: Sequence[_Job]) -> Exception | None:
        """None after the commit, else why nothing was stored."""
        alias = log.answers_alias()
        try:
            with transaction.atomic(using=alias):
                batch = self._fill(jobs)
        except Exception as fault:  # of whatever kind: the thread must live on, and who waits must hear of it
            self._tails.clear()
            self._version = None
            connections[alias].close_if_unusable_or_obsolete()
            return fault
        self._tails.update(batch.tails)
        self.progress.saw(key.sitting for key, _, _ in batch.rows)
        return None

    def _fill(self, jobs: Sequence[_Job]) -> _Batch:
        """Inside the transaction: judge every job and write down what follows."""
        deliveries = [job.what for job in jobs if isinstance(job.what, Delivery)]
        blobs = {job.what.sha256: job.what for job in jobs if isinstance(job.what, Blob)}
        keys = {delivery.key for delivery in deliveries}
        log.lock(key.sitting for key in keys)
        if blobs:
            store.keep_blobs(blobs.values())
        batch = _Batch(self._tails_of(keys), _durable(deliveries))
        for job in jobs:
            if isinstance(job.what, Delivery):
                job.outcome = batch.take(job.what)
        if batch.rows:
            store.insert(batch.rows)
        return batch

    def _tell(self, jobs: Sequence[_Job]) -> None:
        """All at once: one wake of the loop for a commit."""
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(_settle, jobs)
        except RuntimeError:  # the loop is closed: nobody waits any more, and what was stored is stored
            _log.info("answers: nobody waits for %d answers", len(jobs))

    def _tails_of(self, keys: set[Key]) -> dict[Key, Tail]:
        """From memory, unless another connection has written since."""
        version = store.version()
        if version is None or version != self._version:
            self._tails.clear()
            self._version = version
        known = {key: self._tails[key] for key in keys if key in self._tails}
        return known | store.tails(keys - known.keys())


def _durable(deliveries: Iterable[Delivery]) -> set[str]:
    named = {row.blob for delivery in deliveries for row in delivery.rows if row.blob}
    return store.durable_blobs(named) if named else set()


def _settle(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        job.settle()


_writer = Writer()
start, stop, write, keep_blob, progress = (
    _writer.start, _writer.stop, _writer.write, _writer.keep_blob, _writer.progress,
)  # fmt: skip
