"""Run several programs until one ends or somebody interrupts: together.py COMMAND… [--- COMMAND…]

They get SIGTERM when this gets SIGINT or SIGTERM, and when one of them ends; after 20 s they have to.
The exit status is that of the program that ended by itself, else 0.
"""

import contextlib
import ctypes
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Final

STOP_WITHIN_S: Final = 20.0
LOOK_EVERY_S: Final = 0.2
DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG


def commands_of(arguments: Sequence[str]) -> list[list[str]]:
    """The commands, which `---` parts."""
    commands: list[list[str]] = [[]]
    for argument in arguments:
        if argument == "---":
            commands.append([])
        else:
            commands[-1].append(argument)
    return [command for command in commands if command]


def run(commands: Sequence[Sequence[str]]) -> int:
    """Until one of them ends, or we are asked to."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            child = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)
            children.append(child)
        while not asked.wait(LOOK_EVERY_S) and all(child.poll() is None for child in children):
            pass
        return next((child.returncode for child in children if child.returncode is not None), 0)
    finally:
        _stop(children)


def _stop(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(STOP_WITHIN_S)
        if child.poll() is None:
            child.kill()
            child.wait()


def _die_with_parent() -> None:
    """Also when this is killed outright; only Linux can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(run(commands_of(sys.argv[1:])))
