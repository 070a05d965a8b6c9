"""考试授权: the centre's signed release of the papers of one session in one room (E5)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from formats import sealing, signing
from formats.refused import N_, Refused

KIND: Final = "authorization"
CONTEXT: Final = "paper-key"


class AuthorisedSubject(msgspec.Struct, frozen=True, kw_only=True):
    """A subject of the session and how many candidates sit it."""

    name: str
    candidates: int


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre permits. Moments are ms since 1970 UTC; the session may be authorised from
    `valid_from` until `valid_until`. `keys` are by the paper's UUID, each sealed for the room, hexadecimal.
    """

    plan: str
    room: str
    session: int
    session_name: str
    subjects: tuple[AuthorisedSubject, ...]
    valid_from: int
    valid_until: int
    issued_at: int
    keys: dict[str, str]


def sealed_keys(keys: Mapping[str, bytes], *, room_public: bytes, ephemerals: Sequence[bytes]) -> dict[str, str]:
    """Paper keys (32 bytes each, by the paper's UUID) for one room; one random ephemeral of 32 bytes for each."""
    pairs = zip(keys.items(), ephemerals, strict=True)
    return {
        paper: sealing.seal(room_public, key, context=f"{CONTEXT}:{paper}", ephemeral=ephemeral).hex()
        for (paper, key), ephemeral in pairs
    }


def sign(centre_private: bytes, authorization: Authorization) -> bytes:
    """The file, or the body of the answer, that carries the authorization."""
    return signing.sign(centre_private, KIND, msgspec.to_builtins(authorization))


def read(envelope: bytes, *, centre_public: bytes) -> Authorization:
    """The authorization in a file. Raises `Refused` as `signing.verify` does."""
    body: dict[str, Any] = signing.verify(centre_public, KIND, envelope)
    try:
        return msgspec.convert(body, Authorization)
    except msgspec.ValidationError as fault:
        raise Refused("signed.malformed", N_("This is not a file of a test centre, or it is not complete.")) from fault


def open_keys(authorization: Authorization, *, room_private: bytes) -> dict[str, bytes]:
    """The paper keys by the paper's UUID. Raises `Refused` (`sealed.not_ours`) in any other room."""
    return {
        paper: sealing.open_sealed(room_private, _hex(sealed), context=f"{CONTEXT}:{paper}")
        for paper, sealed in authorization.keys.items()
    }


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
