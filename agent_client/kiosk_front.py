"""In the candidate's session: folder, tools and time bar in front of the page, as the daemon orders (C2)."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from agent_client.families import end, family
from agent_client.kiosk_yield import Left, Order, Return, Yield

FILE_MANAGERS: Final = frozenset({"explorer", "thunar", "nautilus", "dolphin", "pcmanfm", "nemo", "caja"})
END_WITHIN_S: Final = 3.0
NO_BAR: Final = 3


class Program(Protocol):
    """One that was started here, and whatever it has started."""

    def is_running(self) -> bool: ...
    def end(self) -> None: ...


class Desktop(Protocol):
    """What this system can do for the candidate."""

    def find(self, name: str) -> str | None: ...
    def start(self, command: Sequence[str]) -> Program: ...
    def show(self, path: str) -> bool: ...


class Bar(Protocol):
    """The strip with the time, over all windows."""

    async def show(self, left: Left) -> None: ...
    async def hide(self) -> None: ...


class Front:
    """Carries orders out. A program of the plan that is not installed here is left out, one that runs is not started twice."""

    def __init__(self, desktop: Desktop, bar: Bar) -> None:
        self._desktop = desktop
        self._bar = bar
        self._running: dict[str, Program] = {}

    async def do(self, order: Order) -> None:
        match order:
            case Yield():
                await asyncio.to_thread(self._open, order)
            case Left():
                await self._bar.show(order)
            case Return(ends_tools=ends_tools):
                await self._bar.hide()
                if ends_tools:
                    await self.end_tools()

    async def end_tools(self) -> None:
        """What was started for one candidate is not left to the next (C5)."""
        running, self._running = self._running, {}
        for program in running.values():
            await asyncio.to_thread(program.end)

    def _open(self, order: Yield) -> None:
        if order.file:
            if not self._desktop.show(order.file):  # no program for its kind: the candidate finds it in the folder
                self._desktop.show(order.folder)
            return
        found = {path: name for name in order.tools if (path := self._desktop.find(name))}
        for path in found:
            if path not in self._running or not self._running[path].is_running():
                self._running[path] = self._desktop.start([path, order.folder])
        if not any(plain(name) in FILE_MANAGERS for name in found.values()):
            self._desktop.show(order.folder)


def plain(name: str) -> str:
    return name.casefold().removesuffix(".exe")


# --- this system
class Started:
    """A process of this session."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """With everything that it has started: asked first, and after a moment no longer asked."""
        end(family(self._process.pid), within_s=END_WITHIN_S)
        self._process.poll()


class ThisDesktop:
    """Programs are found on PATH and, on Windows, where it keeps the paths of programs."""

    def __init__(self, app_path: Callable[[str], str | None] | None = None) -> None:
        self._app_path = app_path or _app_path

    def find(self, name: str) -> str | None:
        return shutil.which(name) or self._app_path(name)

    def start(self, command: Sequence[str]) -> Program:
        quiet = subprocess.DEVNULL
        return Started(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True))

    def show(self, path: str) -> bool:
        """A folder in the file manager, a file in the program for its kind; False without a desktop or a program."""
        if sys.platform == "win32":
            try:
                os.startfile(path)  # noqa: S606 - the system's own way to show something
            except OSError:  # no program is known for it
                return False
            return True
        opener = shutil.which("xdg-open")
        if opener is None or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return False
        self.start([opener, path])
        return True


def _app_path(name: str) -> str | None:
    if sys.platform != "win32":
        return None
    import winreg  # only there is such a module

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        with contextlib.suppress(OSError):
            path = winreg.QueryValue(root, rf"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{name}")
            return path.strip('"') or None
    return None


class BarProcess:
    """`python -m agent_client.time_bar` as a child; `back` is called when its button was pressed.

    Without a desktop toolkit there is no bar, and nothing else is missing.
    """

    def __init__(self, command: Sequence[str], back: Callable[[], None]) -> None:
        self._command = command
        self._back = back
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._is_missing = False

    async def show(self, left: Left) -> None:
        process = await self._started()
        if process is None or process.stdin is None:
            return
        with contextlib.suppress(ConnectionError):  # it has ended: the next second starts another
            process.stdin.write(msgspec.json.encode(left) + b"\n")
            await process.stdin.drain()

    async def hide(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            await _ended(process)
        if self._reading is not None:
            await self._reading

    async def _started(self) -> asyncio.subprocess.Process | None:
        if self._process is not None and self._process.returncode is not None:
            self._is_missing = self._is_missing or self._process.returncode == NO_BAR
            self._process = None
        if self._process is None and not self._is_missing:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe)
            self._reading = asyncio.create_task(self._read(self._process))
        return self._process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.strip() == b"back":
                self._back()


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(END_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
