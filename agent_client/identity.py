"""Who a machine is: an id made at its first start, bound to its hardware (C1)."""

import hashlib
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import msgspec
import psutil

_SMBIOS: Final = Path("/sys/class/dmi/id/product_uuid")
_MACHINE_ID: Final = Path("/etc/machine-id")
_NETWORK: Final = Path("/sys/class/net")


class Identity(msgspec.Struct, kw_only=True):
    """`token` is what the server knows it by."""

    machine: UUID
    fingerprint: str
    token: str | None = None


def of_this_machine(stored: Identity | None, fingerprint: str) -> Identity:
    """The stored identity if it was made on this hardware, else a new one without a token.

    A copied folder is thereby a new machine; its answers stay.
    """
    if stored is not None and stored.fingerprint == fingerprint:
        return stored
    return Identity(machine=uuid4(), fingerprint=fingerprint)


def fingerprint() -> str:
    """SHA-256, hexadecimal, of what the hardware says of itself."""
    return hashlib.sha256("\n".join(_traits()).encode()).hexdigest()


def _traits() -> list[str]:
    board = _read(_SMBIOS) or _read(_MACHINE_ID) or _windows_guid() or f"host {socket.gethostname()}"
    return [board, *sorted(_built_in_macs())]


def _built_in_macs() -> Iterable[str]:
    """Of network cards inside the machine; one on USB comes and goes."""
    for card in _NETWORK.glob("*/device"):
        if "/usb" not in str(card.resolve()):
            yield _read(card.parent / "address")


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:  # not there, or for the administrator only
        return ""


def _windows_guid() -> str:
    if sys.platform != "win32":
        return ""
    import winreg  # there is none elsewhere

    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
        return str(winreg.QueryValueEx(key, "MachineGuid")[0])


def addresses(chosen: str | None) -> list[str]:
    """The machine's IPv4 addresses; only the chosen one if there is one."""
    if chosen is not None:
        return [chosen]
    found = [each.address for card in psutil.net_if_addrs().values() for each in card if each.family == socket.AF_INET]
    return sorted(address for address in found if not address.startswith("127."))
