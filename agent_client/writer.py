"""One thread that owns a database; what gathers during a commit shares the next one (C3)."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar

MOST_AT_ONCE: Final = 500
Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]


class Stopping(Exception):
    """Nothing more is written."""


@dataclass
class _Job:
    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    result: Any = None
    fault: Exception | None = None

    def settle(self) -> None:
        """In the loop; whoever waited may be gone."""
        if self.future.done():
            return
        if self.fault is not None:
            self.future.set_exception(self.fault)
        else:
            self.future.set_result(self.result)


def connect(path: Path) -> sqlite3.Connection:
    """A connection whose commits are on the disk when they return."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA foreign_keys=ON")
    return database


@dataclass
class Writer:
    """Runs work on `database` in order, off the event loop; `do` returns after the commit."""

    database: sqlite3.Connection
    _queue: "SimpleQueue[_Job | None]" = field(default_factory=SimpleQueue)
    _thread: Thread | None = None
    _stopping: bool = False

    def start(self) -> None:
        self._thread = Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    async def do(self, work: Work[Result]) -> Result:
        """What `work` returned, once it is durable. Raises what it raised; then nothing of it was stored."""
        if self._stopping:
            raise Stopping("the journal is closed")
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        self._queue.put(job)
        result: Result = await job.future
        return result

    def stop(self) -> None:
        """Finish what was asked for, then close."""
        self._stopping = True
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join()
        self.database.close()

    def _run(self) -> None:
        running = True
        while running:
            jobs, running = self._gather()
            if jobs:
                self._commit(jobs)

    def _gather(self) -> tuple[list[_Job], bool]:
        """The next jobs, and whether there may be more after them."""
        first = self._queue.get()
        jobs = [] if first is None else [first]
        while first is not None and len(jobs) < MOST_AT_ONCE:
            try:
                first = self._queue.get_nowait()
            except Empty:
                return jobs, True
            if first is not None:
                jobs.append(first)
        return jobs, first is not None

    def _commit(self, jobs: Sequence[_Job]) -> None:
        try:
            self.database.execute("BEGIN IMMEDIATE")
            for job in jobs:
                self._try(job)
            self.database.execute("COMMIT")
        except sqlite3.Error as fault:
            self._undo(jobs, fault)
        for job in jobs:
            _tell(job)

    def _try(self, job: _Job) -> None:
        """One job's fault undoes nothing of the others."""
        self.database.execute("SAVEPOINT job")
        try:
            job.result = job.work(self.database)
        except Exception as fault:  # handed to whoever asked for it, of whatever kind
            if not self.database.in_transaction:
                raise  # a full disk undoes the whole commit
            job.fault = fault
            self.database.execute("ROLLBACK TO job")
        self.database.execute("RELEASE job")

    def _undo(self, jobs: Sequence[_Job], fault: sqlite3.Error) -> None:
        if self.database.in_transaction:
            self.database.execute("ROLLBACK")
        for job in jobs:
            job.fault = fault


def _tell(job: _Job) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more, and what was stored is stored
        job.loop.call_soon_threadsafe(job.settle)
