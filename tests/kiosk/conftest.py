"""The daemon's own program for the full screen, as a process beside a daemon in this one."""

import asyncio
import contextlib
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.agent.conftest import Desks, _short_waits, desks, room, until

__all__ = ["Desks", "_short_waits", "desks", "room", "until"]  # fixtures
ROOT = Path(__file__).parents[2]
WITHOUT_A_SCREEN = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0")


class Kiosk:
    """`python -m agent_client kiosk` in the candidate's session."""

    def __init__(self, folder: Path, profiles: Path) -> None:
        self._folder = folder
        self._profiles = profiles
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *flags: str) -> None:
        command = [sys.executable, "-m", "agent_client", "kiosk", "--folder", str(self._folder)]
        more = [f"--browser-flag={flag}" for flag in WITHOUT_A_SCREEN]
        command += ["--profiles", str(self._profiles), *more, *flags]
        self._process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)

    def browsers(self) -> list[psutil.Process]:
        """The browser's first process, while it runs."""
        assert self._process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._process.pid).children()
            return [each for each in children if each.status() != psutil.STATUS_ZOMBIE]
        return []

    def debugger(self) -> str:
        """Where a debugger finds the page; nothing before the browser has said so."""
        found = list(self._profiles.glob("profile-*/DevToolsActivePort"))
        lines = found[0].read_text().splitlines() if len(found) == 1 else []
        return f"http://127.0.0.1:{lines[0]}" if lines else ""

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
            await asyncio.wait_for(self._process.wait(), 20)


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    if shutil.which("chromium") is None:
        pytest.fail("These tests need Chromium: apt-get install chromium libatomic1")
    kiosk = Kiosk(tmp_path / "run", tmp_path / "profiles")
    yield kiosk
    await kiosk.end()
