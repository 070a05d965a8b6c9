"""How many saves a second are acknowledged through the answer writer, beside one ORM transaction for each save.

python -m benchmarks.saves [--seconds 3] [--rounds 3]

2 KB answers, acknowledged after the commit; 150 machines in a closed loop; in process, without a
socket. Measured on this machine's disk and again with 5 ms added to every fsync (needs `cc`).

fsync   write 2 KB and fdatasync, one after another
limit   sqlite3 alone, grouped: no rules, no running hash
orm     LogRow.objects.create for each save, one thread
writer  exams.answers.writer: numbers without a gap, running hash, repetitions compared
"""

import argparse
import asyncio
import os
import queue
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import django

from benchmarks.figures import HEADER, Run, row

HERE = Path(__file__).resolve().parent
MACHINES = 150
VALUE = "x" * 2048
SLOW_US = 5000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=3)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--here", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.here:
        measure(Path(given.here), given.seconds, given.rounds)
        return
    with tempfile.TemporaryDirectory(prefix="jiankao-saves-") as folder:
        shim = Path(folder) / "slowsync.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, HERE / "slowsync.c", "-ldl"], check=True)
        for title, slow in (("This disk", {}), ("5 ms per fsync", {"LD_PRELOAD": str(shim), "SLOW_US": str(SLOW_US)})):
            print(f"\n{title}\n", flush=True)
            place = Path(folder) / title.split()[0]
            place.mkdir()
            environment = (
                os.environ | slow | {"DATA_DIR": str(place), "DJANGO_SETTINGS_MODULE": "proctor_site.settings"}
            )
            subprocess.run(
                [sys.executable, "-m", "benchmarks.saves", "--here", place, *sys.argv[1:]], env=environment, check=True
            )


def measure(place: Path, seconds: float, rounds: int) -> None:
    """The rounds are interleaved, so that a busy machine slows all alike."""
    prepare()
    ways: dict[str, Callable[[float], Run]] = {
        "fsync": lambda span: one_by_one(span, append_to(place / "plain")),
        "limit": lambda span: asyncio.run(limit(span, place)),
        "orm": lambda span: one_by_one(span, orm_save()),
        "writer": lambda span: asyncio.run(writer(span)),
    }
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            runs[name].append(way(seconds))
    beside = median(run.per_s for run in runs["orm"])
    print(HEADER)
    for name, found in runs.items():
        print(row(name, found, beside=beside))


def prepare() -> None:
    django.setup()
    from django.core.management import call_command

    for alias in ("default", "answers"):
        call_command("migrate", database=alias, verbosity=0)


# --- one after another
def one_by_one(seconds: float, save: Callable[[], object]) -> Run:
    waits, began = [], time.perf_counter()
    while (at := time.perf_counter()) < began + seconds:
        save()
        waits.append(time.perf_counter() - at)
    return Run(waits, time.perf_counter() - began)


def append_to(path: Path) -> Callable[[], object]:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    return lambda: (os.write(handle, VALUE.encode()), os.fdatasync(handle))


def orm_save() -> Callable[[], object]:
    from exams.answers.models import LogRow

    sitting, numbers = uuid4(), iter(range(1, 10**9))
    return lambda: LogRow.objects.create(
        sitting=sitting, epoch=1, n=next(numbers), body=VALUE, chain="0" * 64, received_at_ms=0
    )


# --- many at once
async def closed_loop(seconds: float, save: Callable[[int], "asyncio.Future[object]"]) -> Run:
    """Every machine saves, waits for its acknowledgement, and saves again."""
    waits: list[float] = []
    began = time.perf_counter()

    async def machine(number: int) -> None:
        while (at := time.perf_counter()) < began + seconds:
            await save(number)
            waits.append(time.perf_counter() - at)

    await asyncio.gather(*(machine(number) for number in range(MACHINES)))
    return Run(waits, time.perf_counter() - began)


async def limit(seconds: float, place: Path) -> Run:
    """A queue in front of one committing thread: what gathered during the last commit goes with the next."""
    waiting: queue.SimpleQueue[asyncio.Future[object] | None] = queue.SimpleQueue()
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=_commit_for_ever, args=(place / "limit.sqlite3", waiting, loop))
    thread.start()

    def save(number: int) -> "asyncio.Future[object]":
        future: asyncio.Future[object] = loop.create_future()
        waiting.put(future)
        return future

    run = await closed_loop(seconds, save)
    waiting.put(None)
    await asyncio.to_thread(thread.join)
    return run


def _commit_for_ever(
    path: Path, waiting: "queue.SimpleQueue[asyncio.Future[object] | None]", loop: asyncio.AbstractEventLoop
) -> None:
    file = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        file.execute(statement)
    file.execute("CREATE TABLE IF NOT EXISTS saved (id INTEGER PRIMARY KEY, body TEXT)")
    while (first := waiting.get()) is not None:
        batch = [first]
        while not waiting.empty() and (more := waiting.get()) is not None:
            batch.append(more)
        file.execute("BEGIN IMMEDIATE")
        file.executemany("INSERT INTO saved (body) VALUES (?)", [(VALUE,)] * len(batch))
        file.execute("COMMIT")
        loop.call_soon_threadsafe(lambda futures: [future.set_result(None) for future in futures], batch)
    file.close()


async def writer(seconds: float) -> Run:
    from exams.answers.writer import Writer

    answers = Writer()
    answers.start(asyncio.get_running_loop())
    machines = [Machine(uuid4()) for _ in range(MACHINES)]

    def save(number: int) -> "asyncio.Future[object]":
        return asyncio.ensure_future(answers.write(machines[number].next_delivery()))

    run = await closed_loop(seconds, save)
    await asyncio.to_thread(answers.stop)
    return run


class Machine:
    """Answers one question again and again, and keeps its own running hash."""

    def __init__(self, sitting: UUID) -> None:
        from exams.answers.sequence import Key
        from formats import chain

        self.key, self.n, self.head = Key(sitting, 1), 0, chain.start(sitting, 1)

    def next_delivery(self) -> Any:
        from exams.answers.sequence import Delivery, Row
        from formats import chain
        from formats.messages import Change

        self.n += 1
        body = chain.body(Change(n=self.n, at=1, deadline_version=1, kind="answer", question="text/1", value=VALUE))
        self.head = chain.link_body(self.head, body)
        return Delivery(self.key, [Row(self.n, body)], self.head, 1)


if __name__ == "__main__":
    main()
