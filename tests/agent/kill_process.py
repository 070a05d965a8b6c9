"""`python -m tests.agent.kill_process FOLDER KILLS SEED`: writes answers and files as the daemon does, and is killed.

A process of its own, because it forks. Each child opens the journal, tells what it found, and writes until SIGKILL;
what `Store` called durable goes into a pipe at once. For each kill one line of JSON: how many changes were called
saved, and what of it is missing.
"""

import asyncio
import hashlib
import json
import os
import random
import select
import signal
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from agent_client.blobs import Blobs
from agent_client.holding import Holding
from agent_client.store import Draft, Store
from formats import chain
from formats.messages import Change
from tests.agent.build import T0, holding

AT_ONCE = 4
A_FILE_BELOW = "3"  # three in sixteen are files
LONGEST_S = 0.06


def main(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    saved: dict[int, str] = {}
    blobs = Blobs(folder / "blobs")
    for _ in range(kills):
        told = _killed_child(folder, chance.random() * LONGEST_S)
        saved |= {line["n"]: line["value"] for line in told}
        missing = _missing(folder, saved, blobs)
        print(json.dumps({"saved": len(saved), "missing": missing}), flush=True)


def _killed_child(folder: Path, after_s: float) -> list[dict[str, Any]]:
    """Lives for `after_s` after its first word; gives what it said before it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _write_for_ever(folder, writer)
    os.close(writer)
    select.select([reader], [], [], 20)
    time.sleep(after_s)  # a moment of no particular length: this is the test
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        lines = pipe.read().split("\n")[:-1]  # a kill may cut the last line
    return [json.loads(line) for line in lines]


def _write_for_ever(folder: Path, pipe: int) -> NoReturn:
    asyncio.run(_write(folder, pipe))
    raise AssertionError("it writes until it is killed")


async def _write(folder: Path, pipe: int) -> None:
    store = Store(folder / "journal.sqlite3")
    held = store.logs()[0].holding if store.logs() else holding()
    store.begin()
    await store.keep(held)
    await asyncio.gather(*(_one_after_another(store, held, Blobs(folder / "blobs"), pipe) for _ in range(AT_ONCE)))


async def _one_after_another(store: Store, held: Holding, blobs: Blobs, pipe: int) -> None:
    while True:
        value = os.urandom(12).hex()
        draft = _file(blobs, value) if value[0] < A_FILE_BELOW else _answer(value)
        stored = await store.append(held, draft)
        os.write(pipe, json.dumps({"n": stored.change.n, "value": _value(stored.change)}).encode() + b"\n")


def _answer(value: str) -> Draft:
    return Draft(at=T0, deadline_version=1, kind="answer", question="single/1", value=value)


def _file(blobs: Blobs, value: str) -> Draft:
    sha256, size = blobs.put(BytesIO(value.encode() * 1000))
    return Draft(at=T0, deadline_version=1, kind="file", question="task/1", path="a", sha256=sha256, size=size)


def _value(change: Change) -> str | None:
    return change.sha256 if change.kind == "file" else change.value


def _missing(folder: Path, saved: dict[int, str], blobs: Blobs) -> list[int]:
    """The numbers of what was called saved and is not there, or does not fit into the chain."""
    store = Store(folder / "journal.sqlite3")
    logs = store.logs()
    store.begin().stop()
    changes = {change.n: change for change in logs[0].changes} if logs else {}
    ends = bool(logs) and _runs_on(logs[0].holding, logs[0].changes, logs[0].chain)
    return [n for n, value in saved.items() if not ends or n not in changes or not _is_there(changes[n], value, blobs)]


def _runs_on(held: Holding, changes: list[Change], head: str) -> bool:
    numbers = [change.n for change in changes] == list(range(1, len(changes) + 1))
    return numbers and chain.extend(chain.start(held.sitting, held.epoch), changes).hex() == head


def _is_there(change: Change, value: str, blobs: Blobs) -> bool:
    if change.kind != "file":
        return change.value == value
    path = blobs.path(value)
    return change.sha256 == value and hashlib.sha256(path.read_bytes()).hexdigest() == value


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
