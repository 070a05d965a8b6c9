"""环境检测 of a whole room: seconds from the button to the end, and what the machines' beats wait meanwhile.

python -m benchmarks.checks [--seats 150]

The machines enrol, beat and tell sixteen steps over the real link; the round trip is of their beats, throughput they measure over
HTTP as a daemon does, what only a platform tells takes them up to half a second a step and is made up. Everything runs on one machine
over loopback, so the figures hold both sides' work.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from agent_client.http import Failed, Poured
from agent_client.measuring import network
from benchmarks import processes
from benchmarks.figures import Run
from benchmarks.machines import Machine, Told
from benchmarks.wire import connect
from drill import day_files
from drill.proctor import Proctor
from drill.programs import Server, load
from formats.environment import PLACE_HEADER, STEPS, Measured, Step
from formats.messages import BEAT_EVERY_S, VERSION, Check, Hello

ENDS_WITHIN_S = 120.0
PLATFORM_S = 0.5
MADE_UP: dict[Step, Measured] = {
    "system": {"name": "Debian", "version": "12", "bits": 64},
    "cpu": {"cores": 4, "mhz": 2400},
    "memory": {"mb": 8200},
    "disk": {"free_mb": 100_000, "write_mb_s": 200},
    "screen": {"width": 1920, "height": 1080},
    "browser": {"name": "Chrome", "version": "120.0", "major": 120},
    "clock": {"error_ms": 12},
    "software": {"wanted": 2, "count": 2, "missing": ""},
    "forbidden": {"count": 0, "running": ""},
    "firewall": {"state": "off"},
    "sleep": {"minutes": 0},
    "restore": {"marker": "m", "survived": 1, "boot": "b"},
    "input": {"count": 1, "names": "pinyin"},
    "isolation": {"isolated": 1},
}


class Fetching:
    """As a daemon does, without one."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def pour_away(self, url: str) -> Poured:
        async with self._http.get(url) as response:
            if response.status != 200:
                raise Failed(response.status, url)
            began, size = time.perf_counter(), 0
            async for block in response.content.iter_any():
                size += len(block)
            return Poured(size, time.perf_counter() - began, int(response.headers[PLACE_HEADER]))


class Checked(Machine):
    """Measures when it is told to."""

    def __init__(self, number: int, address: str, server: str) -> None:
        super().__init__(number, address)
        self.server = server
        self.link = server.replace("http", "ws", 1) + "/agent/"
        self.token = ""
        self.rates: list[float] = []
        self.best_s = 1.0
        self.checking: asyncio.Task[None] | None = None

    async def enrol(self) -> None:
        hello = Hello(
            version=VERSION, client="bench", machine=self.id, fingerprint=f"bench-{self.number}",
            hostname=f"PC{self.number:03d}", addresses=[self.address],
        )  # fmt: skip
        self.token = str((await self.ask(hello)).get("token") or self.token)

    @property
    def is_away(self) -> bool:
        return self.wire is None or self.wire.closed.done()

    async def come_back(self) -> None:
        """As a daemon does whose link was closed: a machine that is starved of its CPU is silent, and offline then."""
        self.said = self.seen = 0
        self._asked.clear()
        self._answers.clear()
        headers = [f"Authorization: Bearer {self.token}"]
        self.wire = await connect(self.link, self._heard, address=self.address, headers=headers)
        await self.enrol()

    def _notice(self, told: Told) -> None:
        super()._notice(told)
        arguments = told.get("arguments")
        if told["type"] == "command" and isinstance(arguments, dict):
            order = json.loads(arguments["order"])
            self.checking = asyncio.get_running_loop().create_task(self._check(order["run"]))

    def _answered(self, told: Told, kind: str, asked_at: float) -> None:
        super()._answered(told, kind, asked_at)
        self.best_s = min(self.best_s, *self.waits["Beat"][-1:], 1.0)

    async def _check(self, run: str) -> None:
        connector = aiohttp.TCPConnector(local_addr=(self.address, 0))
        headers = {"Authorization": f"Bearer {self.token}"}
        async with aiohttp.ClientSession(self.server, connector=connector, headers=headers) as http:
            for step in STEPS:
                self.say(Check(run=run, step=step, passed=True, measured=await self._measured(step, http)))

    async def _measured(self, step: Step, http: aiohttp.ClientSession) -> Measured:
        if step == "trip":
            return {"us": round(self.best_s * 1e6)}
        if step == "throughput":
            measured = await network.throughput(Fetching(http))
            self.rates.append(int(measured["kbit_s"] or 0) / 1000)
            return measured
        await asyncio.sleep(random.uniform(0, PLATFORM_S))
        return MADE_UP[step]


