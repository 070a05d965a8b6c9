"""What browsers in the control room cost: CPU ms a second of the server, with 150 machines that beat and save.

python -m benchmarks.control_room [--seats 150] [--seconds 10] [--rounds 2]

naive   one group_send for each message of a machine, serialised for each browser (benchmarks/naive.py)
room    this project: one merged delta at most five times a second, serialised once
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks import exam, machines, processes
from benchmarks.machines import Machine
from benchmarks.ranges import spread
from benchmarks.room import reference
from benchmarks.wire import Wire, connect

BROWSERS = (1, 5, 20)
LONGEST_S = 600.0
Costs = dict[int, list[float]]
Open = Callable[[], Coroutine[Any, Any, Wire]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seats", type=int, default=150)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--rounds", type=int, default=2)
    given = options.parse_args()
    print("| CPU ms/s (range), browsers | " + " | ".join(map(str, BROWSERS)) + " |\n|---|---|---|---|")
    for way in ("naive", "room"):
        costs = asyncio.run(measure(way, given.seats, given.seconds, given.rounds))
        print(f"| {way} | " + " | ".join(spread(costs[count], 1) for count in BROWSERS) + " |")


async def measure(way: str, seats: int, seconds: float, rounds: int) -> Costs:
    """One browser is there anyway; the others come and go."""
    with tempfile.TemporaryDirectory(prefix=f"jiankao-bench-{way}-") as folder:
        served = room(Path(folder), seats) if way == "room" else naive(Path(folder), seats)
        async with served as (pid, here, another):
            load = asyncio.create_task(machines.steady(here, LONGEST_S))
            await asyncio.sleep(3)
            costs: Costs = {count: [] for count in BROWSERS}
            for _ in range(rounds):
                for count in BROWSERS:
                    costs[count].append(await _with_browsers(pid, [another] * (count - 1), seconds))
            machines.check(here)
            load.cancel()
            return costs


@asynccontextmanager
async def room(folder: Path, seats: int) -> AsyncIterator[tuple[int, Sequence[Machine], Open]]:
    async with exam.running(folder, seats) as running:
        socket = f"{running.url.replace('http', 'ws', 1)}/control-room/{running.proctor.session}/"
        headers = [f"Origin: {running.url}", f"Cookie: {running.cookies()}"]
        yield running.pid, running.machines, lambda: connect(socket, _unread, headers=headers)


@asynccontextmanager
async def naive(folder: Path, seats: int) -> AsyncIterator[tuple[int, Sequence[Machine], Open]]:
    async with reference("naive", folder, seats) as (pid, here, url):
        yield pid, here, lambda: connect(f"{url}/control", _unread)


async def _with_browsers(pid: int, more: Sequence[Open], seconds: float) -> float:
    browsers = [await each() for each in more]
    await asyncio.sleep(1)
    before, began = processes.cpu_s(pid), time.monotonic()
    await asyncio.sleep(seconds)
    cost = (processes.cpu_s(pid) - before) / (time.monotonic() - began) * 1000
    for browser in browsers:
        browser.abort()
    return cost


def _unread(content: bytes) -> None:
    """What a browser would draw."""


if __name__ == "__main__":
    main()
