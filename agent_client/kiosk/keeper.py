"""The browser's process: started with a fresh profile, ended with everything that it has started."""

import asyncio
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import psutil

from agent_client.families import end, family
from agent_client.kiosk.browsers import Browser

END_WITHIN_S: Final = 1.5
PROFILE: Final = "profile-"


class Keeper:
    """One browser at a time. `base` holds its profiles, and nothing of them is left when it has ended."""

    def __init__(self, browser: Browser, base: Path) -> None:
        self._browser = browser
        self._base = base
        self._process: asyncio.subprocess.Process | None = None
        self._profile: Path | None = None
        self._started = asyncio.Event()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def open(self, page: str) -> None:
        """In place of what is open. Raises `OSError` when it cannot be started."""
        await self._end()
        old = self._profile
        self._base.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._profile = Path(tempfile.mkdtemp(prefix=PROFILE, dir=self._base))
        command = self._browser.command(page, self._profile)
        quiet = subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=quiet, stderr=quiet)
        self._started.set()
        await _forget(old)  # not before: the candidate waits

    async def close(self) -> None:
        """Asked to end, and ended by force when it does not."""
        await self._end()
        old, self._profile = self._profile, None
        await _forget(old)

    async def _end(self) -> None:
        process, self._process = self._process, None
        self._started.clear()
        if process is not None:
            await asyncio.to_thread(end, family(process.pid), within_s=END_WITHIN_S)
            await process.wait()

    async def ended(self) -> int:
        """The exit code, once the browser has ended without being told to. For ever while there is none."""
        while True:
            await self._started.wait()
            process = self._process
            code = await process.wait() if process is not None else 0
            if process is not None and self._process is process:
                self._process = None
                self._started.clear()
                return code
            await asyncio.sleep(0)  # it was closed meanwhile, and has another in its place


async def _forget(profile: Path | None) -> None:
    if profile is not None:
        await asyncio.to_thread(shutil.rmtree, profile, ignore_errors=True)


def sweep(base: Path) -> None:
    """What an earlier program of this kind has left behind when it was killed: its browser, its profiles."""
    mark = f"--user-data-dir={base / PROFILE}"
    left = (
        each for each in psutil.process_iter(["cmdline"]) if any(mark in part for part in each.info["cmdline"] or ())
    )
    end(left, within_s=END_WITHIN_S)
    for profile in base.glob(f"{PROFILE}*"):
        shutil.rmtree(profile, ignore_errors=True)
