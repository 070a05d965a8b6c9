"""Exam packages and authorizations (B10, E5, T2): verified before anything of them is used."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest

from formats import authorization, exam_package, sealing, signing
from formats.authorization import AuthorisedSubject, Authorization
from formats.exam_package import Content, ExamPackage, Manifest, PackagedCandidate, PackagedPaper
from formats.plan import PlanFile, PlanRules, SessionRow
from formats.refused import Refused

CENTRE = bytes(range(32))
ROOM = bytes(range(100, 132))
EPHEMERAL = bytes(range(50, 82))
PAPER = "9e3f0000-0000-4000-8000-000000000001"
SEALED_PAPER = b"sealed paper"
RULES = PlanRules(
    exam_name="测试任务",
    centre_name="测试考点",
    centre_code="1999999",
    room_code="1999999001",
    mode="formal",
    subject="Web",
)
SESSION = SessionRow(
    number=1,
    name="第一场次",
    subject="Web",
    starts_at=datetime(2026, 3, 8, 1, tzinfo=UTC),
    ends_at=datetime(2026, 3, 8, 2, tzinfo=UTC),
    duration_min=60,
    candidates=1,
)
LI = PackagedCandidate(
    session=1, subject="Web", ticket="190119999990011001", name="李𠮷", id_number="1" * 18, id_complete=True, sequence=1
)
CONTENT = Content(plan=PlanFile(rules=RULES, sessions=(SESSION,)), candidates=(LI,), code_key="ab" * 32)


def manifest(content: bytes, **changed: object) -> Manifest:
    paper = PackagedPaper(
        uuid=PAPER,
        session=1,
        subject="Web",
        number="P-1",
        questions=21,
        sha256=hashlib.sha256(SEALED_PAPER).hexdigest(),
        size=len(SEALED_PAPER),
    )
    made = Manifest(
        plan="5b0c7d1e-0000-4000-8000-000000000001",
        name="测试任务",
        kind="formal",
        centre="1999999",
        room="1999999001",
        revision=3,
        published_at=1_772_931_600_000,
        content_sha256=hashlib.sha256(content).hexdigest(),
        content_size=len(content),
        papers=(paper,),
    )
    return msgspec.structs.replace(made, **changed)


def package(*, papers: bool = True, **changed: object) -> bytes:
    content = exam_package.sealed_content(CONTENT, room_public=sealing.public_of(ROOM), ephemeral=EPHEMERAL)
    stream = io.BytesIO()
    exam_package.write(
        stream,
        centre_private=CENTRE,
        manifest=manifest(content, **changed),
        content=content,
        papers=[(PAPER, SEALED_PAPER)] if papers else [],
    )
    return stream.getvalue()


def read(packed: bytes, *, room_code: str = "1999999001", room: bytes = ROOM, newest: int | None = None) -> ExamPackage:
    return exam_package.read(
        io.BytesIO(packed),
        centre_public=signing.public_of(CENTRE),
        room_code=room_code,
        room_private=room,
        newest=newest,
    )


def code_of(packed: bytes, **options: object) -> str:
    with pytest.raises(Refused) as refusal:
        read(packed, **options)  # type: ignore[arg-type]  # each case says what it changes
    assert refusal.value.say(str)
    return refusal.value.code


def repacked(packed: bytes, **members: bytes) -> bytes:
    """The zip with other bytes in some members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, members.get(name.split("/")[0].split(".")[0], old.read(name)))
    return stream.getvalue()


TOLD = (
    "package.changed",
    "package.cut_off",
    "package.not_one",
    "package.paper_missing",
    "signed.changed",
    "signed.malformed",
    "signed.other_key",
)


def outcome(packed: bytes) -> str:
    """What comes of it, as text: all that is in the package, or the code of the refusal."""
    try:
        return repr(read(packed))
    except Refused as refused:
        return refused.code


