"""回执: what the test centre says of a result that it has got, signed (T2, A2)."""

from typing import Final

import msgspec

from formats import signing
from formats.refused import N_, Refused

KIND: Final = "result-receipt"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """`version` counts the results of this session, 1 is the first. `package` is the upload's number, `sha256` and
    `size` are of the whole package; `broken` how many candidates' logs did not hold in the room already.
    """

    centre: str
    centre_name: str
    room: str
    plan: str
    name: str
    session: int
    session_name: str
    version: int
    package: str
    sha256: str
    size: int
    made_at: int
    received_at: int
    candidates: int
    submitted: int
    absent: int
    answers: int
    files: int
    broken: int


def sign(centre_private: bytes, receipt: Receipt) -> bytes:
    """The file, or the field of the answer, that carries the receipt."""
    return signing.sign(centre_private, KIND, msgspec.to_builtins(receipt))


def read(envelope: bytes, *, centre_public: bytes) -> Receipt:
    """The receipt in a file. Raises `Refused` as `signing.verify` does."""
    body = signing.verify(centre_public, KIND, envelope)
    try:
        return msgspec.convert(body, Receipt)
    except msgspec.ValidationError as fault:
        raise Refused("signed.malformed", N_("This is not a file of a test centre, or it is not complete.")) from fault
