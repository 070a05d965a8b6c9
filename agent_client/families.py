"""A process with everything that it has started, and how it is ended."""

import contextlib
from collections.abc import Iterable

import psutil


def family(pid: int) -> list[psutil.Process]:
    """The process and all that it has started; empty when it has gone by itself."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def end(processes: Iterable[psutil.Process], *, within_s: float) -> None:
    """Asked first, and after that time no longer asked."""
    asked = list(processes)
    for process in asked:
        with contextlib.suppress(psutil.Error):  # it has gone by itself
            process.terminate()
    _, left = psutil.wait_procs(asked, timeout=within_s)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
