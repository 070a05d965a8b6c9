"""The folder a candidate works in: looked at without following links, and filled again after a resume.

Nothing a candidate makes in there is trusted: links are left out, what has a name that not every system
bears is kept under another one (`names.py`), and a name that came from elsewhere is only used after
`is_inside` (C2, E10).
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from agent_client.blobs import Blobs, flush_folder
from agent_client.holding import FileEntry, LeftOut, Why
from agent_client.names import BEARS_ALL, another, is_inside, original, portable
from formats.messages import MOST_FILE_BYTES

MOST_FILES: Final = 5_000
DEEPEST: Final = 100  # folders in folders that are looked into
MOST_BYTES: Final = MOST_FILE_BYTES


class Seen(NamedTuple):
    """What tells that a file may have changed."""

    modified_ns: int
    size: int


@dataclass
class Look:
    """The regular files of a work folder by the name that every system bears, and what cannot be kept.

    `names` has what the system calls those that are kept under another name.
    """

    files: dict[str, Seen] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def name_of(self, path: str) -> str:
        """What the system calls it."""
        return self.names.get(path, path)

    def take(self, name: str, seen: Seen) -> None:
        path = portable(name)
        path = another(path) if path in self.files else path
        if path in self.files:  # two digests that are equal: made by somebody
            self.left_out.append(LeftOut(path, "name"))
            return
        self.files[path] = seen
        if path != name:
            self.names[path] = name


class Changed(Exception):
    """A file is not what it was a moment ago."""


def look(root: Path) -> Look:
    """What lies in `root` now. Raises `OSError` when the folder itself cannot be read, or is a link to another one."""
    if root.is_symlink():
        raise NotADirectoryError(f"{root} is a link")
    found = Look()
    for name, seen in _walk(root, "", 0):
        why = _why_not(seen, len(found.files))
        if why is not None:
            found.left_out.append(LeftOut(portable(name), why))
        elif isinstance(seen, Seen):
            found.take(name, seen)
    return found


def _why_not(seen: Seen | Why, count: int) -> Why | None:
    if isinstance(seen, str):
        return seen
    if seen.size > MOST_BYTES:
        return "large"
    return "many" if count >= MOST_FILES else None


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, Seen | Why]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            name = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield name, _seen(entry)
            elif depth < DEEPEST:
                yield from _walk_inner(Path(entry.path), name, depth + 1)
            else:
                yield name, "deep"


def _walk_inner(folder: Path, name: str, depth: int) -> Iterator[tuple[str, Seen | Why]]:
    try:
        yield from _walk(folder, f"{name}/", depth)
    except OSError:  # it went away, or may not be read
        yield name, "unreadable"


def _seen(entry: "os.DirEntry[str]") -> Seen | Why:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return "unreadable"
    return Seen(found.st_mtime_ns, found.st_size) if stat.S_ISREG(found.st_mode) else "no_file"


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
            _put_back(making, path, blobs.path(entry.sha256))
    if root.is_symlink() or root.is_file():
        root.unlink()  # somebody has put something else in its place
    making.replace(root)
    flush_folder(root.parent)


def _put_back(root: Path, path: str, source: Path) -> None:
    """Under its original name where this system bears it, else under one that it does. Raises `OSError` when none goes."""
    fault: OSError | None = None
    for name in (original(path), path, portable(path), another(path)):
        if os.path.lexists(root / name) or not (BEARS_ALL or is_inside(name)):
            continue  # another one, told apart by capitals only, where the system does not tell them apart
        try:
            return copy_durably(source, root / name)
        except OSError as found:  # too long a name for this disk, or another's folder stands there
            fault = found
    raise fault or FileExistsError(path)


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
