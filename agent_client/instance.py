"""One daemon for a data folder: two would number the same changes twice."""

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class AlreadyRunning(Exception):
    """Another daemon works in this folder."""


class OnlyOne:
    """Holds `path` locked until `release`; the system releases it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("ab")
        try:
            _lock(self._file)
        except OSError as fault:
            self._file.close()
            raise AlreadyRunning(
                f"{path.parent} is in use by another daemon. Stop it, or choose another --data."
            ) from fault

    def release(self) -> None:
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    """Raises `OSError` while another process holds it."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
