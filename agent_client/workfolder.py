"""The folder a candidate works in: looked at without following links, and filled again after a resume.

Nothing a candidate makes in there is trusted: links are left out, and a name that came from
elsewhere is only used after `is_inside` (C2, E10).
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from agent_client.blobs import Blobs, flush_folder
from agent_client.holding import FileEntry
from formats.messages import MOST_FILE_BYTES

MOST_FILES: Final = 5_000
MOST_DEPTH: Final = 20
MOST_BYTES: Final = MOST_FILE_BYTES
_NOT_IN_NAMES: Final = frozenset('\\:*?"<>|\0')
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
)


class Seen(NamedTuple):
    """What tells that a file may have changed."""

    modified_ns: int
    size: int


@dataclass(frozen=True)
class Look:
    """The regular files of a work folder by their path inside, and what was left out."""

    files: dict[str, Seen]
    left_out: tuple[str, ...] = ()


class Changed(Exception):
    """A file is not what it was a moment ago."""


def is_inside(path: str) -> bool:
    """Whether a path can be used in a work folder on any system."""
    parts = path.split("/")
    return 0 < len(parts) <= MOST_DEPTH and len(path.encode("utf-8", "replace")) <= 500 and all(map(_is_name, parts))


def _is_name(part: str) -> bool:
    if part in ("", ".", "..") or part != part.strip() or part.endswith("."):
        return False
    if any(sign in _NOT_IN_NAMES or ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in part):
        return False
    return part.split(".")[0].lower() not in _RESERVED


def look(root: Path) -> Look:
    """What lies in `root` now. Raises `OSError` when the folder itself cannot be read, or is a link to another one."""
    if root.is_symlink():
        raise NotADirectoryError(f"{root} is a link")
    files: dict[str, Seen] = {}
    left_out: list[str] = []
    for path, found in _walk(root, ""):
        if found is None or len(files) >= MOST_FILES or found.size > MOST_BYTES or not is_inside(path):
            left_out.append(path)
        else:
            files[path] = found
    return Look(files, tuple(left_out))


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Seen | None]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False) and prefix.count("/") < MOST_DEPTH:
                yield from _walk_inner(Path(entry.path), path + "/")
            else:
                yield path, _seen(entry)


def _walk_inner(folder: Path, prefix: str) -> Iterator[tuple[str, Seen | None]]:
    try:
        yield from _walk(folder, prefix)
    except OSError:  # it went away, or may not be read
        yield prefix, None


def _seen(entry: "os.DirEntry[str]") -> Seen | None:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return Seen(found.st_mtime_ns, found.st_size) if stat.S_ISREG(found.st_mode) else None


def capture(root: Path, path: str, expected: Seen, blobs: Blobs) -> tuple[str, int]:
    """Copy the file into `blobs`; hash and size. Raises `Changed` when it was written meanwhile, or `OSError`."""
    with _opened(root, path) as stream:
        _same(stream, expected)
        sha256, size = blobs.put(stream)
        _same(stream, expected)
    if size != expected.size:
        raise Changed(path)
    return sha256, size


def _same(stream: IO[bytes], expected: Seen) -> None:
    found = os.fstat(stream.fileno())
    if not stat.S_ISREG(found.st_mode) or Seen(found.st_mtime_ns, found.st_size) != expected:
        raise Changed(stream.name)


@contextmanager
def _opened(root: Path, path: str) -> Iterator[IO[bytes]]:
    """Open without following a link anywhere below `root`, also one put there just now."""
    if os.name != "posix":
        with (root / path).open("rb") as stream:
            yield stream
        return
    handle = _open_handle(root, PurePosixPath(path))
    with os.fdopen(handle, "rb") as stream:
        yield stream


def _open_handle(root: Path, path: PurePosixPath) -> int:
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for part in path.parts[:-1]:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    finally:
        os.close(folder)


def put_back(root: Path, files: dict[str, FileEntry], blobs: Blobs) -> None:
    """Make the work folder with `files`, whose contents are all in `blobs`: whole, or not at all."""
    making = root.with_name(f"{root.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for path, entry in files.items():
        if is_inside(path):
            copy_durably(blobs.path(entry.sha256), making / path)
    if root.is_symlink() or root.is_file():
        root.unlink()  # somebody has put something else in its place
    making.replace(root)
    flush_folder(root.parent)


def is_there(root: Path) -> bool:
    """Whether it is a folder, and not a link to one."""
    return root.is_dir() and not root.is_symlink()


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file down to the disk: after a power cut an empty file would pass for the candidate's own work."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream, target.open("wb") as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        os.fsync(copy.fileno())


def make_folders(root: Path, files: list[str]) -> None:
    """The folders in which a task asks for files, so that nobody has to make them."""
    root.mkdir(parents=True, exist_ok=True)
    for path in files:
        if is_inside(path):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
