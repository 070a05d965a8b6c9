"""Package files that were fetched or brought and wait for a person's yes, by the hash of their content.

A package is sealed for its room and signed, so it may lie there in the open.
"""

import hashlib
import re
import shutil
import time
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from formats.refused import N_, Refused

KEPT_S: Final = 7 * 24 * 3600
PIECE: Final = 256 * 1024
HASH: Final = re.compile(r"[0-9a-f]{64}")


def keep(stream: BinaryIO) -> str:
    """Keep a file that was brought; returns its name here, the SHA-256."""
    clear()
    stream.seek(0)
    part = folder() / f"{time.monotonic_ns()}.part"
    digest = hashlib.sha256()
    with part.open("wb") as kept:
        while piece := stream.read(PIECE):
            digest.update(piece)
            kept.write(piece)
    part.replace(place(digest.hexdigest()))
    return digest.hexdigest()


def take(part: Path, sha256: str) -> bool:
    """A fetched file gets its name if it is what it should be, else it goes."""
    with part.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        part.unlink()
        return False
    part.replace(place(sha256))
    return True


def opened(sha256: str) -> BinaryIO:
    """Raises `Refused` when it is no longer there."""
    try:
        return place(sha256).open("rb")
    except OSError as fault:
        told = N_("This package is no longer there: it was loaded, or a week has passed. Fetch or choose it again.")
        raise Refused("package.gone", told) from fault


def drop(sha256: str) -> None:
    place(sha256).unlink(missing_ok=True)


def place(sha256: str) -> Path:
    if not HASH.fullmatch(sha256):
        raise Refused("package.gone", N_("This package is not known."))
    return folder() / f"{sha256}.zip"


def part_of(sha256: str) -> Path:
    """Where a package lies while it is fetched: what is there already is not fetched again."""
    return place(sha256).with_suffix(".part")


def room_for(size: int) -> bool:
    """Whether the disk takes it and stays usable."""
    return shutil.disk_usage(folder()).free > size + 1024**3


def clear() -> None:
    """Forget what nobody has wanted for a week."""
    for path in folder().iterdir():
        if time.time() - path.stat().st_mtime > KEPT_S:
            path.unlink(missing_ok=True)


def folder() -> Path:
    found: Path = settings.DATA_DIR / "packages"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found
