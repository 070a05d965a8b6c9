"""What a centre signs and seals: nobody else can make it, nobody else can open it (T2)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import sealing, signing
from formats.refused import Refused

CENTRE = bytes(range(32))
OTHER = bytes(range(1, 33))
BODY = {"room": "1999999001", "session": 1, "名": ["王丽娜", None, True]}
EPHEMERAL = bytes(range(50, 82))


def test_what_was_signed_is_given_back():
    envelope = signing.sign(CENTRE, "kind", BODY)

    assert signing.verify(signing.public_of(CENTRE), "kind", envelope) == BODY


@pytest.mark.parametrize(
    ("kind", "by", "code"), [("other", CENTRE, "signed.malformed"), ("kind", OTHER, "signed.other_key")]
)
def test_another_kind_and_another_signer_are_told_apart(kind: str, by: bytes, code: str):
    envelope = signing.sign(by, "kind", BODY)

    with pytest.raises(Refused) as refusal:
        signing.verify(signing.public_of(CENTRE), kind, envelope)

    assert refusal.value.code == code


def test_a_statement_of_one_kind_cannot_pass_for_another():
    envelope = json.loads(signing.sign(CENTRE, "kind", BODY)) | {"kind": "other"}

    with pytest.raises(Refused) as refusal:
        signing.verify(signing.public_of(CENTRE), "other", json.dumps(envelope).encode())

    assert refusal.value.code == "signed.changed"


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_always_found(place: int, by: int):
    envelope = bytearray(signing.sign(CENTRE, "kind", BODY))
    envelope[place % len(envelope)] ^= by

    try:
        body = signing.verify(signing.public_of(CENTRE), "kind", bytes(envelope))
    except Refused:
        return
    assert body == BODY  # white space, or the case of a hexadecimal digit


@given(st.binary())
def test_anything_else_is_no_statement(content: bytes):
    with pytest.raises(Refused):
        signing.verify(signing.public_of(CENTRE), "kind", content)


def test_a_fingerprint_can_be_compared_by_eye():
    assert signing.fingerprint(signing.public_of(CENTRE)) == "5647 5AA7 5463 474C 0285 DF5D BF2B CAB7"


@given(st.binary(max_size=200))
def test_what_was_sealed_is_opened_by_its_room(plain: bytes):
    sealed = sealing.seal(sealing.public_of(CENTRE), plain, context="paper", ephemeral=EPHEMERAL)

    assert sealing.open_sealed(CENTRE, sealed, context="paper") == plain
    assert len(sealed) == len(plain) + 48


@pytest.mark.parametrize("wrong", ["room", "context", "byte", "short"])
def test_sealed_bytes_stay_closed(wrong: str):
    sealed = sealing.seal(sealing.public_of(CENTRE), b"secret", context="paper", ephemeral=EPHEMERAL)
    room = OTHER if wrong == "room" else CENTRE
    changed = {"byte": sealed[:-1] + bytes([sealed[-1] ^ 1]), "short": sealed[:10]}.get(wrong, sealed)

    with pytest.raises(Refused) as refusal:
        sealing.open_sealed(room, changed, context="other" if wrong == "context" else "paper")

    assert refusal.value.code == "sealed.not_ours"


def test_a_room_without_a_network_has_the_key_of_its_registration_code():
    key = sealing.private_of_code("1999999001", "TCIBUWYM")

    assert key == sealing.private_of_code("1999999001", " tcibuwym ")
    assert key != sealing.private_of_code("1999999002", "TCIBUWYM")
    assert key.hex() == "c4f4a9a2d844bc633c3ca1cfd8ad1d88f677b1b12b64d2b69aa55fc8aaafc09b"
