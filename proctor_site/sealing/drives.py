"""Drives that can be taken out: where a backup may go."""

from pathlib import Path
from typing import Final

import psutil

BLOCK_DEVICES: Final = Path("/sys/class/block")


def removable_drives() -> list[str]:
    """Where they are mounted."""
    return [part.mountpoint for part in psutil.disk_partitions() if _is_removable(part.device, part.opts)]


def _is_removable(device: str, options: str) -> bool:
    """Windows says it among the options; Linux of the whole device, beside or above its partitions.

    A hard disk in a case of its own (移动硬盘) says that it is fixed; it hangs on USB all the same.
    """
    if "removable" in options.split(","):
        return True
    place = (BLOCK_DEVICES / Path(device).name).resolve()
    return any(part.startswith("usb") for part in place.parts) or any(
        _says_removable(folder / "removable") for folder in (place, place.parent)
    )


def _says_removable(path: Path) -> bool:
    try:
        return path.read_text().strip() == "1"
    except OSError:  # not a block device
        return False
