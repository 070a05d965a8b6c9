"""Authorization codes (E23): eight letters that permit one exceptional act, checked without a network."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formats import canonical

Kind: TypeAlias = Literal["late_start", "late_candidate", "extra_time", "reset"]

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
MISREAD: Final = str.maketrans("ILO", "110")
LENGTH: Final = 8
BITS_A_LETTER: Final = 5
DOMAIN: Final = b"jiankao.code.1"
KEY_DOMAIN: Final = b"jiankao.code.key.1"
TICKETS_DOMAIN: Final = b"jiankao.tickets.1"
KEY_BYTES: Final = 32
CLOCKS_APART_MIN: Final = 2  # how far the centre's clock may be ahead of the room's


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a code is asked for, as it can be told by telephone.

    `minutes` is 0 where none are asked for. `count` and `tickets` are those of the candidates concerned:
    how many, and `digest_of` their ticket numbers. `challenge` is eight random letters of this request.
    """

    kind: Kind
    plan: str
    room: str
    session: int
    minutes: int
    count: int
    tickets: str
    challenge: str

    def canonical(self) -> bytes:
        """The bytes that the code is computed over, before the minute (docs/codes.md)."""
        return canonical.encode(msgspec.structs.asdict(self))


def letters(digest: bytes) -> str:
    """The first 40 bits of `digest` as eight letters."""
    number = int.from_bytes(digest[:5], "big")
    places = range(BITS_A_LETTER * (LENGTH - 1), -1, -BITS_A_LETTER)
    return "".join(LETTERS[number >> place & 31] for place in places)


def digest_of(tickets: Iterable[str]) -> str:
    """Eight letters that stand for these ticket numbers, in whatever order they are given."""
    return letters(hashlib.sha256(TICKETS_DOMAIN + b"\0" + "\n".join(sorted(tickets)).encode()).digest())


def typed(text: str) -> str:
    """A code or challenge as somebody typed it: spaces and hyphens out, capitals, I and L as 1, O as 0."""
    return "".join(letter for letter in text.upper() if letter not in " -\t\u3000").translate(MISREAD)


def key_for(master: bytes, plan: str, room: str) -> bytes:
    """The 32 bytes with which codes of one level for one plan in one room are computed and checked.

    `master` is the secret of that level (考点 or 上级), `plan` the plan's UUID as text, `room` the full code.
    """
    info = b"\0".join((KEY_DOMAIN, plan.encode(), room.encode()))
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def compute(key: bytes, request: Request, minute: int) -> str:
    """The code for `request` in a minute (whole minutes since 1970 UTC)."""
    return _in_minute(_begun(key, request), minute)


def _begun(key: bytes, request: Request) -> hmac.HMAC:
    return hmac.new(key, b"\0".join((DOMAIN, request.canonical(), b"")), "sha256")


def _in_minute(begun: hmac.HMAC, minute: int) -> str:
    mac = begun.copy()
    mac.update(str(minute).encode())
    return letters(mac.digest())


def computed_in(key: bytes, request: Request, code: str, *, minute: int, valid_min: int) -> int | None:
    """The minute in which `code` was computed, if that is at most `valid_min` before `minute`; else None.

    The validity counts from computing; a centre whose clock is up to two minutes ahead is believed.
    """
    given = typed(code).encode()
    begun = _begun(key, request)  # what all minutes share; a wrong code is tried with hundreds of requests
    for candidate in range(minute + CLOCKS_APART_MIN, minute - valid_min - 1, -1):
        if hmac.compare_digest(_in_minute(begun, candidate).encode(), given):
            return candidate
    return None
