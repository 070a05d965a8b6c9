"""A content of any length under one key, never whole in memory: AES-256-GCM, each piece verified as it comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DOMAIN: Final = b"jiankao.stream.1"
KEY_BYTES: Final = 32
TAG_BYTES: Final = 16


@dataclass(frozen=True)
class Cut:
    """How a format cuts its contents: in pieces of `size` bytes; `ends_short`: the last one is always shorter."""

    size: int
    ends_short: bool

    @property
    def most_last(self) -> int:
        return self.size - 1 if self.ends_short else self.size


PIECES: Final = Cut(65_536, ends_short=False)  # of an answer package
FRAMES: Final = Cut(256 * 1024, ends_short=True)  # of a 上报包


class Readable(Protocol):
    """Whatever bytes can be read from; fewer than were asked for only at its end."""

    def read(self, most: int, /) -> bytes: ...


class Damaged(Exception):
    """A byte is not what was sealed, or the end is missing."""


def member_key(key: bytes, name: str, salt: bytes) -> bytes:
    """The key of one stream among several: each seals one stream, once."""
    info = b"\0".join((DOMAIN, name.encode()))
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)


def sealed(plain: Iterable[bytes], key: bytes, cut: Cut = PIECES) -> Iterator[bytes]:
    """The pieces, each 16 bytes longer; the last one is marked, and may be empty. `key` seals nothing else."""
    cipher, number = AESGCM(key), 0
    waiting = bytearray()
    for some in plain:
        waiting += some
        while len(waiting) > cut.most_last:
            yield cipher.encrypt(_nonce(number, is_last=False), bytes(waiting[: cut.size]), None)
            del waiting[: cut.size]
            number += 1
    yield cipher.encrypt(_nonce(number, is_last=True), bytes(waiting), None)


def opened(stream: Readable, key: bytes, cut: Cut = PIECES, *, most: int | None = None) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises `Damaged`, also when more than `most` bytes come out."""
    cipher, number, size = AESGCM(key), 0, 0
    piece = stream.read(cut.size + TAG_BYTES)
    while True:
        following = stream.read(cut.size + TAG_BYTES)
        plain = _open(cipher, _nonce(number, is_last=not following), piece)
        size += len(plain)
        if (most is not None and size > most) or (not following and len(plain) > cut.most_last):
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
    """A piece can neither change its place nor pass for the end."""
    return number.to_bytes(11, "big") + bytes([is_last])
