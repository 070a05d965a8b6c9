"""A room for an exam in earnest: the samples with a plan of minutes, the server, and daemons on loopback addresses."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from drill import day_files
from drill.day_files import DayFiles, address
from tests.servers import ROOT, Server

LIMIT_S = 30.0
PASSWORD = "888"
Step = dict[str, Any]

# minutes; what is not named here is as in the sample
RULES: dict[str, float | str] = {
    "login_before_min": 20,
    "start_before_min": 5,
    "start_after_min": 15,
    "countdown_sec": 4,
    "free_extra_minutes": 2,
    "max_extra_minutes": 2,
}


def until(condition: Callable[[], Any], what: str, *, within_s: float = LIMIT_S) -> Any:
    """What `condition` gives once it is true. Fails after `within_s` with `what`."""
    end = time.monotonic() + within_s
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {within_s:.0f} s: {what}"
        time.sleep(0.05)
    return found


def write_files(folder: Path, seats: int, *, in_s: float, duration_min: float, **rules: float | str) -> DayFiles:
    """The day's files; the first session is planned `in_s` seconds from now."""
    files = day_files.write(folder, seats, rules=RULES | rules, duration_min=duration_min)
    book = load_workbook(files.plan)
    starts_at = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0, tzinfo=None) + timedelta(seconds=in_s)
    for number, row in enumerate(book["场次"].iter_rows(min_row=2)):
        row[3].value = starts_at + timedelta(hours=5 * number)
        row[4].value = row[3].value + timedelta(minutes=duration_min)
    book.save(files.plan)
    return files


def manage(server: Server, *arguments: str) -> str:
    """What `manage.py` prints, at the server's data."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def load(server: Server, files: DayFiles) -> None:
    """The room's parameters and all files, from the terminal."""
    set_up(server, files)
    manage(server, "load", "--confirm", *map(str, files.all))


def set_up(server: Server, files: DayFiles) -> None:
    manage(server, "parameters", "--room", files.room_code, "--proctor-ip", "127.0.0.1")


@dataclass
class Machine:
    """A daemon of its own at a seat; started again it goes on in its folder."""

    folder: Path
    server: str
    seat: int
    script: list[Step] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    process: "subprocess.Popen[str] | None" = None

    @property
    def data(self) -> Path:
        return self.folder / f"PC{self.seat:03d}"

    def start(self, script: list[Step] | None = None) -> Self:
        self.data.mkdir(parents=True, exist_ok=True)
        self.script = script or self.script
        self.lines = []
        with (self.data / "stderr.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                env=os.environ | self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        return self

    def page(self) -> str:
        """The address that opens the page once."""
        found: str = until(lambda: self.lines, f"the first line of the daemon at seat {self.seat}")[-1]["page"]
        return found

    def kill(self) -> None:
        """As a power cut does: kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def typed(self) -> list[dict[str, Any]]:
        """What the script typed so far, and what of it became 已保存."""
        path = self.data / "typed.jsonl"
        whole = path.read_text().rpartition("\n")[0].splitlines() if path.exists() else []
        return [json.loads(line) for line in whole if line.endswith("}")]

    def saved(self) -> int:
        """How many lines became 已保存."""
        return sum(1 for line in self.typed() if "saved" in line)

    def _command(self) -> list[str]:
        options = ["--server", self.server, "--data", str(self.data), "--address", address(self.seat)]
        known = ["--hostname", f"PC{self.seat:03d}", "--fingerprint", f"machine {self.seat}"]
        return [sys.executable, "-m", "agent_client", *options, *known, "--headless", *self._script()]

    def _script(self) -> list[str]:
        if self.script is None:
            return []
        path = self.data / "script.json"
        path.write_text(json.dumps(self.script, ensure_ascii=False))
        return ["--script", str(path)]

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.lines.append(json.loads(line))


def arriving(ticket: str) -> list[Step]:
    """Log in and read."""
    return [{"do": "login", "ticket": ticket}, {"do": "read"}]


def answers(values: str, *, kind: str = "single", from_s: float = 0.5, every_s: float = 0.5) -> list[Step]:
    """One answer after the other: the letters of `values` to questions 1, 2, …"""
    return [
        {"at_s": from_s + every_s * index, "do": "answer", "question": f"{kind}/{index + 1}", "value": value}
        for index, value in enumerate(values)
    ]
