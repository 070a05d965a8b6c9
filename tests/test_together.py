"""`make run` starts two programs; stopping one stops both, Ctrl-C is clean."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
WAITS = "import signal, sys, time, pathlib; pathlib.Path(sys.argv[1]).touch()\nwhile True: time.sleep(0.05)"
LIMIT_S = 30.0


def until(what, told: str = "it did not happen") -> None:
    end = time.monotonic() + LIMIT_S
    while not what():
        assert time.monotonic() < end, told
        time.sleep(0.02)


def program(path: Path) -> list[str]:
    """One that is there once `path` is, and waits to be ended."""
    return [sys.executable, "-c", WAITS, str(path)]


def together(*commands: list[str]) -> "subprocess.Popen[bytes]":
    parted = [argument for command in commands for argument in ("---", *command)]
    return subprocess.Popen([sys.executable, "scripts/together.py", *parted], cwd=ROOT)


@pytest.fixture
def two(tmp_path: Path):
    """Two programs that run together."""
    paths = [tmp_path / "one", tmp_path / "two"]
    process = together(*map(program, paths))
    until(lambda: all(path.exists() for path in paths))
    children = psutil.Process(process.pid).children()
    yield process, children
    for child in children:
        if child.is_running():
            child.kill()
    process.kill()
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_stops_both(two, number: signal.Signals):
    process, children = two

    process.send_signal(number)

    assert process.wait(LIMIT_S) == 0
    assert not any(child.is_running() for child in children)


def test_when_one_ends_the_other_does_too(two):
    process, children = two

    children[0].kill()

    assert process.wait(LIMIT_S) == -signal.SIGKILL % 256
    assert not any(child.is_running() for child in children)


def test_killed_outright_it_leaves_nothing_behind(two):
    process, children = two

    process.kill()
    process.wait()

    until(lambda: not any(child.is_running() for child in children), "they go on")
