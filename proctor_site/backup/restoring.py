"""The way back: a backup takes the place of a data folder, whose own contents are set aside and never deleted."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from formats.refused import N_, Refused
from proctor_site.backup import postgresql
from proctor_site.backup.contents import DUMP, LEFT_OUT, SET_ASIDE, Manifest, copy_durably, flush
from proctor_site.backup.verifying import verify
from proctor_site.first_start import RESTORING

PART: Final = "restore.part"
MADE_BY_ITSELF: Final = frozenset({"secret_key"})


def restore(source: Path, now: datetime, *, confirmed: bool) -> Manifest:
    """Put the backup in `source` in place of what is in the data folder, which the caller has locked.

    Raises `Refused` for a backup that is not whole, of another kind of database, and for a folder with data
    in it unless `confirmed`; then nothing has changed. Cut off in between, it has to be called again, and the
    server does not start before.
    """
    manifest, faults = verify(source)
    if faults:
        raise Refused(
            "restore.faults",
            N_(
                "The backup is not whole: %(count)d files are not as they were, %(first)s is the first. Nothing was restored."
            ),
            count=len(faults),
            first=faults[0].path,
        )
    _check_kind(manifest)
    if not confirmed and (_occupied() or _database_occupied()):
        raise Refused(
            "restore.not_empty",
            N_("%(folder)s holds data. With --confirm it is set aside, and the backup takes its place."),
            folder=settings.DATA_DIR,
        )
    _copy(source, manifest)
    marker = settings.DATA_DIR / RESTORING
    marker.write_text(f"{source}\n")
    flush(marker)
    _set_aside(now)
    _move_in()
    if manifest.database == "postgresql":
        postgresql.restore(source / DUMP)
    marker.unlink()
    flush(settings.DATA_DIR)
    return manifest


def _check_kind(manifest: Manifest) -> None:
    used = "postgresql" if postgresql.is_used() else "sqlite"
    if manifest.database != used:
        raise Refused(
            "restore.kind",
            N_("The backup is of %(found)s, this server works with %(used)s. Set DATABASE_URL to match."),
            found=manifest.database,
            used=used,
        )


def _occupied() -> list[str]:
    """What lies in the data folder and is not made by itself."""
    names = {path.name for path in settings.DATA_DIR.iterdir()} - LEFT_OUT - MADE_BY_ITSELF
    return sorted(name for name in names if not name.startswith(SET_ASIDE))


def _database_occupied() -> bool:
    if not postgresql.is_used():
        return False
    return "rooms_room" in connection.introspection.table_names()


def _copy(source: Path, manifest: Manifest) -> None:
    part = settings.DATA_DIR / PART
    shutil.rmtree(part, ignore_errors=True)
    for file in manifest.files:
        if file.path == DUMP or file.path.split("/", 1)[0] in LEFT_OUT:  # as earlier versions took the centre's
            continue
        if copy_durably(source / file.path, part / file.path) != (file.size, file.sha256):
            raise Refused("restore.copy", N_("%(path)s was not copied as it is. Check the disk."), path=file.path)
    for place, _folders, _names in os.walk(part):
        flush(Path(place))


def _set_aside(now: datetime) -> None:
    """By renaming: nothing is deleted, and nothing takes time."""
    names = [path.name for path in settings.DATA_DIR.iterdir() if path.name not in LEFT_OUT]
    here = [name for name in names if not name.startswith(SET_ASIDE)]
    if not here:
        return
    aside = _free(settings.DATA_DIR / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}")
    aside.mkdir(mode=0o700)
    for name in here:
        (settings.DATA_DIR / name).rename(aside / name)
    flush(aside)


def _move_in() -> None:
    part = settings.DATA_DIR / PART
    for path in sorted(part.iterdir()):
        path.rename(settings.DATA_DIR / path.name)
    part.rmdir()
    flush(settings.DATA_DIR)


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
