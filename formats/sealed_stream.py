"""A stream of any length under one key, in pieces that are each verified as they come: AES-256-GCM with numbered nonces."""

from collections.abc import Iterable, Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DOMAIN: Final = b"jiankao.stream.1"
KEY_BYTES: Final = 32
PIECE: Final = 65_536
TAG_BYTES: Final = 16


class Damaged(Exception):
    """A byte is not what was sealed, or the end is missing."""


def member_key(key: bytes, name: str, salt: bytes) -> bytes:
    """The key of one stream among several: each seals one stream, once."""
    info = b"\0".join((DOMAIN, name.encode()))
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)


def sealed(plain: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Pieces of 65,536 bytes, each 16 longer; the last one is marked, and may be empty."""
    cipher, number = AESGCM(key), 0
    waiting = bytearray()
    for some in plain:
        waiting += some
        while len(waiting) > PIECE:
            yield cipher.encrypt(_nonce(number, is_last=False), bytes(waiting[:PIECE]), None)
            del waiting[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, is_last=True), bytes(waiting), None)


def opened(stream: IO[bytes], key: bytes, *, most: int) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises `Damaged`, also when more than `most` bytes come out."""
    cipher, number, size = AESGCM(key), 0, 0
    piece = stream.read(PIECE + TAG_BYTES)
    while True:
        following = stream.read(PIECE + TAG_BYTES)
        plain = _open(cipher, _nonce(number, is_last=not following), piece)
        size += len(plain)
        if size > most:
            raise Damaged
        yield plain
        if not following:
            return
        piece, number = following, number + 1


def _open(cipher: AESGCM, nonce: bytes, piece: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, piece, None)
    except (InvalidTag, ValueError) as fault:
        raise Damaged from fault


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
