"""Files that were read and wait for a person's yes: kept on the disk for an hour, readable with their token only.

They hold ID numbers and the answers of papers, so they are encrypted; the key is the token, which only
the browser of the person has who brought them.
"""

import hashlib
import secrets
import time
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from formats.refused import N_, Refused
from proctor_site.importing.batches import Batch

KEPT_S: Final = 3600
NONCE_BYTES: Final = 12

_decoder = msgspec.json.Decoder(Batch)


def keep(batch: Batch, owner: int) -> str:
    """Keep `batch` for the person `owner`; returns the token that opens it."""
    _clear()
    token = secrets.token_urlsafe(32)
    nonce = secrets.token_bytes(NONCE_BYTES)
    place = _place(token)
    place.touch(mode=0o600)
    place.write_bytes(nonce + _cipher(token).encrypt(nonce, msgspec.json.encode(batch), _owner(owner)))
    return token


def fetch(token: str, owner: int) -> Batch:
    """What was kept. Raises `Refused` if it has expired, was stored already, or is somebody else's."""
    try:
        place = _place(token)
        if time.time() - place.stat().st_mtime > KEPT_S:
            raise FileNotFoundError(place)
        sealed = place.read_bytes()
        return _decoder.decode(_cipher(token).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _owner(owner)))
    except (OSError, InvalidTag) as fault:
        told = N_("This preview is no longer there: it was stored, or an hour has passed. Choose the files again.")
        raise Refused("import.expired", told) from fault


def drop(token: str) -> None:
    """Forget what was kept; also if it is not there."""
    _place(token).unlink(missing_ok=True)


def _clear() -> None:
    """Forget what nobody has said yes to within the hour."""
    for place in _folder().iterdir():
        if time.time() - place.stat().st_mtime > KEPT_S:
            place.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _place(token: str) -> Path:
    return _folder() / hashlib.sha256(b"place" + token.encode()).hexdigest()


def _cipher(token: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"key" + token.encode()).digest())


def _owner(owner: int) -> bytes:
    return str(owner).encode()