@dataclass
class Found:
    seconds: float = 0.0
    figures: dict[str, int] = field(default_factory=dict)
    before: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    messages: int = 0
    cpu_s: float = 0.0
    why: dict[str, int] = field(default_factory=dict)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seats", type=int, default=150)
    seats = options.parse_args().seats
    with tempfile.TemporaryDirectory(prefix="jiankao-bench-checks-") as folder:
        found, rates = asyncio.run(measure(Path(folder), seats))
    before, during = Run(found.before, 1), Run(found.during, 1)
    print(
        "| seats | passed | failed | seconds | server CPU s | messages to a browser | beat p50 / p99 ms before | during |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {seats} | {found.figures['passed']} | {found.figures['failed']} | {found.seconds:.1f} | {found.cpu_s:.1f} "
        f"| {found.messages} | {before.wait_ms(50):.1f} / {before.wait_ms(99):.1f} "
        f"| {during.wait_ms(50):.1f} / {during.wait_ms(99):.1f} |"
    )
    print(f"\nfailed by: {found.why or 'none'}")
    print(
        f"\nthroughput measured: {len(rates)} machines, median {sorted(rates)[len(rates) // 2]:.0f} Mb/s"
        if rates
        else ""
    )


async def measure(folder: Path, seats: int) -> tuple[Found, list[float]]:
    files = day_files.write(folder / "files", seats, rules={}, duration_min=90)
    server = Server(folder / "data", folder / "server.log")
    await load(server.data, files, in_s=24 * 3600)
    await server.start()
    proctor = Proctor(server.url)
    machines = [Checked(number, day_files.address(number), server.url) for number in range(1, seats + 1)]
    beating: list[asyncio.Task[None]] = []
    try:
        for machine in machines:
            await machine.open(machine.link)
            await machine.enrol()
            beating.append(asyncio.create_task(_beat(machine)))
        await proctor.log_in("admin", "888")
        assert server.process is not None
        found = await _checked(proctor, machines, server.process.pid)
        found.why = _why(server.data)
        return found, [rate for machine in machines for rate in machine.rates]
    finally:
        for task in beating:
            task.cancel()
        await asyncio.gather(*beating, return_exceptions=True)
        for machine in machines:
            machine.abort()
        await proctor.close()
        await server.stop()


async def _beat(machine: Checked) -> None:
    await asyncio.sleep(random.uniform(0, BEAT_EVERY_S))
    while True:
        if machine.is_away:
            with contextlib.suppress(OSError, TimeoutError):
                await machine.come_back()
        machine.beat()
        await asyncio.sleep(BEAT_EVERY_S)


async def _checked(proctor: Proctor, machines: Sequence[Checked], pid: int) -> Found:
    found, http = Found(), proctor._http
    await asyncio.sleep(10)
    async with asyncio.timeout(ENDS_WITHIN_S):
        while any(machine.is_away for machine in machines):  # noqa: ASYNC110 - what is measured is the check of those that are there
            await asyncio.sleep(0.1)
    found.before = _waits(machines)
    async with http.get(f"{proctor.url}/admin/checks/environment/") as answer:
        text = await answer.text()
    acts = re.search(r'data-acts="([^"]+)"', text)
    socket = re.search(r'data-socket="([^"]+)"', text)
    token = re.search(r'name="csrf-token" content="([^"]+)"', text)
    assert acts is not None
    assert socket is not None
    assert token is not None
    origin = {"Origin": proctor.url}
    async with http.ws_connect(proctor.url + socket[1], headers=origin, max_msg_size=0) as board:
        cpu, began = processes.cpu_s(pid), time.monotonic()
        headers = {"X-CSRFToken": token[1], "Referer": proctor.url}
        async with http.post(f"{proctor.url}{acts[1]}start/", headers=headers) as answer:
            said: dict[str, Any] = await answer.json()
        assert said["ok"], said
        async with asyncio.timeout(ENDS_WITHIN_S):
            found.figures = await _until_ended(board, found)
        found.seconds, found.cpu_s = time.monotonic() - began, processes.cpu_s(pid) - cpu
    found.during = _waits(machines)
    return found


async def _until_ended(board: aiohttp.ClientWebSocketResponse, found: Found) -> dict[str, int]:
    figures: dict[str, int] = {}
    async for message in board:
        found.messages += 1
        told = json.loads(message.data)
        figures = told.get("figures", figures)
        if told.get("run", {}).get("state") == "ended":
            return figures
    raise RuntimeError("the board's socket was closed")


def _why(data: Path) -> dict[str, int]:
    """How many seats failed by what, and how many by which step."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'jiankao.sqlite3'}?mode=ro", uri=True)) as stored:
        faults = stored.execute("SELECT fault, count(*) FROM checks_seatcheck WHERE fault <> '' GROUP BY fault")
        steps = stored.execute(
            "SELECT step || ' ' || code, count(*) FROM checks_checkresult WHERE verdict = 'fail' GROUP BY step, code"
        )
        return dict(faults) | dict(steps)


def _waits(machines: Sequence[Machine]) -> list[float]:
    waits = [wait for machine in machines for wait in machine.waits["Beat"]]
    for machine in machines:
        machine.waits["Beat"] = []
    return waits


if __name__ == "__main__":
    main()
