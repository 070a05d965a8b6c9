"""Where a backup may go: disks that can be taken out first, then the other disks of this machine (A2)."""

import errno
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from django.conf import settings

from formats.refused import N_, Refused
from proctor_site.sealing.drives import removable_drives

MOST_PATH: Final = 400
PART: Final = ".part"  # at the end of the name of what is not whole
READ_ONLY: Final = N_("%(folder)s is read-only. Release the write protection of the drive, or take another.")
FULL: Final = N_("%(folder)s is full. Nothing of the backup was left on it; make room, or take another drive.")
GONE: Final = N_(
    "%(folder)s is not there any more: the drive was pulled out. Nothing was backed up; plug it in and begin again."
)
DENIED: Final = N_("%(folder)s cannot be written in. Choose another folder on the drive.")
TOO_LARGE: Final = N_(
    "A file is too large for the file system of %(folder)s. Format the drive as exFAT or NTFS, or take another."
)
OTHER: Final = N_(
    "%(folder)s cannot be written (%(reason)s). Nothing of the backup was left on it; take another drive."
)
NO_PLACE: Final = (errno.ENOENT, errno.ENOTDIR, errno.EOPNOTSUPP, errno.ENOSYS)  # a file system that is not for files
FAULTS: Final = {
    errno.EROFS: ("backup.read_only", READ_ONLY),
    errno.ENOSPC: ("backup.full", FULL),
    errno.EDQUOT: ("backup.full", FULL),
    errno.EIO: ("backup.gone", GONE),
    errno.ENODEV: ("backup.gone", GONE),
    errno.ENXIO: ("backup.gone", GONE),
    errno.ENOENT: ("backup.gone", GONE),
    errno.ENOTDIR: ("backup.gone", GONE),
    errno.EACCES: ("backup.denied", DENIED),
    errno.EPERM: ("backup.denied", DENIED),
    errno.EFBIG: ("backup.too_large", TOO_LARGE),
}


@dataclass(frozen=True)
class Place:
    """A disk by where it is mounted; sizes in bytes."""

    path: str
    is_removable: bool
    free: int
    total: int


def places() -> list[Place]:
    """Those that can be taken out first; this program's own disk is no place for a backup and not among them."""
    removable = removable_drives()
    others = [part.mountpoint for part in psutil.disk_partitions() if part.mountpoint not in removable]
    found = [*((path, True) for path in removable), *((path, False) for path in others if _is_offered(path))]
    return [place for path, is_removable in found if (place := _place(path, is_removable=is_removable))]


def is_same_disk(folder: Path) -> bool:
    """Whether a folder lies on the disk that the data lie on: whoever loses that disk loses both."""
    here = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    try:
        return here.stat().st_dev == Path(settings.DATA_DIR).stat().st_dev
    except OSError:  # nothing is there: the disk has been taken out
        return False


def check_folder(told: str) -> Path:
    """The folder that a person has named. Raises `Refused` for none, and for one that is not on a disk that is there."""
    folder = Path(told.strip())
    is_path = told.strip() and told.isprintable() and len(told) <= MOST_PATH
    if not is_path or not folder.is_absolute():
        raise Refused("backup.no_folder", N_("Choose a drive, or give the whole path of a folder."))
    if not folder.is_dir():
        told_so = N_("There is no folder %(folder)s. Plug the drive in, or correct the path.")
        raise Refused("backup.not_there", told_so, folder=str(folder))
    return folder


def check_writable(folder: Path) -> None:
    """Raises `Refused` where nothing can be made; a folder that is there and takes nothing was not pulled out."""
    probe = folder / f".jiankao-{os.getpid()}{PART}"
    try:
        probe.mkdir()
        probe.rmdir()
    except OSError as fault:
        if folder.is_dir() and fault.errno in NO_PLACE:
            raise Refused("backup.denied", DENIED, folder=str(folder)) from fault
        raise refused_of(fault, folder) from fault


def refused_of(fault: OSError, folder: Path) -> Refused:
    """What a disk that fails means for the person who stands before it."""
    if not folder.exists():
        return Refused("backup.gone", GONE, folder=str(folder))
    code, told = FAULTS.get(fault.errno or 0, ("backup.failed", OTHER))
    return Refused(code, told, folder=str(folder), reason=fault.strerror or str(fault))


def _is_offered(path: str) -> bool:
    """No part of the running system, and not the disk with the data."""
    if sys.platform != "win32" and path.startswith(("/boot", "/snap", "/etc", "/proc", "/sys", "/dev")):
        return False
    return os.path.isdir(path) and not is_same_disk(Path(path)) and path != "/"


def _place(path: str, *, is_removable: bool) -> Place | None:
    try:
        usage = shutil.disk_usage(path)
    except OSError:  # an empty card reader
        return None
    return Place(path, is_removable, usage.free, usage.total)
