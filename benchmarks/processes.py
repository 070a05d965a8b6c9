"""What a program and its children cost: CPU seconds, and memory with shared pages counted once."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


def family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_s(pid: int) -> float:
    """User and system time so far, of all of them."""
    return sum(times.user + times.system for times in (each.cpu_times() for each in family(pid)))


def pss_mb(pid: int) -> float:
    """Proportional set size: what would be free again without them."""
    return sum(each.memory_full_info().pss for each in family(pid)) / 1e6


async def peak_pss_mb(pid: int, seconds: float) -> float:
    """The most within the time, looked at every two seconds."""
    most, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, await asyncio.to_thread(pss_mb, pid))
        await asyncio.sleep(2)
    return most


@contextmanager
def program(arguments: Sequence[str], port: int, log: Path) -> Iterator[int]:
    """A program that listens on `port`; gives its pid, and ends it by that."""
    with log.open("ab") as out:
        child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=out, stderr=out)
    try:
        _await_port(child, port, log)
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _await_port(child: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if child.poll() is not None:
                raise RuntimeError(f"ended before it answered:\n{log.read_text()}") from None
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"no answer on port {port}")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
