"""A paper is readable with its key only, and unchanged or not at all (C2)."""

import pytest

from exams.papers import open_sealed, seal
from formats.refused import Refused

PAPER = b'{"number":"P1"}'
KEY, NONCE = bytes(range(32)), bytes(12)


def test_a_sealed_paper_opens_with_its_key():
    sealed = seal(PAPER, KEY, NONCE)

    assert (open_sealed(sealed, KEY), len(sealed), sealed[:12]) == (PAPER, len(PAPER) + 28, NONCE)
    assert PAPER not in sealed


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_changed_byte_anywhere_closes_it(place: int):
    sealed = bytearray(seal(PAPER, KEY, NONCE))
    sealed[place] ^= 1

    with pytest.raises(Refused, match="does not open"):
        open_sealed(bytes(sealed), KEY)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(40)])
def test_what_is_no_sealed_paper_is_refused(sealed: bytes):
    with pytest.raises(Refused):
        open_sealed(sealed, KEY)


@pytest.mark.parametrize(("key", "nonce"), [(KEY[1:], NONCE), (KEY, NONCE[1:])])
def test_a_key_or_nonce_of_another_length_is_a_fault_of_ours(key: bytes, nonce: bytes):
    with pytest.raises(ValueError, match="bytes, found"):
        seal(PAPER, key, nonce)
