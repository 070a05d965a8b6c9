"""The marked fallback: daemon and browser in one account, the browser's program started by the daemon itself."""

import asyncio
import subprocess
from typing import Final

from agent_client.core import Core
from agent_client.kiosk.keeper import sweep
from agent_client.program import program

LOOK_EVERY_S: Final = 0.5
PATIENCE: Final = 6  # looks: one that outlived a killed daemon comes back by itself
END_WITHIN_S: Final = 4.0


class Here:
    """Sees to it that there is one; ends the one that it has started."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._profiles = core.folder.root / "browser"
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        missed = PATIENCE  # the first one at once
        try:
            while True:
                missed = missed + 1 if self._is_missing() else 0
                if missed > PATIENCE:
                    missed = 0
                    await self._start()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._stop()

    def _is_missing(self) -> bool:
        runs = self._process is not None and self._process.returncode is None
        return self._core.display.kiosk == "missing" and not runs

    async def _start(self) -> None:
        options = self._core.options
        more = [f"--browser-flag={flag}" for flag in options.browser_flags]
        where = ["--folder", str(options.kiosk), "--profiles", str(self._profiles)]
        command = [*program(), "kiosk", *where, *more]
        self._process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.DEVNULL)

    async def _stop(self) -> None:
        """With its browser, which on a slow machine outlived the program that was to end it."""
        if self._process is None:
            return
        if self._process.returncode is None:
            await self._end(self._process)
        await asyncio.to_thread(sweep, self._profiles)

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        process.terminate()
        try:
            async with asyncio.timeout(END_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
