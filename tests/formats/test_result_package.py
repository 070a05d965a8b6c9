"""上报包 and 回执: whose they are, and that every byte is what the room signed (T2, A2)."""

import hashlib
import io
import zipfile
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from formats import chain, receipt, result_contents, result_package, sealed_stream, sealing, signing
from formats.messages import Change
from formats.refused import Refused
from formats.result_contents import FileLine, Head, JournalHead, LogLine, SessionPart, SittingLine
from formats.result_package import Named, Writer
from formats.sealed_stream import FRAMES

CENTRE = bytes(range(32))
ROOM = bytes(range(100, 132))
KEY, EPHEMERAL = bytes(range(32, 64)), bytes(range(64, 96))
LI = UUID("5b0c7d1e-0000-4000-8000-00000000000a")
PLAN = "5b0c7d1e-0000-4000-8000-000000000001"
ABOUT = Named(
    id="5b0c7d1e-0000-4000-8000-000000000009", plan=PLAN, name="测试任务", kind="formal", room="1999999001", session=1,
    session_name="第一场次", made_at=1, content="ab" * 32,
)  # fmt: skip
FILE = b"<h1>hi</h1>"
FILE_HASH = hashlib.sha256(FILE).hexdigest()
SESSION = SessionPart(
    uuid=PLAN, plan=PLAN, session=1, room="1999999001", name="第一场次", planned_start=1, start_at=1, ended_at=2,
    authorised_by="centre", administrator="A", administrator_phone="", invigilators=[], figures={"expected": 1},
    journal=JournalHead(7, "cd" * 32), missing=[],
)  # fmt: skip
VECTOR = "cf009b188879a654ff3b6fe2b24a787d2b6a9e7b188472547b3c21cf889e2158"


def changes() -> list[LogLine]:
    """Two changes of one question, chained."""
    head, lines = chain.start(LI, 1), []
    for n, value in enumerate(("A", "B"), 1):
        change = Change(n=n, at=n, kind="answer", question="q1", value=value, deadline_version=1)
        head = chain.link(head, change)
        body = chain.body(change).decode()
        lines.append(
            LogLine(sitting=str(LI), epoch=1, kind="change", n=n, body=body, chain=head.hex(), standing="counts", received_at=n)
        )  # fmt: skip
    return lines


def sitting(log: list[LogLine]) -> SittingLine:
    return SittingLine(
        sitting=str(LI), ticket="190119999990011001", name="李𠮷", sequence=1, subject="Web", state="submitted", epoch=1,
        moments={}, submitted_by="candidate", seat=1, answers={"q1": "B"},
        files={"a.html": FileLine(FILE_HASH, len(FILE), "q2")}, answered=2, last_at=2,
        heads=[Head(1, 2, log[-1].chain)], submissions=[], claims=[],
    )  # fmt: skip


def written(parts: dict[str, bytes], *, room: bytes = ROOM) -> bytes:
    stream = io.BytesIO()
    public = signing.public_of(CENTRE)
    writer = Writer(stream, room_private=room, centre_public=public, key=KEY, ephemeral=EPHEMERAL)
    for name, content in parts.items():
        writer.add(name, [content])
    writer.close(ABOUT)
    return stream.getvalue()


def whole(**changed: bytes) -> dict[str, bytes]:
    log = changes()
    lines = b"".join(msgspec.json.encode(line) + b"\n" for line in log)
    parts = {
        "session.json": msgspec.json.encode(SESSION),
        "sittings.jsonl": msgspec.json.encode(sitting(log)) + b"\n",
        "log.jsonl": lines,
        "records.jsonl": b'{"kind":"violation"}\n{"kind":"resume"}\n',
        f"files/{FILE_HASH}": FILE,
    }
    return {**parts, **changed}


def read(packed: bytes, *, centre: bytes = CENTRE, room: bytes = ROOM, code: str = "1999999001"):
    publics = [sealing.public_of(room)]
    return result_package.read(io.BytesIO(packed), centre_private=centre, room_code=code, room_publics=publics)


def checked(packed: bytes) -> result_contents.Got:
    return result_contents.check(read(packed))


def refusal(packed: bytes, **by: Any) -> str:
    with pytest.raises(Refused) as refused:
        result_contents.check(read(packed, **by))
    return refused.value.code


