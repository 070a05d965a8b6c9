"""浏览: the folders of this machine, to choose the storage path from (B3). Names of folders only, no files."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from formats.refused import N_, Refused

MOST: Final = 500  # of one folder more are not shown


@dataclass(frozen=True)
class Folder:
    """A folder and what lies in it. `parent` is empty at the top; `disks` are the tops to begin from."""

    path: str
    parent: str
    folders: tuple[str, ...]
    more: bool
    disks: tuple[str, ...]
    separator: str = os.sep


def look_into(path: str) -> Folder:
    """The folders in `path`, or in the nearest folder above it that is there. Raises `Refused` if it cannot be read."""
    here = _nearest(path)
    try:
        names = sorted(_names(here), key=str.casefold)
    except OSError as fault:
        told = N_("%(path)s cannot be opened (%(reason)s).")
        raise Refused("folders.closed", told, path=str(here), reason=fault.strerror or str(fault)) from fault
    parent = "" if here.parent == here else str(here.parent)
    return Folder(str(here), parent, tuple(names[:MOST]), len(names) > MOST, tuple(_disks()))


def _nearest(path: str) -> Path:
    asked = Path(path if path.isprintable() else "")
    if not asked.is_absolute():
        return Path(Path.home().anchor)
    asked = Path(os.path.normpath(asked))
    return next((each for each in (asked, *asked.parents) if os.path.isdir(each)), Path(asked.anchor))


def _names(folder: Path) -> list[str]:
    """Those that one would choose: no hidden ones, and no links, which may lead anywhere."""
    with os.scandir(folder) as entries:
        return [each.name for each in entries if not each.name.startswith(".") and each.is_dir(follow_symlinks=False)]


def _disks() -> list[str]:
    if sys.platform == "win32":
        return sorted({disk.mountpoint for disk in psutil.disk_partitions()})
    return ["/"]
