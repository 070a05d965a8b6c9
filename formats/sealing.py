"""Bytes that one room alone can open: X25519, HKDF-SHA256 and AES-256-GCM."""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formats.refused import N_, Refused

DOMAIN: Final = b"jiankao.sealed.1"
KEY_BYTES: Final = 32
NONCE: Final = bytes(12)  # each key seals once: it comes from an ephemeral key of its own
PRIME: Final = 2**255 - 19
SCRYPT: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}


def public_of(private: bytes) -> bytes:
    """The 32 bytes for which others seal."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def private_of_code(room_code: str, registration_code: str) -> bytes:
    """The private key of a room that never sees a network: both sides compute it from 注册码 (单机 mode).

    Takes about 0.1 s on purpose. It is as strong as the registration code, which only centre and room know.
    """
    salt = b"jiankao.room.1\0" + room_code.encode()
    return hashlib.scrypt(registration_code.strip().upper().encode(), salt=salt, dklen=KEY_BYTES, **SCRYPT)


def public_of_signer(signer: bytes) -> bytes:
    """The X25519 half of an Ed25519 public key (RFC 7748, 4.1): whoever pins a centre's signature can also seal for it."""
    y = int.from_bytes(signer, "little") & ((1 << 255) - 1)
    return ((1 + y) * pow(1 - y, -1, PRIME) % PRIME).to_bytes(KEY_BYTES, "little")


def private_of_signer(signer: bytes) -> bytes:
    """The private half of the same, of an Ed25519 private key (RFC 8032, 5.1.5)."""
    return hashlib.sha512(signer).digest()[:KEY_BYTES]


def shared_with(private: bytes, public: bytes, *, context: str) -> bytes:
    """32 bytes that only the holders of these two keys can compute."""
    secret = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=context.encode()).derive(secret)


def derived(key: bytes, *, context: str) -> bytes:
    """Another key for one purpose, 32 bytes."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=context.encode()).derive(key)


def seal(public: bytes, plain: bytes, *, context: str, ephemeral: bytes) -> bytes:
    """`plain` for the holder of `public`, 48 bytes longer: ephemeral public key ‖ AES-256-GCM.

    `ephemeral` are 32 random bytes that are used for nothing else. `context` says what it is, and must be
    the same at opening.
    """
    own = X25519PrivateKey.from_private_bytes(ephemeral)
    own_public = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    return own_public + _cipher(shared, own_public, public, context).encrypt(NONCE, plain, context.encode())


def open_sealed(private: bytes, sealed: bytes, *, context: str) -> bytes:
    """What was sealed. Raises `Refused` (`sealed.not_ours`) when it is for another key or a byte has changed."""
    ephemeral, content = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(ephemeral))
        return _cipher(shared, ephemeral, public_of(private), context).decrypt(NONCE, content, context.encode())
    except (InvalidTag, ValueError) as fault:
        raise Refused(
            "sealed.not_ours",
            N_(
                "This was made for another registration of the room. Register anew, or ask the centre to publish again."
            ),
        ) from fault


def _cipher(shared: bytes, ephemeral: bytes, public: bytes, context: str) -> AESGCM:
    info = b"\0".join((DOMAIN, context.encode(), ephemeral + public))
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared))
