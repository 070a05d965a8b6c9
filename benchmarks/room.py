"""What a room of 150 machines in the exam costs, beside the bare library and beside what the tutorials do.

python -m benchmarks.room [--seats 150] [--seconds 40] [--busy 4] [--rounds 3]

Every machine beats every 2 s and saves an answer every 5 s; one control room is open. The measured server is
`manage.py room` as it is: web pages, links, session clock and worker, two SQLite files. Then the same machines beat,
and after that save, as fast as they are answered, for `--busy` seconds and in as many rounds.

limit   the websockets library alone; saves are committed together (benchmarks/limit.py)
naive   channels consumer on daphne, ORM and group_send at every message (benchmarks/naive.py)
room    this project
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import exam, machines, processes
from benchmarks.machines import Machine
from benchmarks.ranges import percentile, spread
from benchmarks.wire import connect
from drill.day_files import address

WAYS = ("limit", "naive", "room")


@dataclass
class Found:
    """The costs of one way; CPU seconds are of the server and its children."""

    cpu_share: float = 0.0
    pss_mb: float = 0.0
    save_waits: list[float] = field(default_factory=list)
    beat_waits: list[float] = field(default_factory=list)
    beat_us: list[float] = field(default_factory=list)
    save_us: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Load:
    seats: int
    seconds: float
    busy_s: float
    rounds: int


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seats", type=int, default=150)
    options.add_argument("--seconds", type=float, default=40)
    options.add_argument("--busy", type=float, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", choices=WAYS)
    given = options.parse_args()
    load = Load(given.seats, given.seconds, given.busy, given.rounds)
    found = {way: asyncio.run(measure(way, load)) for way in WAYS if given.only in (None, way)}
    print(table(found))


async def measure(way: str, load: Load) -> Found:
    with tempfile.TemporaryDirectory(prefix=f"jiankao-bench-{way}-") as folder:
        served = room(Path(folder), load.seats) if way == "room" else reference(way, Path(folder), load.seats)
        async with served as (pid, seats, _):
            return await under_load(pid, seats, load)


@asynccontextmanager
async def room(folder: Path, seats: int) -> AsyncIterator[tuple[int, Sequence[Machine], str]]:
    async with exam.running(folder, seats) as running:
        yield running.pid, running.machines, running.url


@asynccontextmanager
async def reference(way: str, folder: Path, seats: int) -> AsyncIterator[tuple[int, Sequence[Machine], str]]:
    """Gives its pid, its machines and its address."""
    port = processes.free_port()
    with processes.program(_arguments(way, port, folder), port, folder / "log") as pid:
        url = f"ws://127.0.0.1:{port}"
        here = [Machine(number, address(number)) for number in range(1, seats + 1)]
        browser = await connect(f"{url}/control", lambda content: None) if way == "naive" else None
        for machine in here:
            await machine.open(f"{url}/agent/")
        yield pid, here, url
        for machine in here:
            machine.abort()
        if browser:
            browser.abort()


def _arguments(way: str, port: int, folder: Path) -> list[str]:
    if way == "limit":
        return ["-m", "benchmarks.limit", str(port), str(folder)]
    return ["-m", "benchmarks.naive", str(port), str(folder)]


# --- measuring
async def under_load(pid: int, seats: Sequence[Machine], load: Load) -> Found:
    found = Found()
    await machines.steady(seats, 5)  # warm
    machines.forget(seats)
    began, cpu = time.monotonic(), processes.cpu_s(pid)
    _, found.pss_mb = await asyncio.gather(
        machines.steady(seats, load.seconds), processes.peak_pss_mb(pid, load.seconds)
    )
    found.cpu_share = (processes.cpu_s(pid) - cpu) / (time.monotonic() - began)
    found.save_waits, found.beat_waits = machines.all_waits(seats, "Save"), machines.all_waits(seats, "Beat")
    for _ in range(load.rounds):
        found.beat_us.append(await busy(pid, seats, "Beat", Machine.beat, load.busy_s))
        found.save_us.append(await busy(pid, seats, "Save", Machine.save, load.busy_s))
    return found


async def busy(pid: int, seats: Sequence[Machine], kind: str, act: Callable[[Machine], None], seconds: float) -> float:
    """CPU microseconds of the server for each answer."""
    machines.forget(seats)
    cpu = processes.cpu_s(pid)
    await machines.closed_loop(seats, act, seconds)
    spent, answered = processes.cpu_s(pid) - cpu, len(machines.all_waits(seats, kind))
    await asyncio.sleep(1)
    machines.check(seats)
    return spent / answered * 1e6


# --- telling
def table(found: dict[str, Found]) -> str:
    head = "| | CPU, share of a core | PSS MB | save p50 / p99 ms | beat p50 / p99 ms | us/beat (range) | us/save (range) |"
    return "\n".join([head, "|---|---|---|---|---|---|---|", *(_row(way, each) for way, each in found.items())])


def _row(way: str, each: Found) -> str:
    saves, beats = _waits(each.save_waits), _waits(each.beat_waits)
    return (
        f"| {way} | {each.cpu_share:.3f} | {each.pss_mb:.0f} | {saves} | {beats} "
        f"| {spread(each.beat_us)} | {spread(each.save_us)} |"
    )


def _waits(seconds: Sequence[float]) -> str:
    return " / ".join(f"{percentile(seconds, percent) * 1000:.1f}" for percent in (50, 99))


if __name__ == "__main__":
    main()
