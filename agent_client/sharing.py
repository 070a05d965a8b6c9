"""The candidate's account may work in `work/`, where the daemon has another one and the rest of its folder is closed (C2, C5)."""

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import pwd

VERSION: Final = 2  # of the kernel's form of an access list
ANY: Final = 0xFFFFFFFF
OWNER, PERSON, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
READ_WRITE_ENTER: Final = 7
ENTER: Final = 1


class NotShared(OSError):
    """The account cannot work there; the words say why."""


def share(folder: Path, account: str) -> None:
    """Let `account` through `folder` and do everything in folders that are made in it from now on. Raises `NotShared`."""
    try:
        _share(folder, account)
    except (KeyError, OSError, subprocess.SubprocessError) as fault:
        raise NotShared(f"{account} cannot work in {folder}: {fault}") from fault


def _share(folder: Path, account: str) -> None:
    if sys.platform == "win32":
        _share_on_windows(folder, account)
        return
    number = pwd.getpwnam(account).pw_uid
    if number == os.getuid():
        return
    os.setxattr(folder, "system.posix_acl_access", _acl(number, ENTER))
    os.setxattr(folder, "system.posix_acl_default", _acl(number, READ_WRITE_ENTER))


def _acl(person: int, may: int) -> bytes:
    """For the owner, one more person, and nobody else."""
    entries = [
        (OWNER, READ_WRITE_ENTER, ANY),
        (PERSON, may, person),
        (GROUP, 0, ANY),
        (MASK, READ_WRITE_ENTER, ANY),
        (OTHER, 0, ANY),
    ]
    return struct.pack("<I", VERSION) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def _share_on_windows(folder: Path, account: str) -> None:
    """(OI)(CI)M on what is made in it; on the folder itself nothing but the way through."""
    for grant in (f"{account}:(OI)(CI)(IO)M", f"{account}:(X)"):
        subprocess.run(["icacls", str(folder), "/grant", grant], check=True, capture_output=True, timeout=30)
