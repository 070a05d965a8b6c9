"""The fallback without a service ends the browser with the program that shows it (C1, issue 5.2)."""

import asyncio
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from agent_client.kiosk import here
from agent_client.kiosk.here import Here

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
BROWSER = "import time; print(flush=True); time.sleep(60)"


class Process:
    """The full-screen program, as one that does not end in time."""

    returncode: int | None = None

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.terminate, self.kill, self._process = process.terminate, process.kill, process

    async def wait(self) -> int:
        return await asyncio.to_thread(self._process.wait)


def started(*arguments: str) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", *arguments], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    return process


async def test_a_browser_does_not_outlive_the_program_that_had_to_be_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(here, "END_WITHIN_S", 0.1)
    core: Any = SimpleNamespace(folder=SimpleNamespace(root=tmp_path))
    profile = tmp_path / "browser" / "profile-1"
    profile.mkdir(parents=True)
    program, browser = started(STUBBORN), started(BROWSER, f"--user-data-dir={profile}")
    started_here = Here(core)
    monkeypatch.setattr(started_here, "_process", Process(program))

    await started_here._stop()

    left = [process for process in (program, browser) if process.poll() is None and psutil.pid_exists(process.pid)]
    assert (left, profile.exists()) == ([], False)
