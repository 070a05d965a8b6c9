"""What belongs to a backup, and the list that lies in it."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from formats.refused import N_, Refused

FORMAT: Final = "jiankao.backup.1"
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
DATABASES: Final = ("jiankao.sqlite3", "answers.sqlite3")
# Made anew, of this very process, or the test centre's, whose keys are for nobody who holds a room's backup:
# everything else in the data folder is taken, also what a later version adds.
LEFT_OUT: Final = frozenset(
    {
        "centre",
        "documents",
        "uploads",
        "collecting",
        "static",
        "backups",
        "lease",
        "room.lock",
        "restoring",
        "restore.part",
        "logs",
    }
)
SET_ASIDE: Final = "replaced-"
INCOMING: Final = "blobs/incoming"
BLOCK: Final = 1 << 20


class File(msgspec.Struct, frozen=True):
    """A file of the backup; `path` is below its folder, with slashes."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`database` is "sqlite" or "postgresql"; `made_at` is in ISO 8601 with its offset."""

    format: str
    made_at: str
    database: str
    rooms: list[str]
    files: list[File]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def read_manifest(folder: Path) -> Manifest:
    """Raises `Refused` where there is no backup of ours."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, ValueError) as fault:
        raise Refused(
            "backup.none",
            N_("%(folder)s holds no backup: its %(file)s cannot be read."),
            folder=str(folder),
            file=MANIFEST,
        ) from fault
    if found.format != FORMAT:
        raise Refused(
            "backup.format",
            N_("The backup is of format %(found)s, this program reads %(expected)s."),
            found=found.format,
            expected=FORMAT,
        )
    return found


def is_left_out(path: str) -> bool:
    """Whether a path below the data folder is no part of a backup."""
    top = path.split("/", 1)[0]
    is_sqlites = path in DATABASES or path.endswith(("-wal", "-shm", "-journal"))  # these two come before all others
    return top in LEFT_OUT or top.startswith(SET_ASIDE) or path.startswith(INCOMING) or is_sqlites


def files_below(root: Path) -> Iterator[str]:
    """Every regular file, by its path with slashes; links are not followed."""
    for place, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def copy_durably(source: Path, target: Path) -> tuple[int, str]:
    """Copy, flush; gives size and SHA-256 of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(BLOCK):
            writing.write(block)
            digest.update(block)
            size += len(block)
        writing.flush()
        os.fsync(writing.fileno())
    with suppress(PermissionError):  # a stick whose file system knows no modes
        shutil.copymode(source, target)
    return size, digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Read from the disk: what the system remembers of the file is let go first, where it can be told so."""
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Make a file durable, or the names in a folder, where the system can."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
