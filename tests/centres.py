"""The real test centre as a subprocess with a database of its own: for tests of rooms that speak to one.

def test_something(centre):                       # loaded with the samples, first session in ten minutes, published
    centre.url, centre.registration_code("001")
    centre.command("centre_code", "late_start", …)  # what the command printed
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
LIMIT_S = 90.0


class CentreProcess:
    """`manage.py centre` on a free port; commands work on its data, also while it runs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True, parents=True)
        self.folder = folder
        dropped = ("DATABASE_URL", "CENTRE_DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        self.environment = {**kept, "CENTRE_DATA": str(folder / "centre"), "LANG": "en_US.UTF-8"}
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options: str) -> "CentreProcess":
        """Start, on the same port as before if there was one, and wait until it answers."""
        ready = self.folder / "centre-ready"
        ready.unlink(missing_ok=True)
        command = [
            sys.executable,
            "manage.py",
            "centre",
            "--port",
            str(self.port),
            "--ready-file",
            str(ready),
            *options,
        ]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        end = time.monotonic() + LIMIT_S
        while not ready.exists() or not ready.read_text().endswith("\n"):
            assert self.process.poll() is None, f"the centre ended:\n{self.said()}"
            assert time.monotonic() < end, f"the centre is not ready:\n{self.said()}"
            time.sleep(0.02)
        self.port = int(ready.read_text().rsplit(":", 1)[1])
        return self

    def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=LIMIT_S)
        finally:
            self.kill()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def command(self, *arguments: str) -> str:
        """What `manage.py` printed; the test fails when it was refused."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def load_samples(self, *options: str, starts_in_min: float = 10) -> None:
        """The sample plan with candidates and papers; its first session is planned so many minutes from now."""
        starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=starts_in_min)
        names = ("exam_plan_001.xlsx", "candidates_001.xlsx", "papers_001.xlsx")
        self.command(
            "centre_load", *(str(SAMPLES / name) for name in names), "--starts-at", starts_at.isoformat(), *options
        )

    def registration_code(self, room: str) -> str:
        """The 注册码 of the room of that code, in full or its last three digits."""
        lines = [line.split() for line in self.command("centre_rooms").splitlines()]
        return next(code for full, code, *_ in lines if full.endswith(room))

    def said(self) -> str:
        return self._log.read_text()

    @property
    def _log(self) -> Path:
        return self.folder / "centre.log"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    """A centre for one test: room 001 of the samples, published; its first session starts in ten minutes."""
    centre = CentreProcess(tmp_path / "centre")
    centre.load_samples("--publish")
    try:
        yield centre.start()
    finally:
        centre.kill()
