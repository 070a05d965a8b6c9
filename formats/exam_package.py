"""The exam package of one plan for one room (B10): a zip of a signed manifest, sealed content and sealed papers."""

import zipfile
from collections.abc import Callable, Iterable
from typing import BinaryIO, Final, TypeVar

import msgspec

from formats import sealing, signing
from formats.content_hash import sha256_of
from formats.plan import PlanFile
from formats.refused import N_, Refused

KIND: Final = "exam-package"
CONTEXT: Final = "exam-package"
MANIFEST: Final = "manifest.json"
CONTENT: Final = "content"
PAPERS: Final = "papers/"
MATERIALS: Final = "materials/"
BEGINS_WITHIN: Final = 400  # bytes
MOST_MANIFEST: Final = 4 * 1024 * 1024
MOST_CONTENT: Final = 64 * 1024 * 1024
MOST_PAPER: Final = 64 * 1024 * 1024
MOST_MATERIAL: Final = 64 * 1024 * 1024
Typed = TypeVar("Typed")
DAMAGED: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError)


class PackagedCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate of one session and subject; a person with two subjects stands twice."""

    session: int
    subject: str
    ticket: str
    name: str
    id_number: str
    id_complete: bool
    sequence: int
    factor_permille: int = 1000
    extra_minutes: int = 0
    large_type: bool = False
    seat_number: int | None = None


class PackagedMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed material in the package, by the hash of its sealed bytes. Its key is the paper's."""

    sha256: str
    size: int


class PackagedPaper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sealed paper in the package, by the hash of its sealed bytes. Its key comes with the authorization.

    Without materials it is written as before there were any.
    """

    uuid: str
    session: int
    subject: str
    number: str
    questions: int
    sha256: str
    size: int
    materials: tuple[PackagedMaterial, ...] = ()


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre signs. `revision` grows with every publication; `published_at` is ms since 1970 UTC."""

    plan: str
    name: str
    kind: str
    centre: str
    room: str
    revision: int
    published_at: int
    content_sha256: str
    content_size: int
    papers: tuple[PackagedPaper, ...]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What the package holds for this room alone. `code_key` checks authorization codes, hexadecimal."""

    plan: PlanFile
    candidates: tuple[PackagedCandidate, ...]
    code_key: str


class ExamPackage(msgspec.Struct, frozen=True, kw_only=True):
    """A package that was verified. `sealed_papers` are by the paper's UUID, `sealed_materials` by their hash."""

    manifest: Manifest
    content: Content
    sealed_papers: dict[str, bytes]
    sealed_materials: dict[str, bytes] = {}

    @property
    def code_key(self) -> bytes:
        return bytes.fromhex(self.content.code_key)


def sealed_content(content: Content, *, room_public: bytes, ephemeral: bytes) -> bytes:
    """The package's member `content`."""
    plain = msgspec.json.encode(content, order="sorted")
    return sealing.seal(room_public, plain, context=CONTEXT, ephemeral=ephemeral)


def write(
    stream: BinaryIO,
    *,
    centre_private: bytes,
    manifest: Manifest,
    content: bytes,
    papers: Iterable[tuple[str, bytes]],
    materials: Iterable[tuple[str, bytes]] = (),
) -> None:
    """Write the package: the manifest signed, `content`, each sealed paper and each sealed material as they are.

    Equal arguments give equal bytes.
    """
    signed = signing.sign(centre_private, KIND, msgspec.to_builtins(manifest))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST), signed)
        archive.writestr(zipfile.ZipInfo(CONTENT), content)
        for uuid, sealed in papers:
            archive.writestr(zipfile.ZipInfo(f"{PAPERS}{uuid}"), sealed)
        for sha256, sealed in materials:
            archive.writestr(zipfile.ZipInfo(f"{MATERIALS}{sha256}"), sealed)


def is_one(stream: BinaryIO) -> bool:
    """Whether this is a package at all, also one that breaks off; whose it is and what it holds is told by reading it."""
    if begins_as_one(stream):
        return True
    try:
        with zipfile.ZipFile(stream) as archive:
            return MANIFEST in archive.namelist()
    except DAMAGED:
        return False


def begins_as_one(stream: BinaryIO) -> bool:
    stream.seek(0)
    beginning = stream.read(BEGINS_WITHIN)
    return beginning.startswith(b"PK") and MANIFEST.encode() in beginning


def read(
    stream: BinaryIO, *, centre_public: bytes, room_code: str, room_private: bytes, newest: int | None = None
) -> ExamPackage:
    """The package in `stream`, every byte of it verified.

    `newest` is the revision that is already loaded of this plan, if any: `manifest_of` tells the plan first.
    Raises `Refused`, each its own: no package, another centre's, changed, another room's, older than the
    one loaded, a paper or a material missing, a material changed, made for another registration.
    """
    with _archive(stream) as archive:
        manifest = _manifest(archive, centre_public)
        _for_this_room(manifest, room_code)
        _not_older(manifest, newest)
        sealed = _member(archive, CONTENT, MOST_CONTENT, manifest.content_sha256)
        papers = {paper.uuid: _paper(archive, paper) for paper in manifest.papers}
        materials = {each.sha256: _material(archive, each, of) for of in manifest.papers for each in of.materials}
    plain = sealing.open_sealed(room_private, sealed, context=CONTEXT)
    content = _typed(lambda: msgspec.json.decode(plain, type=Content))
    _complete(manifest, content.plan)
    return ExamPackage(manifest=manifest, content=content, sealed_papers=papers, sealed_materials=materials)


