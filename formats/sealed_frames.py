"""A content of any length, sealed piece by piece: AES-256-GCM in frames, never whole in memory."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FRAME: Final = 256 * 1024
TAG: Final = 16


class Readable(Protocol):
    """Whatever bytes can be read from."""

    def read(self, most: int, /) -> bytes: ...


class Damaged(Exception):
    """A byte differs from what was sealed, or the end is missing."""


@dataclass
class Measured:
    """Size and running hash of what passed."""

    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes) -> bytes:
        self.size += len(piece)
        self._digest.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())


def seal(key: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The frames of a content; only the last one is shorter than `FRAME`. `key` (32 bytes) seals nothing else."""
    cipher, number = AESGCM(key), 0
    for number, (frame, is_last) in enumerate(_frames(pieces)):
        yield cipher.encrypt(_nonce(number, is_last=is_last), frame, None)


def opened(key: bytes, stream: Readable) -> Iterator[bytes]:
    """The content, frame by frame. Raises `Damaged` at the first frame that does not hold, or without an end."""
    cipher, number, is_last = AESGCM(key), 0, False
    while not is_last:
        sealed = stream.read(FRAME + TAG)
        is_last = len(sealed) < FRAME + TAG
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), sealed, None)
        except (InvalidTag, ValueError) as fault:
            raise Damaged from fault
        number += 1
    if stream.read(1):
        raise Damaged


def _frames(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= FRAME:
            yield bytes(waiting[:FRAME]), False
            del waiting[:FRAME]
    yield bytes(waiting), True


def _nonce(number: int, *, is_last: bool) -> bytes:
    """A frame can neither change its place nor pass for the end."""
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")
