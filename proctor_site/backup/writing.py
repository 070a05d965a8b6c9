"""A backup while the server works: databases first, then the files, so that nothing in it names what is not in it."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings

from formats.refused import N_, Refused
from proctor_site.backup import postgresql
from proctor_site.backup.contents import (
    DATABASES,
    DUMP,
    FORMAT,
    MANIFEST,
    File,
    Manifest,
    copy_durably,
    files_below,
    flush,
    is_left_out,
    sha256_of,
)
from proctor_site.backup.places import PART
from proctor_site.backup.space import check_space
from proctor_site.backup.verifying import verify
from rooms.models import Room

Tell = Callable[[int], None]


def backup_root() -> Path:
    """Where backups lie if nothing else is said."""
    return settings.DATA_DIR / "backups"


def back_up(now: datetime, *, root: Path | None = None, name: str = "", tell: Tell = lambda percent: None) -> Path:
    """Write a backup below `root` and give its folder, which has its name only when it is whole, durable and read back.

    It is named by `now` if not by `name`. `tell` is called with per cent. Raises `Refused` for a full disk, a place inside the
    data folder, where PostgreSQL's own program is missing, and for a disk that gives back other bytes than were written,
    `OSError` for a disk that fails; then nothing of it has a name.
    """
    root = (root or backup_root()).resolve()
    _check_outside(root)
    root.mkdir(parents=True, exist_ok=True)
    target = _free(root / (name or f"jiankao-{now:%Y%m%d-%H%M%S}"))
    making = target.with_name(f"{target.name}.{os.getpid()}{PART}")
    making.mkdir(mode=0o700)
    try:
        _fill(making, now, tell)
        _flush_folders(making)
        _read_back(making, tell)
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)  # not there any more when it has its name
    flush(root)
    return target


def _fill(making: Path, now: datetime, tell: Tell) -> None:
    sources = [path for path in files_below(settings.DATA_DIR) if not is_left_out(path)]
    check_space(making, sources)
    files = list(_databases(making))
    tell(30)
    sources = [path for path in files_below(settings.DATA_DIR) if not is_left_out(path)]  # what came meanwhile, too
    for place, path in enumerate(sources, 1):
        files.append(_copied(making, path))
        tell(30 + 35 * place // len(sources))
    manifest = Manifest(
        format=FORMAT,
        made_at=now.isoformat(timespec="seconds"),
        database="postgresql" if postgresql.is_used() else "sqlite",
        rooms=list(Room.objects.order_by("code").values_list("code", flat=True)),
        files=sorted(files, key=lambda file: file.path),
    )
    (making / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    flush(making / MANIFEST)


def _read_back(making: Path, tell: Tell) -> None:
    """From the disk and not from memory, as far as the system lets go of what it remembers."""
    faults = verify(making, lambda percent: tell(65 + 34 * percent // 100))[1]
    if faults:
        raise Refused(
            "backup.unlike",
            N_(
                "%(folder)s does not give back what was written to it (%(first)s). The disk is not reliable: take another."
            ),
            folder=str(making.parent),
            first=faults[0].path,
        )


def _databases(making: Path) -> Iterator[File]:
    """First that of the rooms, then that of the answers: so there is no sitting in the one that the other is behind of."""
    if postgresql.is_used():
        postgresql.dump(making / DUMP)
        yield _written(making, DUMP)
        return
    for name in DATABASES:
        if (settings.DATA_DIR / name).exists():
            copy_database(settings.DATA_DIR / name, making / name)
            yield _written(making, name)


def _copied(making: Path, path: str) -> File:
    """A database of another program is copied as ours are."""
    if not path.endswith(".sqlite3"):
        return File(path, *copy_durably(settings.DATA_DIR / path, making / path))
    (making / path).parent.mkdir(parents=True, exist_ok=True)
    copy_database(settings.DATA_DIR / path, making / path)
    return _written(making, path)


def copy_database(source: Path, target: Path) -> None:
    """As it stands at one moment, in one file; whoever writes meanwhile does not wait."""
    with closing(sqlite3.connect(source, timeout=30)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")
    flush(target)


def _written(making: Path, name: str) -> File:
    return File(name, (making / name).stat().st_size, sha256_of(making / name))


def _check_outside(root: Path) -> None:
    """A backup in the middle of what is backed up would hold itself."""
    if root.is_relative_to(settings.DATA_DIR) and not root.is_relative_to(backup_root()):
        raise Refused(
            "backup.inside",
            N_("%(folder)s lies in the data folder, which is what is backed up. Choose a folder on another disk."),
            folder=str(root),
        )


def _flush_folders(making: Path) -> None:
    for place, _folders, _names in os.walk(making):
        flush(Path(place))


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
