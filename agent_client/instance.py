"""One daemon for a data folder, and for a machine: two would number the same changes twice, or show two pages."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import IO, Final, Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class AlreadyRunning(Exception):
    """Another daemon works in this folder."""


LOCKS: Final = Path("/run/lock")
IN_USE: Final = "{folder} is in use by another daemon. Stop it, or choose another --data."
RUNS: Final = "Another daemon runs on this machine, for whatever account. Stop it first ({path})."


class OnlyOne:
    """Holds `path` locked until `release`; the system releases it when the process dies."""

    def __init__(self, path: Path, *, words: str = IN_USE) -> None:
        told = words.format(folder=path.parent, path=path)
        try:
            self._file: IO[bytes] = _opened(path)
        except PermissionError as fault:  # the service's: its mask lets nobody else look
            raise AlreadyRunning(told) from fault
        try:
            _lock(self._file)
        except OSError as fault:
            self._file.close()
            raise AlreadyRunning(told) from fault

    @classmethod
    def of_machine(cls, folder: Path | None = None) -> Self:
        """Whatever account the other one has. Raises `AlreadyRunning`."""
        return cls(_of_machine(folder), words=RUNS)

    @classmethod
    def forget_machine(cls, folder: Path | None = None) -> None:
        """The program goes from this machine; what another daemon or another account has there stays."""
        path = _of_machine(folder)
        with contextlib.suppress(AlreadyRunning, PermissionError):
            held = cls(path, words=RUNS)
            if sys.platform == "win32":
                held.release()  # there an open file cannot be removed
            path.unlink()
            held.release()

    def release(self) -> None:
        self._file.close()


def _of_machine(folder: Path | None) -> Path:
    return (folder or _machine_folder()) / "jiankao-agent.lock"


def _machine_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", tempfile.gettempdir()))
    return LOCKS if LOCKS.is_dir() else Path(tempfile.gettempdir())


def _opened(path: Path) -> IO[bytes]:
    """For reading where another account has made it: that is enough for a lock."""
    with contextlib.suppress(PermissionError):
        return path.open("ab")
    return path.open("rb")


def _lock(file: IO[bytes]) -> None:
    """Raises `OSError` while another process holds it."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
