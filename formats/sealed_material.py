"""Materials of a practical task as they lie on a disk and travel: sealed with the key of their paper."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from formats import sealed_stream
from formats.paper import Paper
from formats.refused import N_, Refused
from formats.sealed_stream import FRAMES, Readable
from formats.sealing import derived

CONTEXT: Final = "jiankao.material.1:"
SALT_BYTES: Final = 16


def seal(content: bytes, paper_key: bytes, salt: bytes) -> bytes:
    """salt ‖ the frames of `content`. `salt` is random, and of one material only: it makes the key."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, found {len(salt)}")
    return salt + b"".join(sealed_stream.sealed([content], _key(paper_key, salt), FRAMES))


def opened(stream: Readable, paper_key: bytes) -> Iterator[bytes]:
    """The content, frame by frame. Raises `sealed_stream.Damaged` for another key and for a byte that has changed."""
    salt = stream.read(SALT_BYTES)
    yield from sealed_stream.opened(stream, _key(paper_key, salt), FRAMES)


def seal_all(paper: Paper, contents: Mapping[str, bytes], paper_key: bytes, salts: Sequence[bytes]) -> list[bytes]:
    """Every content that the paper's tasks need, sealed. `contents` by their hash, a random salt for each material.

    Raises `Refused` if one is not there.
    """
    missing = [material.name for material in paper.materials.values() if material.sha256 not in contents]
    if missing:
        told = N_("The material “%(name)s” of the paper is not there. Choose it together with the paper.")
        raise Refused("papers.material_gone", told, name=missing[0])
    wanted = dict.fromkeys(material.sha256 for material in paper.materials.values())
    return [seal(contents[sha256], paper_key, salt) for sha256, salt in zip(wanted, salts, strict=False)]


def _key(paper_key: bytes, salt: bytes) -> bytes:
    return derived(paper_key, context=f"{CONTEXT}{salt.hex()}")
