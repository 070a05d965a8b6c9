"""Authorization codes (E23): the vectors of docs/codes.md, and everything that a code is bound to."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import codes
from formats.codes import Request

DOCUMENT = Path(__file__).parents[2] / "docs" / "codes.md"
MASTER = bytes(range(32))
PLAN = "5b0c7d1e-0000-4000-8000-000000000001"
ROOM = "1999999001"
MINUTE = 29_000_000
KEY = codes.key_for(MASTER, PLAN, ROOM)
REQUEST = Request(
    kind="extra_time",
    plan=PLAN,
    room=ROOM,
    session=1,
    minutes=15,
    count=2,
    tickets=codes.digest_of(["190119999990011001", "190119999990011002"]),
    challenge="7K2M9QXA",
)


def vectors() -> list[dict[str, Any]]:
    block = re.search(r"```json\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert block
    return json.loads(block[1])


def test_the_document_has_a_vector_of_each_kind():
    assert {vector["request"]["kind"] for vector in vectors()} == {
        "late_start",
        "late_candidate",
        "extra_time",
        "reset",
    }


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["request"]["kind"])
def test_a_code_is_computed_as_the_document_says(vector: dict[str, Any]):
    request = msgspec.convert(vector["request"], Request)
    key = codes.key_for(bytes.fromhex(vector["master"]), request.plan, request.room)

    assert request.canonical().decode() == vector["canonical"]
    assert codes.digest_of(vector["ticket_numbers"]) == request.tickets
    assert key.hex() == vector["key"]
    assert codes.compute(key, request, vector["minute"]) == vector["code"]


@pytest.mark.parametrize("later", [0, 1, 59, 60])
def test_a_code_is_valid_from_when_it_was_computed(later: int):
    code = codes.compute(KEY, REQUEST, MINUTE)

    assert codes.computed_in(KEY, REQUEST, code, minute=MINUTE + later, valid_min=60) == MINUTE


@pytest.mark.parametrize("later", [-3, 61, 24 * 60])
def test_another_hour_is_refused(later: int):
    code = codes.compute(KEY, REQUEST, MINUTE)

    assert codes.computed_in(KEY, REQUEST, code, minute=MINUTE + later, valid_min=60) is None


def test_a_centre_whose_clock_is_a_little_ahead_is_believed():
    code = codes.compute(KEY, REQUEST, MINUTE)

    assert codes.computed_in(KEY, REQUEST, code, minute=MINUTE - codes.CLOCKS_APART_MIN, valid_min=60) == MINUTE


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "reset"},
        {"plan": "5b0c7d1e-0000-4000-8000-000000000002"},
        {"room": "1999999002"},
        {"session": 2},
        {"minutes": 16},
        {"count": 3},
        {"tickets": codes.digest_of(["190119999990011001", "190119999990011003"])},
        {"challenge": "7K2M9QXB"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_code_is_bound_to_the_whole_request(other: dict[str, Any]):
    code = codes.compute(KEY, REQUEST, MINUTE)

    changed = msgspec.structs.replace(REQUEST, **other)

    assert codes.computed_in(KEY, changed, code, minute=MINUTE, valid_min=60) is None


@pytest.mark.parametrize(
    ("master", "plan", "room"), [(bytes(32), PLAN, ROOM), (MASTER, "other", ROOM), (MASTER, PLAN, "1999999002")]
)
def test_another_level_plan_or_room_has_another_key(master: bytes, plan: str, room: str):
    code = codes.compute(codes.key_for(master, plan, room), REQUEST, MINUTE)

    assert codes.computed_in(KEY, REQUEST, code, minute=MINUTE, valid_min=60) is None


def test_a_code_may_be_typed_as_people_type():
    code = codes.compute(KEY, REQUEST, MINUTE)

    sloppy = f" {code[:4].lower()}-{code[4:]} ".replace("1", "l").replace("0", "o")

    assert codes.computed_in(KEY, REQUEST, sloppy, minute=MINUTE, valid_min=60) == MINUTE


@given(st.text())
def test_nothing_that_is_typed_breaks_the_check(text: str):
    assert codes.computed_in(KEY, REQUEST, text, minute=MINUTE, valid_min=5) in (None, *range(MINUTE - 5, MINUTE + 3))


@given(st.binary(min_size=5, max_size=40))
def test_letters_can_be_read_out(digest: bytes):
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", codes.letters(digest))


def test_the_order_of_the_tickets_does_not_matter():
    assert codes.digest_of(["b", "a"]) == codes.digest_of(["a", "b"]) != codes.digest_of(["a"])
