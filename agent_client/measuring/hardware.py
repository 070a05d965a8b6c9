"""What psutil tells on every platform alike, and what the disk does when it is written to."""

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import psutil

from formats.environment import Measured
from formats.plan import Program

WRITTEN_BYTES: Final = 8 << 20
BLOCK: Final = 1 << 20
WRITES_WITHIN_S: Final = 8.0


def cpu() -> Measured:
    return {"cores": psutil.cpu_count() or None, "mhz": _mhz()}


def _mhz() -> int | None:
    """The highest clock where it is known, else the one now."""
    try:
        told = psutil.cpu_freq()
    except (AttributeError, OSError, NotImplementedError):  # not told on this machine
        return None
    return round(told.max or told.current) or None if told else None


def memory() -> Measured:
    return {"mb": psutil.virtual_memory().total // 1_000_000}


def disk(folder: Path) -> Measured:
    """Free space where the answers lie, and how fast a small file gets there for good."""
    return {"free_mb": shutil.disk_usage(folder).free // 1_000_000, "write_mb_s": _written_mb_s(folder)}


def _written_mb_s(folder: Path) -> int:
    """Of 8 MiB that are flushed, or of what is written within 8 s; the file goes again."""
    path, block, written = folder / "check.tmp", os.urandom(BLOCK), 0
    began = time.monotonic()
    try:
        with path.open("wb", buffering=0) as file:
            while written < WRITTEN_BYTES and time.monotonic() - began < WRITES_WITHIN_S:
                written += file.write(block)
            os.fsync(file.fileno())
        return max(1, round(written / 1_000_000 / max(0.001, time.monotonic() - began)))
    finally:
        path.unlink(missing_ok=True)


def running(forbidden: Iterable[Program]) -> list[str]:
    """The forbidden programs that run, as the process calls itself."""
    return _running(name for program in forbidden for name in program.executables)


def is_running(executables: Iterable[str]) -> bool:
    """Whether one of these programs runs."""
    return bool(_running(executables))


def _running(executables: Iterable[str]) -> list[str]:
    wanted = {_plain(name) for name in executables}
    if not wanted:
        return []
    found = {process.info["name"] or "" for process in psutil.process_iter(["name"])}
    return sorted(name for name in found if _plain(name) in wanted)


def _plain(name: str) -> str:
    return name.casefold().removesuffix(".exe")
