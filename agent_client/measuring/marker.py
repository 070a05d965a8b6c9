"""The marker that must survive a restart: where a restore card (还原卡) cleans the disk, it is gone (B8)."""

import os
from pathlib import Path
from uuid import uuid4

import msgspec

from formats.environment import Measured

NAME = "restart-marker.json"


class Marker(msgspec.Struct, frozen=True):
    """Left by the first check in a folder; `boot_id` is of the machine's run in which that was."""

    id: str
    boot_id: str


def look(folder: Path, boot_id: str) -> Measured:
    """The marker, and whether the machine was restarted since it was left; left now if there is none."""
    path = folder / NAME
    found = _read(path) or _leave(path, boot_id)
    return {"marker": found.id, "survived": int(found.boot_id != boot_id), "boot": boot_id}


def _read(path: Path) -> Marker | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Marker)
    except (FileNotFoundError, ValueError):  # the first check, or a file that was cut off
        return None


def _leave(path: Path, boot_id: str) -> Marker:
    marker = Marker(str(uuid4()), boot_id)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(msgspec.json.encode(marker))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return marker
