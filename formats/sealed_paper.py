"""Papers as they lie on a disk and travel: sealed, so that only the key makes one readable."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formats.refused import N_, Refused

DOMAIN: Final = b"jiankao.paper.1"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


def seal(paper_json: bytes, key: bytes, nonce: bytes) -> bytes:
    """nonce ‖ AES-256-GCM(paper): 28 bytes longer than the paper. A key seals one paper, with one nonce."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes, found {len(nonce)}")
    return nonce + _cipher(key).encrypt(nonce, paper_json, DOMAIN)


def open_sealed(sealed: bytes, key: bytes) -> bytes:
    """The paper's JSON. Raises `Refused` when the key is another one or a byte has changed."""
    try:
        return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], DOMAIN)
    except (InvalidTag, ValueError) as fault:
        raise Refused("paper.sealed", N_("The paper does not open: it was changed, or this is not its key.")) from fault


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, found {len(key)}")
    return AESGCM(key)
