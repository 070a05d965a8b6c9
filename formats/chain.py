"""The running hash of a sitting's answer log (F3)."""

import hashlib
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from formats import canonical
from formats.messages import Change

DOMAIN: Final = b"jiankao.answer.1"


def start(sitting: UUID, epoch: int) -> bytes:
    """chain_0 of an epoch, 32 bytes: nothing has been changed yet."""
    return hashlib.sha256(DOMAIN + sitting.bytes + epoch.to_bytes(4, "big")).digest()


def link(previous: bytes, change: Change) -> bytes:
    """chain_n, 32 bytes, of chain_{n-1} and change n."""
    return link_body(previous, body(change))


def link_body(previous: bytes, body: bytes) -> bytes:
    """As `link`, of a change that is already in its canonical form."""
    return hashlib.sha256(DOMAIN + previous + body).digest()


def body(change: Change) -> bytes:
    """The canonical bytes of a change: what is hashed, and what is stored."""
    return canonical.encode(change.canonical())


def extend(previous: bytes, changes: Iterable[Change]) -> bytes:
    """The head after `changes`, in order."""
    for change in changes:
        previous = link(previous, change)
    return previous