def test_a_package_comes_back_whole():
    got = read(package(), newest=3)

    assert (got.content, got.sealed_papers, got.manifest.revision) == (CONTENT, {PAPER: SEALED_PAPER}, 3)
    assert got.code_key == b"\xab" * 32


def test_equal_content_gives_equal_bytes():
    assert package() == package()


def test_each_fault_has_its_own_message():
    packed = package()

    assert code_of(packed, room_code="1999999002") == "package.other_room"
    assert code_of(packed, newest=4) == "package.older"
    assert code_of(packed, room=bytes(32)) == "sealed.not_ours"
    assert code_of(package(papers=False)) == "package.paper_missing"


def test_a_plan_whose_subject_has_no_paper_is_refused():
    content = exam_package.sealed_content(CONTENT, room_public=sealing.public_of(ROOM), ephemeral=EPHEMERAL)
    stream = io.BytesIO()
    exam_package.write(stream, centre_private=CENTRE, manifest=manifest(content, papers=()), content=content, papers=[])

    assert code_of(stream.getvalue()) == "package.paper_missing"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"content": b"other"}, "package.changed"),
        ({"papers": b"other paper"}, "package.changed"),
        ({"manifest": b"{}"}, "signed.malformed"),
    ],
)
def test_a_changed_member_is_found(members: dict[str, bytes], code: str):
    assert code_of(repacked(package(), **members)) == code


def test_no_changed_byte_of_the_file_is_taken_for_another_package():
    packed = package()
    whole = outcome(packed)

    for place in range(0, len(packed), 7):
        changed = packed[:place] + bytes([packed[place] ^ 0x5A]) + packed[place + 1 :]
        assert outcome(changed) in {whole, *TOLD}  # whole: a byte of the zip that says nothing, such as a date


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_does_not_even_begin_as_one_is_no_package(content: bytes):
    assert code_of(content) == "package.not_one"


@pytest.mark.parametrize("content", [package()[:-30], package()[:200]])
def test_half_a_file_is_said_to_be_cut_off(content: bytes):
    assert code_of(content) == "package.cut_off"


def test_another_centres_package_is_refused():
    with pytest.raises(Refused) as refusal:
        exam_package.manifest_of(io.BytesIO(package()), centre_public=signing.public_of(ROOM))

    assert refusal.value.code == "signed.other_key"


# --- authorization
def permission() -> Authorization:
    keys = authorization.sealed_keys({PAPER: b"k" * 32}, room_public=sealing.public_of(ROOM), ephemerals=[EPHEMERAL])
    return Authorization(
        plan="5b0c7d1e-0000-4000-8000-000000000001",
        room="1999999001",
        session=1,
        session_name="第一场次",
        subjects=(AuthorisedSubject(name="Web", candidates=40),),
        valid_from=1,
        valid_until=2,
        issued_at=1,
        keys=keys,
    )


def test_an_authorization_releases_the_keys_to_its_room_only():
    envelope = authorization.sign(CENTRE, permission())

    got = authorization.read(envelope, centre_public=signing.public_of(CENTRE))

    assert got == permission()
    assert authorization.open_keys(got, room_private=ROOM) == {PAPER: b"k" * 32}
    with pytest.raises(Refused):
        authorization.open_keys(got, room_private=CENTRE)


def test_a_package_is_no_authorization():
    envelope = signing.sign(CENTRE, exam_package.KIND, msgspec.to_builtins(permission()))

    with pytest.raises(Refused) as refusal:
        authorization.read(envelope, centre_public=signing.public_of(CENTRE))

    assert refusal.value.code == "signed.malformed"


def test_half_an_authorization_is_refused():
    envelope = signing.sign(CENTRE, authorization.KIND, {"plan": "x"})

    with pytest.raises(Refused) as refusal:
        authorization.read(envelope, centre_public=signing.public_of(CENTRE))

    assert refusal.value.code == "signed.malformed"
