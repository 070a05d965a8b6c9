"""The machine's own store of file contents, by hash: a work file is here before its change is written down."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from formats.sealed_stream import Readable

PIECE: Final = 98_304
BLOCK: Final = 1 << 20


class WrongHash(Exception):
    """The bytes that came are not the ones asked for."""


@dataclass(frozen=True)
class Blobs:
    """Everything here waits on the disk: call it from a thread."""

    root: Path

    def sweep(self) -> None:
        """Take away what was cut off while it was copied in: no change names it."""
        for left in (*self.root.glob("*.part"), *self.root.glob("*.fetched")):
            left.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def put(self, source: Readable) -> tuple[str, int]:
        """Copy `source` in, durably; gives its hash and size."""
        temporary = self.root / f"{uuid4()}.part"
        try:
            with temporary.open("wb") as target:
                sha256, size = _copy(source, target)
            self._place(temporary, sha256)
        finally:
            temporary.unlink(missing_ok=True)
        return sha256, size

    def take(self, source: Path, expected: str) -> None:
        """Copy a downloaded file in. Raises `WrongHash`; then nothing is kept."""
        with source.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != expected:
                raise WrongHash(f"expected {expected}, found {found}")
            stream.seek(0)
            self.put(stream)

    def piece(self, sha256: str, offset: int) -> bytes:
        """At most one piece of its bytes from `offset` on."""
        with self.path(sha256).open("rb") as stream:
            stream.seek(offset)
            return stream.read(PIECE)

    def _place(self, temporary: Path, sha256: str) -> None:
        path = self.path(sha256)
        path.parent.mkdir(exist_ok=True)
        temporary.replace(path)
        flush_folder(path.parent)
        flush_folder(self.root)


def _copy(source: Readable, target: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for block in _blocks(source):
        digest.update(block)
        target.write(block)
        size += len(block)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _blocks(source: Readable) -> Iterator[bytes]:
    while block := source.read(BLOCK):
        yield block


def flush_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
