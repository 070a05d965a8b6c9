"""The programs of a rehearsal as child processes: the room server and the candidate daemons."""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

from drill.day_files import DayFiles
from drill.faults import Broken

ROOT: Final = Path(__file__).resolve().parent.parent
STOP_WITHIN_S: Final = 20.0
DROPPED: Final = (
    "DATABASE_URL",
    "REDIS_URL",
    "PORT",
    "CENTRE_DATABASE_URL",
    "CENTRE_DATA",
    "CENTRE_PORT",
    "DJANGO_SETTINGS_MODULE",
)
Result = TypeVar("Result")


async def manage(data: Path, *arguments: str, quiet: bool = True) -> str:
    """Run `manage.py` on the rehearsal's data; gives what it printed. Raises `Broken` when it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "manage.py",
        *arguments,
        cwd=ROOT,
        env=_environment(data),
        stdout=PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Broken(f"manage.py {' '.join(arguments)} ended with {process.returncode}:\n{said.decode()}")
    return said.decode()


def make_anew(folder: Path, mark: str) -> Path:
    """An empty folder, in place of one that an earlier run left. Raises `Broken` for anything else, and while it is in use."""
    if folder.exists() and any(folder.iterdir()) and not (folder / mark).exists():
        raise Broken(f"{folder} is not empty, and not of an earlier run")
    if _is_held(folder / "data" / "room.lock"):
        raise Broken(f"a server still works in {folder}; end it first")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / mark).touch()
    return folder.resolve()


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


async def until_asked(work: Coroutine[Any, Any, Result]) -> Result | None:
    """Run `work`, ending it on SIGINT and SIGTERM so that its children are stopped too; None then."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None


async def load(data: Path, files: DayFiles, *, in_s: float) -> datetime:
    """Import the day's files; the first session is planned so many seconds from now. Gives its planned start."""
    await manage(data, "parameters", "--room", files.room_code, "--proctor-ip", "127.0.0.1")
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=in_s)
    await manage(data, "load", "--confirm", "--starts-at", starts_at.isoformat(), *map(str, files.all))
    return starts_at


@dataclass
class Site:
    """A site on a loopback port, a free one for port 0, with data of its own; `command` is its `manage.py` command."""

    data: Path
    log: Path
    port: int = 0
    url: str = ""
    process: Process | None = None
    command: ClassVar[str]

    async def start(self) -> None:
        """Raises `Broken` when it ends before it answers."""
        ready = self.data.parent / f"{self.command}-ready"
        ready.unlink(missing_ok=True)
        arguments = (self.command, "--host", "127.0.0.1", "--port", str(self.port), "--ready-file", str(ready))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "manage.py", *arguments, cwd=ROOT, env=_environment(self.data), stdout=log, stderr=log
            )
        await _until_ready(ready, self.process, self.log)
        self.url = ready.read_text().strip()

    async def stop(self) -> None:
        await _stop(self.process)


class Server(Site):
    """The room server."""

    command = "room"


class Centre(Site):
    """The test centre; its data lie beside the room's."""

    command = "centre"


@dataclass
class Fleet:
    """Some daemons in one process; what each last said of itself is in `told`, by hostname."""

    spec: Path
    log: Path
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    process: Process | None = None
    _reader: "asyncio.Task[None] | None" = None

    @classmethod
    async def start(cls, folder: Path, name: str, server: str, machines: Sequence[dict[str, Any]]) -> "Fleet":
        spec = folder / f"{name}.json"
        spec.write_text(json.dumps({"server": server, "machines": list(machines)}, ensure_ascii=False))
        fleet = cls(spec, folder / f"{name}.log")
        with fleet.log.open("ab") as log:
            fleet.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "agent_client.fleet", "--spec", str(spec), "--until-eof",
                cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=log,
            )  # fmt: skip
        fleet._reader = asyncio.create_task(fleet._read())
        return fleet

    async def stop(self) -> None:
        await _stop(self.process)
        if self._reader:
            await self._reader

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            said = json.loads(line)
            self.lines.append(said)
            if "hostname" in said:
                self.told[said["hostname"]] = said


async def _until_ready(ready: Path, process: Process, log: Path) -> None:
    while not _is_written(ready):
        if process.returncode is not None:
            raise Broken(f"a server ended with {process.returncode}:\n{_said(log)}")
        await asyncio.sleep(0.05)


def _is_written(ready: Path) -> bool:
    return ready.exists() and ready.read_text().endswith("\n")


def _said(log: Path) -> str:
    return log.read_text()


async def _stop(process: Process | None) -> None:
    if process is None or process.returncode is not None:
        return
    process.terminate()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
    if process.returncode is None:
        process.kill()
        await process.wait()


def _environment(data: Path) -> dict[str, str]:
    """Its own database and keys, whatever the person's environment says."""
    kept = {key: value for key, value in os.environ.items() if key not in DROPPED}
    return {**kept, "DATA_DIR": str(data), "LANG": "C.UTF-8"}
