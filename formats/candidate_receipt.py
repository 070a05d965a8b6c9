"""A candidate's receipt: one line of text that the room signed, to be printed, copied and checked (F3)."""

import base64
import binascii
from typing import Final, Literal, cast
from urllib.parse import quote, unquote

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from formats.refused import N_, Refused

MARK: Final = "JKR1"
DOMAIN: Final = b"jiankao.candidate-receipt.1\0"
SEPARATOR: Final = ":"

By = Literal["candidate", "deadline", "proctor"]


class CandidateReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """`revision` is the number of the last change, `chain` the running hash after it; `at` in ms since 1970 UTC."""

    room: str
    session: int
    ticket: str
    epoch: int
    revision: int
    at: int
    by: By
    chain: str


def write(private: bytes, receipt: CandidateReceipt) -> str:
    """The signed line: its mark, the fields in order, the signature."""
    told = SEPARATOR.join([MARK, *(quote(str(value), safe="") for value in msgspec.structs.astuple(receipt))])
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(DOMAIN + told.encode())
    return f"{told}{SEPARATOR}{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def read(text: str, *, public: bytes) -> CandidateReceipt:
    """What `public` signed; blanks and line ends, which paper brings, do not matter.

    Raises `Refused`: `receipt.malformed` for what is no such line, `receipt.unsigned` when the signature does not hold.
    """
    line = "".join(text.split())
    receipt = parse(line)
    told, _separator, signature = line.rpartition(SEPARATOR)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(_bytes(signature), DOMAIN + told.encode())
    except (InvalidSignature, ValueError) as fault:
        told_why = N_("The signature does not hold: another room signed this, or it was changed or copied wrongly.")
        raise Refused("receipt.unsigned", told_why) from fault
    return receipt


def parse(text: str) -> CandidateReceipt:
    """What the line says, unproved. Raises `Refused` as `read` does."""
    mark, *parts = "".join(text.split()).split(SEPARATOR)
    try:
        room, session, ticket, epoch, revision, at, by, chain, signature = parts
        if mark != MARK or by not in ("candidate", "deadline", "proctor") or not signature:
            raise ValueError(mark)
        numbers = {"session": int(session), "epoch": int(epoch), "revision": int(revision), "at": int(at)}
        bytes.fromhex(chain)
    except ValueError as fault:
        raise Refused(
            "receipt.malformed", N_("This is no receipt of a candidate. It begins with JKR1 and is copied whole.")
        ) from fault
    return CandidateReceipt(room=room, ticket=unquote(ticket), by=cast(By, by), chain=chain, **numbers)


def _bytes(signature: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except binascii.Error as fault:
        raise ValueError(signature) from fault
