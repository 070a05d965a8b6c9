"""Whether a backup is whole: every file as its list says, nothing added, databases sound."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from proctor_site.backup.contents import MANIFEST, File, Manifest, files_below, read_manifest, sha256_of

Tell: TypeAlias = Callable[[int], None]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file of a backup."""

    path: str
    what: Literal["missing", "size", "content", "added", "database"]


def verify(folder: Path, tell: Tell = lambda percent: None) -> tuple[Manifest, list[Fault]]:
    """The list, and everything that is not as it says; `tell` hears how many percent of the bytes are read.

    Raises `Refused` where there is no backup.
    """
    manifest = read_manifest(folder)
    return manifest, [*_files(folder, manifest, tell), *_databases(folder, manifest)]


def _files(folder: Path, manifest: Manifest, tell: Tell) -> Iterator[Fault]:
    read, whole = 0, max(manifest.size, 1)
    for file in manifest.files:
        fault = _fault(folder, file)
        read += file.size
        tell(100 * read // whole)
        if fault:
            yield fault
    listed = {file.path for file in manifest.files} | {MANIFEST}
    for path in files_below(folder):
        if path not in listed:
            yield Fault(path, "added")


def _fault(folder: Path, file: File) -> Fault | None:
    path = folder / file.path
    if not is_below(folder, file.path) or not path.is_file():
        return Fault(file.path, "missing")
    if path.stat().st_size != file.size:
        return Fault(file.path, "size")
    return Fault(file.path, "content") if sha256_of(path) != file.sha256 else None


def is_below(folder: Path, path: str) -> bool:
    """A list that somebody has written leads nowhere else."""
    return (folder / path).resolve().is_relative_to(folder.resolve())


def _databases(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    for file in manifest.files:
        if (
            file.path.endswith(".sqlite3")
            and is_below(folder, file.path)
            and (folder / file.path).exists()
            and not _is_sound(folder / file.path)
        ):
            yield Fault(file.path, "database")


def _is_sound(path: Path) -> bool:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False
