"""The packages of results on the centre's disk: one that comes in, and one that is whole. All of it waits on the disk."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from django.conf import settings

BLOCK: Final = 1024 * 1024
KEEP_FREE_BYTES: Final = 1024**3


def place(result: UUID) -> Path:
    """Where a package lies that was received."""
    return _folder("received") / f"{result}.jkr"


def incoming(result: UUID) -> Path:
    """Where it lies as long as it is not whole."""
    return _folder("incoming") / f"{result}.part"


def has_space_for(size: int) -> bool:
    """The disk takes it, and the centre can still work."""
    return shutil.disk_usage(_folder("incoming")).free > size + KEEP_FREE_BYTES


def on_disk(result: UUID, told: int) -> int:
    """How many bytes are there of the `told` ones that were written down: a disk may have been put back."""
    path = incoming(result)
    return min(told, path.stat().st_size) if path.exists() else 0


def write(result: UUID, offset: int, piece: bytes) -> int:
    """Put a piece behind the first `offset` bytes, durably; gives the new offset.

    What a cut power line left behind them is written over.
    """
    path = incoming(result)
    is_new = not path.exists()
    with path.open("r+b" if not is_new else "xb") as stream:
        stream.truncate(offset)
        stream.seek(offset)
        stream.write(piece)
        flush(stream)
    if is_new:
        _flush_folder(path.parent)
    return offset + len(piece)


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def drop(result: UUID) -> None:
    """Forget what came in; a package that was received stays."""
    incoming(result).unlink(missing_ok=True)


def take(result: UUID) -> None:
    """What came in is whole and has been read."""
    if incoming(result).exists():
        incoming(result).replace(place(result))
        _flush_folder(place(result).parent)


def bring(result: UUID, copy: Callable[[BinaryIO], None]) -> Path:
    """A file that a person brought, as if it had come in."""
    path = incoming(result)
    with path.open("wb") as stream:
        copy(stream)
        flush(stream)
    return path


def flush(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the names in it durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder(name: str) -> Path:
    found: Path = settings.CENTRE_DATA / "results" / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found
