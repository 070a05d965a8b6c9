"""Statements signed by a test centre or a room: canonical JSON and an Ed25519 signature in one envelope."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from formats import canonical
from formats.canonical import Plain
from formats.refused import N_, Refused

DOMAIN: Final = b"jiankao.signed.1"
KEY_BYTES: Final = 32


def public_of(private: bytes) -> bytes:
    """The 32 bytes by which anybody can verify what `private` (32 bytes) signs."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: "3F2A 91C0 …", 8 groups of 4 hexadecimal digits."""
    digest = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def sign(private: bytes, kind: str, body: Mapping[str, Any]) -> bytes:
    """The envelope of `body`: one JSON object with kind, body, the signer's public key and the signature.

    `kind` says what the statement is, so that none can pass for another. The body is plain JSON, else `TypeError`.
    """
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(_message(kind, body))
    envelope: dict[str, Plain] = {
        "kind": kind,
        "body": body,
        "key": public_of(private).hex(),
        "signature": signature.hex(),
    }
    return canonical.encode(envelope)


def verify(public: bytes, kind: str, envelope: bytes) -> dict[str, Any]:
    """The body that the holder of `public` signed.

    Raises `Refused`: `signed.malformed` for what is no envelope of this kind, `signed.other_key` for
    somebody else's statement, `signed.changed` when a byte differs from what was signed.
    """
    body, key, signature = _parts(kind, envelope)
    if key != public:
        raise Refused(
            "signed.other_key",
            N_("This was signed by another test centre (%(found)s). Ask your centre for its own file."),
            found=fingerprint(key),
        )
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(kind, body))
    except (InvalidSignature, ValueError, TypeError) as fault:
        raise Refused(
            "signed.changed", N_("The signature does not hold: the file was changed on its way. Fetch it again.")
        ) from fault
    return body


def _parts(kind: str, envelope: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    try:
        found = json.loads(envelope)
        if found["kind"] != kind or not isinstance(found["body"], dict):
            raise ValueError(kind)
        return found["body"], bytes.fromhex(found["key"]), bytes.fromhex(found["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refused("signed.malformed", N_("This is not a file of a test centre, or it is not complete.")) from fault


def _message(kind: str, body: Mapping[str, Any]) -> bytes:
    return b"\0".join((DOMAIN, kind.encode(), canonical.encode(body)))
