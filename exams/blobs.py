"""The contents of work files on this machine's disk, by hash: pieces that come in, and what is complete.

Everything here waits on the disk: it is called from threads.
"""

import hashlib
import os
import shutil
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.conf import settings

from formats.messages import MOST_FILE_BYTES

PIECE_BYTES: Final = 98_304
BLOCK_BYTES: Final = 1 << 16
MOST_BYTES: Final = MOST_FILE_BYTES
MOST_INCOMING: Final = 8
MOST_HASHES: Final = 256
KEEP_FREE_BYTES: Final = 512 * 1024 * 1024
BY_HAND: Final = UUID(int=0)  # stands for the machine of what came in an answer package


class WrongOffset(Exception):
    """The piece does not begin where the upload is; nothing was written."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class WrongHash(Exception):
    """What came is another content; it was thrown away."""


class NoSpace(Exception):
    """The disk has to keep something for the answers themselves."""


@dataclass(frozen=True)
class Upload:
    """A content that a machine is bringing; nobody else can write to it."""

    machine: UUID
    sha256: str
    length: int

    @property
    def path(self) -> Path:
        return _incoming(self.machine) / f"{_safe(self.sha256)}-{self.length}"

    def offset(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


@dataclass
class _Hashes:
    """Running hashes of uploads that came in one go: a content is not read again unless this process was restarted."""

    _known: "OrderedDict[Path, tuple[int, Any]]" = field(default_factory=OrderedDict)
    _gate: Lock = field(default_factory=Lock)

    def take(self, path: Path, offset: int) -> Any:
        """The hash of the first `offset` bytes."""
        with self._gate:
            reached, digest = self._known.pop(path, (0, hashlib.sha256()))
        if reached == offset:
            return digest
        return _hash_of(path, offset)

    def keep(self, path: Path, offset: int, digest: Any) -> None:
        with self._gate:
            self._known[path] = (offset, digest)
            if len(self._known) > MOST_HASHES:
                self._known.popitem(last=False)


_hashes: Final = _Hashes()


def place(sha256: str) -> Path:
    """Where a complete content lies."""
    name = _safe(sha256)
    return Path(settings.BLOB_DIR) / name[:2] / name


def size_of(sha256: str) -> int | None:
    """How long a content is that is complete and on the disk; None if it is not."""
    try:
        return place(sha256).stat().st_size
    except FileNotFoundError:
        return None


def under_way(machine: UUID, sha256: str) -> Upload | None:
    """What this machine has begun to bring."""
    begun = next(_incoming(machine).glob(f"{_safe(sha256)}-*"), None)
    return Upload(machine, sha256, int(begun.name.rpartition("-")[2])) if begun else None


def begin(machine: UUID, sha256: str, length: int) -> Upload:
    """Make place for a new content; of many half ones the oldest goes. Raises `NoSpace`."""
    folder = _incoming(machine)
    folder.mkdir(parents=True, exist_ok=True)
    stat = os.statvfs(folder)
    if stat.f_bavail * stat.f_frsize < KEEP_FREE_BYTES + length:
        raise NoSpace
    begun = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in [*begun[: max(0, len(begun) - MOST_INCOMING + 1)], *folder.glob(f"{_safe(sha256)}-*")]:
        path.unlink(missing_ok=True)
    return Upload(machine, sha256, length)


def append(upload: Upload, offset: int, piece: bytes) -> int:
    """Add a piece and give the new offset; after the last one the content is in its place, and durable.

    Raises `WrongOffset`, and `WrongHash` after the last piece.
    """
    if offset != upload.offset() or offset + len(piece) > upload.length:
        raise WrongOffset(upload.offset())
    digest = _hashes.take(upload.path, offset)
    digest.update(piece)
    reached = offset + len(piece)
    with upload.path.open("ab") as stream:
        stream.write(piece)
        if reached == upload.length:
            _flush(stream)
    if reached < upload.length:
        _hashes.keep(upload.path, reached, digest)
    else:
        _finish(upload, digest.hexdigest())
    return reached


def keep(sha256: str, length: int, pieces: Iterable[bytes]) -> None:
    """Put a content in its place that comes from elsewhere than a link, durably. Raises as `begin` and `append` do."""
    upload, offset = begin(BY_HAND, sha256, length), 0
    for piece in pieces:
        offset = append(upload, offset, piece)


def blocks(sha256: str) -> Iterator[bytes]:
    """A complete content, piece by piece."""
    with place(sha256).open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block


def verified(sha256: str) -> bool:
    """Whether what lies on the disk still is what its name says (A1)."""
    path = place(sha256)
    return path.exists() and _hash_of(path, path.stat().st_size).hexdigest() == sha256


def delete(hashes: Iterable[str]) -> None:
    """Take these contents off the disk; one that is not there is gone already."""
    for sha256 in hashes:
        place(sha256).unlink(missing_ok=True)


def delete_incoming(machines: Iterable[UUID]) -> None:
    """What these machines have begun to bring; they begin anew."""
    for machine in machines:
        shutil.rmtree(_incoming(machine), ignore_errors=True)


def _finish(upload: Upload, found: str) -> None:
    if found != upload.sha256:
        upload.path.unlink()
        raise WrongHash(found)
    target = place(upload.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    upload.path.replace(target)
    for folder in (target.parent, target.parent.parent):
        _flush_folder(folder)


def _hash_of(path: Path, length: int) -> Any:
    digest = hashlib.sha256()
    if length:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK_BYTES):
                digest.update(block)
    return digest


def _flush(stream: BinaryIO) -> None:
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


def _incoming(machine: UUID) -> Path:
    return Path(settings.BLOB_DIR) / "incoming" / machine.hex


def _safe(sha256: str) -> str:
    """The name of a content, made anew from its bytes: nothing that came from outside is part of a path."""
    name = bytes.fromhex(sha256)
    if len(name) != hashlib.sha256().digest_size:
        raise ValueError(f"a SHA-256 has 32 bytes, found {len(name)}")
    return name.hex()