def test_what_was_packed_is_got_and_counted():
    got = checked(written(whole()))

    assert (got.answers, got.files, got.file_bytes, got.broken) == (2, 1, len(FILE), [])
    assert got.records == {"violation": 1, "resume": 1}
    assert (got.sittings[0].ticket, got.sittings[0].changes, got.session) == ("190119999990011001", 2, SESSION)


def test_nothing_of_a_person_is_to_be_read_without_the_centres_key():
    packed = written(whole())

    assert "李𠮷".encode() not in packed
    assert FILE not in packed
    assert b"190119999990011001" not in packed


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ({"code": "1999999002"}, "result.other_room"),
        ({"room": bytes(32)}, "result.other_registration"),
        ({"centre": bytes(32)}, "result.other_centre"),
    ],
)
def test_a_package_is_of_one_room_and_for_one_centre(by: dict[str, Any], code: str):
    assert refusal(written(whole()), **by) == code


def test_a_log_that_does_not_hold_is_said_and_the_rest_is_got():
    log = b"\n".join(whole()["log.jsonl"].split(b"\n")[1:])

    got = checked(written(whole(**{"log.jsonl": log})))

    assert got.broken == ["190119999990011001"]


@pytest.mark.parametrize("name", ["session.json", "sittings.jsonl", "log.jsonl", "records.jsonl"])
def test_a_part_that_is_missing_is_named(name: str):
    parts = whole()
    del parts[name]

    assert refusal(written(parts)) == "result.part_missing"


def test_a_file_under_another_name_is_refused():
    assert refusal(written(whole() | {f"files/{'0' * 64}": b"other"})) == "result.changed"


def test_a_part_that_nobody_signed_is_refused():
    stream = io.BytesIO(written(whole()))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("more", b"")

    assert refusal(stream.getvalue()) == "result.changed"


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_always_found(place: int, by: int):
    packed = bytearray(PACKED)
    packed[place % len(packed)] ^= by

    try:
        got = checked(bytes(packed))
    except Refused:
        return
    assert got == GOT  # a byte of the zip's own that says nothing


@given(st.binary(max_size=200))
def test_anything_else_is_no_package(content: bytes):
    with pytest.raises(Refused):
        read(content)


@given(st.lists(st.integers(0, FRAMES.size * 2), max_size=3))
def test_a_stream_of_any_length_comes_out_as_it_went_in(sizes: list[int]):
    pieces = [bytes([number]) * size for number, size in enumerate(sizes)]
    sealed = b"".join(sealed_stream.sealed(pieces, KEY, FRAMES))

    assert b"".join(sealed_stream.opened(io.BytesIO(sealed), KEY, FRAMES)) == b"".join(pieces)


@pytest.mark.parametrize("cut", [1, sealed_stream.TAG_BYTES, FRAMES.size])
def test_a_stream_that_was_cut_is_found(cut: int):
    sealed = b"".join(sealed_stream.sealed([bytes(FRAMES.size + 5)], KEY, FRAMES))

    with pytest.raises(sealed_stream.Damaged):
        list(sealed_stream.opened(io.BytesIO(sealed[:-cut]), KEY, FRAMES))


def test_whoever_pins_the_signature_of_a_centre_can_seal_for_it():
    private, public = sealing.private_of_signer(CENTRE), sealing.public_of_signer(signing.public_of(CENTRE))

    assert X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw() == public


def test_the_vector_of_the_documentation():
    assert hashlib.sha256(PACKED).hexdigest() == VECTOR


RECEIPT = receipt.Receipt(
    centre="1999999", centre_name="", room="1999999001", plan=PLAN, name="测试任务", session=1, session_name="第一场次",
    version=1, package=ABOUT.id, sha256="ab" * 32, size=1, made_at=1, received_at=2, candidates=1, submitted=1,
    absent=0, answers=2, files=1, broken=0,
)  # fmt: skip


def test_a_receipt_is_the_centres_own():
    envelope = receipt.sign(CENTRE, RECEIPT)

    assert receipt.read(envelope, centre_public=signing.public_of(CENTRE)) == RECEIPT
    assert receipt.sign(CENTRE, RECEIPT) == envelope
    with pytest.raises(Refused):
        receipt.read(envelope, centre_public=signing.public_of(ROOM))


PACKED = written(whole())
GOT = checked(PACKED)
