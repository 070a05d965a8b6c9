"""The answer package byte by byte (docs/answer-package.md): vectors, sizes, and what is refused (C3, E13)."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest

from formats import answer_package, chain, sealing
from formats.answer_package import Content, Manifest, open_package, read_manifest
from formats.messages import Change
from formats.refused import Refused
from formats.sealed_stream import PIECES, Damaged, member_key, opened, sealed

PLACE = Path(__file__).resolve().parents[2] / "docs" / "answer-package-vectors.json"
VECTORS = json.loads(PLACE.read_text(encoding="utf-8"))
PRIVATE = bytes.fromhex(VECTORS["room_private"])
CONTENT_KEY = bytes.fromhex(VECTORS["content_key"])
EPHEMERAL = bytes.fromhex(VECTORS["ephemeral"])
TOKEN_SHA256 = hashlib.sha256(VECTORS["token"].encode()).digest()
SITTING = UUID("11111111-1111-4111-8111-111111111111")
FILE = b"<p>\xe6\x9b\xb9\xe9\x91\xab</p>"


def changes(file: bytes = FILE) -> list[Change]:
    digest = hashlib.sha256(file).hexdigest()
    return [
        Change(n=1, at=1766282400000, deadline_version=1, kind="answer", question="single/1", value="A"),
        Change(n=2, at=1766282405000, deadline_version=1, kind="file", question="task/1", path="a.html", sha256=digest, size=len(file)),
    ]  # fmt: skip


def manifest(file: bytes = FILE, **more: Any) -> Manifest:
    first = chain.start(SITTING, 1)
    public = sealing.public_of(PRIVATE)
    fields: dict[str, Any] = {
        "version": 1,
        "sitting": SITTING,
        "session": UUID("22222222-2222-4222-8222-222222222222"),
        "ticket": "190319999990031009",
        "machine": UUID("33333333-3333-4333-8333-333333333333"),
        "epoch": 1,
        "start": 0,
        "start_chain": first.hex(),
        "revision": 2,
        "chain": chain.extend(first, changes(file)).hex(),
        "acknowledged": 1,
        "deadline_version": 1,
        "made_at": 1766282500000,
        "submitted_at": None,
        "contents": (Content(hashlib.sha256(file).hexdigest(), len(file)),),
        "key": public.hex(),
        "sealed_key": answer_package.sealed_key(public, CONTENT_KEY, ephemeral=EPHEMERAL),
    }
    return Manifest(**(fields | more)).proven(TOKEN_SHA256)


def package(described: Manifest | None = None, file: bytes = FILE) -> bytes:
    stream = BytesIO()
    bodies = [chain.body(change) for change in changes(file)]
    answer_package.write(
        stream, described or manifest(file), content_key=CONTENT_KEY, changes=bodies, contents=[BytesIO(file)]
    )
    return stream.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(content: dict[str, bytes]) -> BytesIO:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, member in content.items():
            archive.writestr(name, member)
    return stream


def refusal(stream: BytesIO) -> str:
    with pytest.raises(Refused) as refused:
        read_all(stream)
    return refused.value.code


def read_all(stream: BytesIO) -> None:
    found = open_package(stream, PRIVATE)
    found.changes()
    for content in found.manifest.contents:
        b"".join(found.content(content))


# --- the bytes
def test_the_members_are_those_of_the_vectors():
    found = {name: hashlib.sha256(member).hexdigest() for name, member in members(package()).items()}

    assert found == VECTORS["members_sha256"]
    assert members(package())["manifest.json"].decode() == VECTORS["manifest"]
    assert members(package())["changes"].hex() == VECTORS["changes"]
    assert b"\n".join(chain.body(change) for change in changes()).decode() == VECTORS["changes_plain"]


def test_the_package_opens_and_holds_what_went_in():
    found = open_package(BytesIO(package()), PRIVATE)

    assert found.changes() == changes()
    assert [b"".join(found.content(content)) for content in found.manifest.contents] == [FILE]
    assert found.manifest.is_proven_by(TOKEN_SHA256)
    assert not found.manifest.is_proven_by(hashlib.sha256(b"another").digest())


@pytest.mark.parametrize("size", [0, 1, PIECES.size - 1, PIECES.size, PIECES.size + 1, 3 * PIECES.size])
def test_a_stream_of_any_length_comes_back(size: int):
    plain, key = bytes(size), member_key(CONTENT_KEY, "x", b"salt")

    whole = b"".join(sealed([plain], key))

    assert b"".join(opened(BytesIO(whole), key, most=size)) == plain
    with pytest.raises(Damaged):
        list(opened(BytesIO(whole[:-1]), key, most=size))


@pytest.mark.parametrize(
    "turn", [lambda pieces: pieces[:-1], lambda pieces: pieces[::-1], lambda pieces: [*pieces, pieces[-1]]]
)
def test_pieces_that_are_left_out_moved_or_repeated_are_noticed(turn: Any):
    key = member_key(CONTENT_KEY, "x", b"salt")
    pieces = list(sealed([bytes(2 * PIECES.size + 5)], key))

    with pytest.raises(Damaged):
        list(opened(BytesIO(b"".join(turn(pieces))), key, most=1 << 30))


def test_a_large_file_is_never_whole_in_memory():
    """50 MB in, at most one piece at a time out."""
    largest = 0
    size = 50 * 1024 * 1024
    key = member_key(CONTENT_KEY, "x", b"salt")

    class Source:
        """Sealed pieces, made as they are read."""

        def __init__(self, pieces: Iterator[bytes]) -> None:
            self._pieces = pieces

        def read(self, _most: int) -> bytes:
            return next(self._pieces, b"")

    source = Source(sealed(_blocks(size), key))
    for piece in opened(cast(Any, source), key, most=size):
        largest = max(largest, len(piece))

    assert largest <= PIECES.size


def _blocks(size: int) -> Iterable[bytes]:
    for _ in range(size // (1 << 20)):
        yield bytes(1 << 20)


# --- what is refused
def test_the_manifest_tells_no_name_and_no_answer_and_is_readable_without_a_key():
    assert read_manifest(BytesIO(package())).ticket == "190319999990031009"
    assert b"single/1" not in package()


def test_another_rooms_package_is_not_opened():
    with pytest.raises(Refused) as refused:
        open_package(BytesIO(package()), bytes(31) + b"\x01")

    assert refused.value.code == "answer_package.other_room"


@pytest.mark.parametrize("name", ["manifest.json", "changes"])
def test_a_member_with_another_byte_is_refused(name: str):
    found = members(package())
    spoilt = bytearray(found[name])
    place = spoilt.index(b'"epoch":1') + 8 if name == "manifest.json" else 0
    spoilt[place] = ord("2") if name == "manifest.json" else spoilt[place] ^ 1

    assert refusal(zipped(found | {name: bytes(spoilt)})) == "answer_package.changed"


def test_members_that_change_places_are_refused():
    """Two files of one size: each member has a key of its own."""
    found = members(package())
    (content,) = [name for name in found if name.startswith("contents/")]

    assert refusal(zipped(found | {content: found["changes"]})) == "answer_package.changed"
    assert (
        refusal(zipped({name: member for name, member in found.items() if name != content})) == "answer_package.changed"
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"version": 2}, "answer_package.version"),
        ({"revision": 3}, "answer_package.changed"),
        ({"chain": "00" * 32}, "answer_package.changed"),
        ({"start_chain": "00" * 32}, "answer_package.changed"),
        ({"contents": (Content("00" * 32, 1),)}, "answer_package.changed"),
        ({"contents": (Content("../../etc/passwd", 1),)}, "answer_package.not_one"),
        ({"sealed_key": "zz"}, "answer_package.changed"),
    ],
)
def test_a_manifest_that_does_not_fit_what_is_inside_is_refused(more: dict[str, Any], code: str):
    assert refusal(BytesIO(package(manifest(**more)))) == code


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_package_whose_end_is_missing_says_so(cut: int):
    assert refusal(BytesIO(package()[:-cut])) == "answer_package.cut_off"


def test_a_compressed_bomb_is_bounded():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(64 * 1024 * 1024))

    assert refusal(stream) == "answer_package.not_one"
