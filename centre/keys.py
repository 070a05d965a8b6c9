"""The centre's keys, in a file of its own: Ed25519 to sign with, and the master secret of each level (docs/codes.md)."""

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from formats import signing
from formats.refused import N_, Refused

FILE: Final = "keys.json"
KEY_BYTES: Final = 32


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Hexadecimal, 32 bytes each. Who has them can sign as this centre and compute its codes."""

    sign: str
    centre: str
    superior: str

    @property
    def private(self) -> bytes:
        return bytes.fromhex(self.sign)

    @property
    def public(self) -> bytes:
        return signing.public_of(self.private)

    @property
    def fingerprint(self) -> str:
        return signing.fingerprint(self.public)

    def master(self, level: str) -> bytes:
        """The secret of `level`, "centre" or "superior"."""
        return bytes.fromhex({"centre": self.centre, "superior": self.superior}[level])


def keys() -> Keys:
    """Those of this installation, made at the first question. Raises `Refused` when the file is damaged."""
    return _read(settings.CENTRE_DATA / FILE)


@lru_cache(maxsize=8)
def _read(path: Path) -> Keys:
    if not path.exists():
        _make(path)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Keys)
        if any(len(bytes.fromhex(key)) != KEY_BYTES for key in msgspec.structs.astuple(found)):
            raise ValueError(path)
    except ValueError as fault:  # msgspec's errors too
        told = N_("The key file %(path)s is damaged. Put back the copy from the backup; do not delete it.")
        raise Refused("keys.damaged", told, path=path) from fault
    return found


def _make(path: Path) -> None:
    """Linked into place when it is whole: two programs that start together have the same keys."""
    made = Keys(**{name: secrets.token_hex(KEY_BYTES) for name in Keys.__struct_fields__})
    new = path.with_name(f"{FILE}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(made))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)
    except FileExistsError:
        pass  # another program was faster; its keys count
    finally:
        new.unlink()