def manifest_of(stream: BinaryIO, *, centre_public: bytes) -> Manifest:
    """What the package says it is, its signature verified. Raises `Refused` as `read` does."""
    with _archive(stream) as archive:
        return _manifest(archive, centre_public)


def signed_by(stream: BinaryIO) -> tuple[bytes, Manifest]:
    """The key that signed the package, and what it says it is: for a person who has to decide whether to trust it.

    Raises `Refused` for what is no package, and when the signature does not even hold by that key.
    """
    with _archive(stream) as archive:
        if MANIFEST not in archive.namelist():
            raise _no_package()
        try:
            key = bytes.fromhex(msgspec.json.decode(_read(archive, MANIFEST, MOST_MANIFEST))["key"])
        except (ValueError, KeyError, TypeError) as fault:
            raise _no_package() from fault
        return key, _manifest(archive, key)


# --- members
def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except DAMAGED as fault:  # the list of a zip's members is its end
        raise (_cut_off() if begins_as_one(stream) else _no_package()) from fault


def _manifest(archive: zipfile.ZipFile, centre_public: bytes) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise _no_package()
    body = signing.verify(centre_public, KIND, _read(archive, MANIFEST, MOST_MANIFEST))
    return _typed(lambda: msgspec.convert(body, Manifest))


def _paper(archive: zipfile.ZipFile, paper: PackagedPaper) -> bytes:
    name = f"{PAPERS}{paper.uuid}"
    if name not in archive.namelist():
        raise _missing(paper.session, paper.subject)
    return _member(archive, name, MOST_PAPER, paper.sha256)


def _material(archive: zipfile.ZipFile, material: PackagedMaterial, of: PackagedPaper) -> bytes:
    name = f"{MATERIALS}{material.sha256}"
    if name not in archive.namelist():
        told = N_(
            "The package lacks a material of %(subject)s in session %(session)d. Ask the centre to publish it again."
        )
        raise Refused("package.material_missing", told, subject=of.subject, session=of.session)
    try:
        return _member(archive, name, MOST_MATERIAL, material.sha256)
    except Refused as fault:
        told = N_("A material of %(subject)s in session %(session)d was changed or damaged. Fetch the package again.")
        raise Refused("package.material_changed", told, subject=of.subject, session=of.session) from fault


def _member(archive: zipfile.ZipFile, name: str, most: int, sha256: str) -> bytes:
    if name not in archive.namelist():
        raise _changed()
    content = _read(archive, name, most)
    if sha256_of(content) != sha256:
        raise _changed()
    return content


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Bounded by what comes out, not by what the zip's directory promises."""
    try:
        with archive.open(name) as member:
            content = member.read(most + 1)
    except (*DAMAGED, RuntimeError) as fault:  # RuntimeError: the member asks for a password
        raise _changed() from fault
    if len(content) > most:
        raise _changed()
    return content


def _typed(convert: Callable[[], Typed]) -> Typed:
    try:
        return convert()
    except ValueError as fault:  # msgspec's errors
        raise _no_package() from fault


# --- rules
def _for_this_room(manifest: Manifest, room_code: str) -> None:
    if manifest.room != room_code:
        raise Refused(
            "package.other_room",
            N_("This package is for room %(found)s, this is room %(room)s. Take the package of this room."),
            found=manifest.room,
            room=room_code,
        )


def _not_older(manifest: Manifest, newest: int | None) -> None:
    if newest is not None and manifest.revision < newest:
        raise Refused(
            "package.older",
            N_("This package (number %(found)d) is older than the one loaded (number %(loaded)d). Fetch the newest."),
            found=manifest.revision,
            loaded=newest,
        )


def _complete(manifest: Manifest, plan: PlanFile) -> None:
    there = {(paper.session, paper.subject) for paper in manifest.papers}
    for row in plan.sessions:
        if (row.number, row.subject) not in there:
            raise _missing(row.number, row.subject)


def _no_package() -> Refused:
    return Refused("package.not_one", N_("This is no exam package, or it is not complete. Fetch it again."))


def _cut_off() -> Refused:
    return Refused(
        "package.cut_off", N_("This exam package is not complete: its end is missing or damaged. Fetch it again.")
    )


def _changed() -> Refused:
    return Refused("package.changed", N_("The package was changed or damaged on its way. Fetch it again."))


def _missing(session: int, subject: str) -> Refused:
    return Refused(
        "package.paper_missing",
        N_("The package lacks the paper of %(subject)s in session %(session)d. Ask the centre to publish it again."),
        subject=subject,
        session=session,
    )
