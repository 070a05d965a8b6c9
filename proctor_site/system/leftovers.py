"""Files that name candidates outside the databases: what purging takes with it, and what it can only name."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from exams.models import Session
from exams.reporting.models import ResultBackup
from proctor_site.backup.contents import MANIFEST, SET_ASIDE
from proctor_site.backup.writing import backup_root
from proctor_site.loading import shelf

# Papers and exports are made anew when somebody needs one; the others wait for a person's yes, and not for long.
FOLDERS: Final[dict[str, float]] = {"documents": 0, "packages": shelf.KEPT_S, "uploads": 3600, "collecting": 3600}


def files_that_go() -> list[Path]:
    """Made documents, exam packages, lists and answer packages that nobody has wanted for as long as they are kept."""
    return [path for name, kept_s in FOLDERS.items() for path in _older(Path(settings.DATA_DIR) / name, kept_s)]


def forget_files() -> None:
    for path in files_that_go():
        path.unlink(missing_ok=True)


def still_holding(sessions: Iterable[Session]) -> list[str]:
    """Where these sessions may still be read: backups on this machine, what a restore set aside, backups on drives.

    A backup is whole or nothing, and may be the only one of later sessions: a person decides when it goes.
    """
    kept = [path for path in _below(backup_root()) if (path / MANIFEST).exists()]
    aside = [path for path in _below(Path(settings.DATA_DIR)) if path.name.startswith(SET_ASIDE)]
    drives = ResultBackup.objects.filter(session__in=[each.pk for each in sessions]).values_list("path", flat=True)
    return [*map(str, (*kept, *aside)), *dict.fromkeys(drives)]


def _older(folder: Path, kept_s: float) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and time.time() - path.stat().st_mtime >= kept_s:
            yield path


def _below(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
