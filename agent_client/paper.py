"""The encrypted paper: fetched early, opened when the key comes."""

import base64
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent_client.blobs import flush_folder
from formats import paper
from formats.content_hash import sha256_of
from formats.messages import PaperSource
from formats.paper import Paper

DOMAIN: Final = b"jiankao.paper.1"
NONCE_BYTES: Final = 12


class BadPaper(Exception):
    """Not the paper that was announced, or not the key to it."""


def keep(folder: Path, source: PaperSource, sealed: bytes) -> None:
    """Store the encrypted bytes. Raises `BadPaper` when they are not the announced ones."""
    found = sha256_of(sealed)
    if found != source.sha256:
        raise BadPaper(f"expected the paper {source.sha256}, found {found}")
    target = place(folder, source)
    temporary = target.with_suffix(".part")
    temporary.write_bytes(sealed)
    temporary.replace(target)
    flush_folder(folder)


def place(folder: Path, source: PaperSource) -> Path:
    """Where the encrypted paper lies, or will."""
    return folder / f"{bytes.fromhex(source.sha256).hex()}.sealed"


def is_kept(folder: Path, source: PaperSource) -> bool:
    """Whether the announced bytes lie there whole."""
    path = place(folder, source)
    return path.exists() and sha256_of(path.read_bytes()) == source.sha256


def unseal(sealed: bytes, key: str) -> Paper:
    """The paper: 12 bytes nonce, then AES-256-GCM with its tag. Raises `BadPaper`."""
    try:
        opened = AESGCM(base64.b64decode(key, validate=True)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], DOMAIN
        )
        return paper.from_json(opened)
    except (ValueError, InvalidTag) as fault:
        raise BadPaper(f"the key does not open the paper: {fault}") from fault


def read(folder: Path, source: PaperSource, key: str) -> Paper:
    """The paper from what was kept. Raises `BadPaper`, or `OSError` when it is not there."""
    return unseal(place(folder, source).read_bytes(), key)
