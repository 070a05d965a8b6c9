"""Materials of practical tasks: sealed with their paper's key, listed and checked in the exam package (C2, T2)."""

import io

import msgspec
import pytest

from formats import exam_package, sealed_material, sealing
from formats.content_hash import sha256_of
from formats.exam_package import PackagedMaterial
from formats.paper import Material, Paper, Question
from formats.refused import Refused
from formats.sealed_stream import FRAMES, Damaged
from tests.formats.test_exam_package import (
    CENTRE,
    CONTENT,
    EPHEMERAL,
    PAPER,
    ROOM,
    SEALED_PAPER,
    code_of,
    manifest,
    package,
    read,
)

KEY, SALT = bytes(range(32)), bytes(range(16))
SEALED = sealed_material.seal(b"width=1200\n", KEY, SALT)
SHA256 = sha256_of(SEALED)
VECTOR = "000102030405060708090a0b0c0d0e0f568ea4ec62d837e0643c19942e59ae9420008892e03de736a4a5b0"
CONTENTS = [b"", b"x", bytes(FRAMES.size), bytes(2 * FRAMES.size + 1)]


def opened(sealed: bytes, key: bytes = KEY) -> bytes:
    return b"".join(sealed_material.opened(io.BytesIO(sealed), key))


def with_material(*members: tuple[str, bytes]) -> bytes:
    content = exam_package.sealed_content(CONTENT, room_public=sealing.public_of(ROOM), ephemeral=EPHEMERAL)
    plain = manifest(content)
    listed = (PackagedMaterial(sha256=SHA256, size=len(SEALED)),)
    papers = (msgspec.structs.replace(plain.papers[0], materials=listed),)
    stream = io.BytesIO()
    exam_package.write(
        stream,
        centre_private=CENTRE,
        manifest=msgspec.structs.replace(plain, papers=papers),
        content=content,
        papers=[(PAPER, SEALED_PAPER)],
        materials=members,
    )
    return stream.getvalue()


def test_the_vector_of_the_documentation():
    assert SEALED.hex() == VECTOR
    assert opened(SEALED) == b"width=1200\n"


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_it_opens_with_the_papers_key(content: bytes):
    assert opened(sealed_material.seal(content, KEY, SALT)) == content


@pytest.mark.parametrize("place", [0, 16, -1])
def test_a_changed_byte_and_another_key_are_told(place: int):
    changed = bytearray(SEALED)
    changed[place] ^= 1

    for sealed, key in ((bytes(changed), KEY), (SEALED, bytes(32)), (SEALED[:-1], KEY), (SEALED + b"x", KEY)):
        with pytest.raises(Damaged):
            opened(sealed, key)


def test_a_material_that_is_not_there_is_named():
    material = Material(name="a.png", sha256="ab" * 32, size=1)
    task = Question(kind="task", number=1, stem="s", marks=1, title="t", materials=(material,))
    paper = Paper(number="1", subject="s", duration_min=1, total=1, questions=(task,))

    with pytest.raises(Refused) as refusal:
        sealed_material.seal_all(paper, {}, KEY, [SALT])

    assert (refusal.value.code, refusal.value.values) == ("papers.material_gone", {"name": "a.png"})


def test_it_comes_back_from_the_package():
    assert read(with_material((SHA256, SEALED))).sealed_materials == {SHA256: SEALED}


def test_a_missing_and_a_changed_one_have_their_own_message():
    assert code_of(with_material()) == "package.material_missing"
    assert code_of(with_material((SHA256, SEALED[:-1] + b"x"))) == "package.material_changed"


def test_a_package_without_materials_says_nothing_of_them():
    assert b"materials" not in package()
    assert read(package()).sealed_materials == {}
