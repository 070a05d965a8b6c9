"""What a candidate machine's daemon costs, and how soon a browser that died is back: python -m benchmarks.machine

The room is the small one of the daemon's tests; the daemon and the program that keeps the browser are real processes.
Targets: the daemon under 80 MB and, while nothing happens, under 0.5 % of a core; the page back in under 2 s.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import psutil

from agent_client.daemon import Daemon
from agent_client.options import Options
from benchmarks.processes import ROOT, cpu_s, pss_mb
from formats.messages import Log
from tests.agent.fake_room import TICKET, FakeRoom, serving

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu")
ANSWERS_EVERY_S = 5


async def until(condition: Callable[[], object], within_s: float = 60) -> None:
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        await asyncio.sleep(0.01)


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    command = [sys.executable, "-m", "agent_client", *arguments]
    running = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        yield running
    finally:
        running.terminate()
        await running.wait()


def kiosk(folder: Path) -> tuple[str, ...]:
    where = ("kiosk", "--folder", str(folder / "run"), "--profiles", str(folder / "profiles"))
    return (*where, *(f"--browser-flag={flag}" for flag in FLAGS))


def logging_in(folder: Path, *steps: object) -> Path:
    """A script that logs in, reads the rules, and does these steps."""
    path = folder / "script.json"
    path.write_text(json.dumps([{"do": "login", "ticket": TICKET}, {"do": "read"}, *steps]))
    return path


def answering(folder: Path, seconds: float) -> Path:
    """A script that answers all the time."""
    steps: list[object] = []
    for number in range(int(seconds / ANSWERS_EVERY_S)):
        values = {"question": f"single/{number % 5 + 1}", "value": "ABCD"[number % 4]}
        steps.append({"do": "answer", "at_s": number * ANSWERS_EVERY_S, **values})
    return logging_in(folder, *steps)


async def cost(pid: int, seconds: float) -> tuple[float, float]:
    """Per cent of a core, and MB."""
    before, began = cpu_s(pid), time.monotonic()
    await asyncio.sleep(seconds)
    return 100 * (cpu_s(pid) - before) / (time.monotonic() - began), pss_mb(pid)


async def daemon_row(name: str, seconds: float, *flags: str, ui_on: bool = False, exam: bool = False) -> None:
    with tempfile.TemporaryDirectory() as place:
        async with serving(FakeRoom()) as room:
            folder = Path(place)
            if exam:
                await room.allow_login()
                await room.start()
                flags = (*flags, "--script", str(answering(folder, 2 * seconds)))
            common = ("--server", room.url, "--data", str(folder / "data"), "--fingerprint", "one")
            async with process(*common, "--kiosk", str(folder / "run"), *flags) as daemon:
                await until(lambda: room.machines)
                await room.tell(room.only_machine(), ui_on=ui_on)
                await asyncio.sleep(5)
                share, size = await cost(daemon.pid, seconds)
    print(f"| {name} | {share:.2f} | {size:.0f} |", flush=True)


async def page_row(name: str, seconds: float, *, logged_in: bool = False) -> None:
    """With the page open in a browser: the daemon, and what keeps the browser."""
    with tempfile.TemporaryDirectory() as place:
        async with serving(FakeRoom()) as room:
            folder = Path(place)
            flags: tuple[str, ...] = ()
            if logged_in:
                room.give({"data.txt": b"one"})
                await room.allow_login()
                flags = ("--script", str(logging_in(folder)))
            common = ("--server", room.url, "--data", str(folder / "data"), "--fingerprint", "one")
            async with (
                process(*common, "--kiosk", str(folder / "run"), *flags) as daemon,
                process(*kiosk(folder)) as keeper,
            ):
                await until(lambda: is_open(room) and room.sitting.rules_read == logged_in)
                await asyncio.sleep(3)
                own = psutil.Process(keeper.pid).memory_full_info().pss / 1e6
                share, size = await cost(daemon.pid, seconds)
    print(f"| {name} | {share:.2f} | {size:.0f} |")
    print(f"| (the program that keeps the browser) | | {own:.0f} |", flush=True)


def is_open(room: FakeRoom) -> bool:
    """Whether a browser has opened the page, by the machine's own log."""
    return any(entry.code == "page_opened" for frame in room.of(Log) for entry in frame.entries)


async def restarts(count: int) -> None:
    """From the kill to the page's link to the daemon, which is in this process."""
    with tempfile.TemporaryDirectory() as place:
        async with serving(FakeRoom()) as room:
            folder = Path(place)
            options = Options(data=folder / "data", server=room.url, fingerprint="one", kiosk=folder / "run")
            daemon = Daemon(options, say=lambda line: None)
            running = asyncio.create_task(daemon.run())
            async with process(*kiosk(folder)) as keeper:
                took = [await restart(daemon, keeper.pid) for _ in range(count)]
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            daemon.close()
    load = os.getloadavg()[0]
    print(
        f"\nPage back after its browser was killed: {median(took):.2f} s ({min(took):.2f}-{max(took):.2f}), load {load:.1f}"
    )


async def restart(daemon: Daemon, keeper: int) -> float:
    display = daemon.core.display
    await until(lambda: display.pages == 1)
    await asyncio.sleep(2)
    began = time.monotonic()
    psutil.Process(keeper).children()[0].kill()
    await until(lambda: display.pages == 0)
    await until(lambda: display.pages == 1)
    return time.monotonic() - began


async def measure(seconds: float, times: int) -> None:
    print("| daemon | % of a core | MB |\n|---|---|---|")
    await daemon_row("idle, linked, nothing shown", seconds)
    await daemon_row("in the exam, an answer every 5 s", seconds, ui_on=True, exam=True)
    await page_row("waiting, with the page open", seconds)
    await page_row("logged in, waiting for the start, with the page open", seconds, logged_in=True)
    await restarts(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--restarts", type=int, default=5)
    asked = parser.parse_args()
    asyncio.run(measure(asked.seconds, asked.restarts))


if __name__ == "__main__":
    main()
