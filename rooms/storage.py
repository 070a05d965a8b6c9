"""The folder that a room stores files in (B3): where it is by default, and whether it can be used. All of it waits on the disk."""

import os
import shutil
import sys
from pathlib import Path, PureWindowsPath
from typing import Final
from uuid import uuid4

from django.conf import settings

from formats.refused import N_, Refused

LEAST_FREE_GB: Final = 5
GB: Final = 1024**3
FIELD: Final = "storage_path"


def default_path() -> str:
    """The manual's on Windows, else beside the data."""
    return str(PureWindowsPath("D:/FileUp")) if sys.platform == "win32" else str(Path(settings.DATA_DIR) / "FileUp")


def check(path: str) -> Path:
    """The folder in one form, if it may be used: a full path, no file, more than 5 GB free. Creates nothing; `Refused` with the reason."""
    folder = _folder(path)
    try:
        _check_file(folder)
        _check_free(folder)
    except OSError as fault:
        raise _unusable(folder, fault) from fault
    return folder


def make_ready(path: str) -> str:
    """Check the folder, create it and write in it; returns its path in one form.

    Raises `Refused` with the reason; then a folder that was not there is not there.
    """
    folder = check(path)
    made = _missing(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder)
    except OSError as fault:
        _remove(made)
        raise _unusable(folder, fault) from fault
    return str(folder)


def free_gb(folder: Path) -> int:
    """Whole GB free where the folder is, or will be."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)  # a disk may not be there
    return shutil.disk_usage(there).free // GB


def _unusable(folder: Path, fault: OSError) -> Refused:
    told = N_("Files cannot be written in %(path)s (%(reason)s). Choose another folder, or change its rights.")
    return _refused("write", told, path=folder, reason=fault.strerror or fault)


def _folder(path: str) -> Path:
    folder = Path(path.strip())
    if not folder.is_absolute() or not path.strip().isprintable():
        told = N_("“%(path)s” is no full path. It begins at the disk, as %(example)s.")
        raise _refused("path", told, path=path, example=default_path())
    return Path(os.path.normpath(folder))


def _check_file(folder: Path) -> None:
    if any(each.is_file() for each in (folder, *folder.parents)):
        raise _refused("file", N_("%(path)s is a file. Choose a folder."), path=folder)


def _check_free(folder: Path) -> None:
    free = free_gb(folder)
    if free <= LEAST_FREE_GB:
        told = N_("The disk of %(path)s has %(free)d GB free; more than %(least)d GB are needed. Choose another disk.")
        raise _refused("free", told, path=folder, free=free, least=LEAST_FREE_GB)


def _missing(folder: Path) -> list[Path]:
    """The folders that creating it would make, the innermost first."""
    return [each for each in (folder, *folder.parents) if not each.exists()]


def _write(folder: Path) -> None:
    trial = folder / f".jiankao-{uuid4().hex}"
    try:
        with trial.open("xb") as stream:
            stream.write(b"jiankao")
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        trial.unlink(missing_ok=True)


def _remove(made: list[Path]) -> None:
    for folder in made:
        if folder.is_dir():
            folder.rmdir()


def _refused(code: str, text: str, **values: object) -> Refused:
    return Refused(f"storage.{code}", text, field=FIELD, **{name: _plain(value) for name, value in values.items()})


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)
