"""Whether a disk has room for a backup, before anything is written: what lies there now, and a little more."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings

from formats.refused import N_, Refused
from proctor_site.backup import postgresql
from proctor_site.backup.contents import DATABASES

MARGIN: Final = 2 * 1024 * 1024  # the list, the folders, and what a database takes beside itself while it is copied
GROWTH: Final = 50  # one part in so many comes meanwhile
BLOCK: Final = 64 * 1024  # of a drive whose system does not tell


def check_space(target: Path, sources: Iterable[str]) -> None:
    """Raises `Refused` when the disk of `target` has too little left for these files and the databases."""
    free, needed = shutil.disk_usage(target).free, needed_on(target, sources)
    if free < needed:
        raise Refused(
            "backup.space",
            N_("%(folder)s has %(free)s MB free; the backup needs %(needed)s MB. Make room, or choose another disk."),
            folder=str(target.parent),
            free=f"{free / 1_000_000:.1f}",
            needed=f"{needed / 1_000_000:.1f}",
        )


def needed_on(target: Path, sources: Iterable[str]) -> int:
    """In bytes, each file in whole blocks of that disk."""
    block = _block(target)
    there = {settings.DATA_DIR / path for path in (*sources, *DATABASES)}
    sizes = [_size(path) for path in there if path.exists()]
    if postgresql.is_used():
        sizes.append(postgresql.size())
    whole = sum(-(-size // block) * block for size in sizes)
    return whole + whole // GROWTH + MARGIN


def _size(path: Path) -> int:
    """Of a database with what was written since it was last put in order: the copy has both."""
    ahead = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (ahead.stat().st_size if path.suffix == ".sqlite3" and ahead.exists() else 0)


def _block(target: Path) -> int:
    return BLOCK if sys.platform == "win32" else max(os.statvfs(target).f_frsize, 1)
