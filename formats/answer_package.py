"""The answer package 作答包 of one candidate's work at one machine (C3, E13, E14): a zip of a manifest and sealed members.

Only the room it is made for can open it. Every member is read in pieces, so that its size costs no memory.
"""

import hashlib
import hmac
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final
from uuid import UUID

import msgspec

from formats import canonical, chain, sealing
from formats.messages import MOST_FILE_BYTES, Change, Number
from formats.refused import N_, Refused
from formats.sealed_stream import Damaged, member_key, opened, sealed

SUFFIX: Final = ".jka"
VERSION: Final = 1
DOMAIN: Final = b"jiankao.answer-package.1"
CONTEXT: Final = "answer-package"
MANIFEST: Final = "manifest.json"
CHANGES: Final = "changes"
CONTENTS: Final = "contents/"
MOST_MANIFEST: Final = 4 * 1024 * 1024
MOST_CHANGES_BYTES: Final = 64 * 1024 * 1024
BROKEN: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)  # fmt: skip
_decoder: Final = msgspec.json.Decoder(Change)


class Content(msgspec.Struct, frozen=True):
    """A work file's content that changes name; it lies in the package."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the package holds, readable by everybody: no name, no answer.

    The changes `start` + 1 to `revision` of `epoch`, hanging on the hash `start_chain`, end at `chain`.
    `acknowledged` is how far the server had confirmed them; `submitted_at` when the candidate handed in. Times are
    ms since 1970 by the server's clock. `key` is the room's public key, `sealed_key` the content key sealed for it.
    `proof` is empty when the machine had no token.
    """

    version: Number
    sitting: UUID
    session: UUID | None
    ticket: str
    machine: UUID
    epoch: Number
    start: Number
    start_chain: str
    revision: Number
    chain: str
    acknowledged: Number
    deadline_version: Number
    made_at: Number
    submitted_at: Number | None
    contents: tuple[Content, ...]
    key: str
    sealed_key: str
    proof: str = ""

    def body(self) -> bytes:
        """What the proof is computed over: everything but itself."""
        fields = msgspec.to_builtins(self)
        del fields["proof"]
        return canonical.encode(fields)

    def encoded(self) -> bytes:
        return canonical.encode(msgspec.to_builtins(self))

    def proven(self, token_sha256: bytes) -> "Manifest":
        """The same with the proof of the machine whose token has this hash."""
        return msgspec.structs.replace(self, proof=_proof(token_sha256, self.body()))

    def is_proven_by(self, token_sha256: bytes) -> bool:
        """Whether the machine with that token made the package, and nobody has touched it since."""
        return hmac.compare_digest(self.proof, _proof(token_sha256, self.body()))


class Package:
    """A package that has been opened. Raises `Refused` wherever a byte is not what was sealed."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, encoded: bytes, content_key: bytes) -> None:
        self.manifest = manifest
        self._archive = archive
        self._salt = hashlib.sha256(encoded).digest()
        self._key = content_key

    def changes(self) -> list[Change]:
        """All of them, in order; their running hash leads from `start_chain` to `chain`."""
        found = [_change(line) for line in self._lines()]
        manifest, reached = self.manifest, bytes.fromhex(self.manifest.start_chain)
        if [change.n for change in found] != list(range(manifest.start + 1, manifest.revision + 1)):
            raise changed()
        if chain.extend(reached, found).hex() != manifest.chain:
            raise changed()
        return found

    def content(self, content: Content) -> Iterator[bytes]:
        """The bytes of a work file; that they are the right ones is known after the last."""
        digest, size = hashlib.sha256(), 0
        for piece in self._member(CONTENTS + content.sha256, most=content.size):
            digest.update(piece)
            size += len(piece)
            yield piece
        if digest.hexdigest() != content.sha256 or size != content.size:
            raise changed()

    def _lines(self) -> Sequence[bytes]:
        whole = b"".join(self._member(CHANGES, most=MOST_CHANGES_BYTES))
        return whole.split(b"\n") if whole else []

    def _member(self, name: str, *, most: int) -> Iterator[bytes]:
        key = member_key(self._key, name, self._salt)
        try:
            with self._archive.open(name) as member:
                yield from opened(member, key, most=most)
        except (*BROKEN, KeyError, Damaged) as fault:
            raise changed() from fault


def write(
    stream: BinaryIO, manifest: Manifest, *, content_key: bytes, changes: Iterable[bytes], contents: Iterable[BinaryIO]
) -> None:
    """Write the package: the canonical changes, and the contents in the manifest's order. Equal arguments give equal bytes."""
    encoded = manifest.encoded()
    salt = hashlib.sha256(encoded).digest()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST), encoded)
        _add(archive, CHANGES, sealed(_joined(changes), member_key(content_key, CHANGES, salt)))
        for content, source in zip(manifest.contents, contents, strict=True):
            name = CONTENTS + content.sha256
            _add(archive, name, sealed(_pieces(source), member_key(content_key, name, salt)))


def sealed_key(public: bytes, content_key: bytes, *, ephemeral: bytes) -> str:
    """The manifest's field: the key of the members for the room alone."""
    return sealing.seal(public, content_key, context=CONTEXT, ephemeral=ephemeral).hex()


def read_manifest(stream: BinaryIO) -> Manifest:
    """What the package says it is; anybody may have written that until it is opened."""
    with _archive(stream) as archive:
        return _manifest(_read_manifest(archive))


def open_package(stream: BinaryIO, private: bytes) -> Package:
    """The package for the room with that key.

    Raises `Refused`, each its own: no package, cut off, of a later version, another room's, changed.
    """
    archive = _archive(stream)
    encoded = _read_manifest(archive)
    manifest = _manifest(encoded)
    if manifest.key != sealing.public_of(private).hex():
        raise Refused(
            "answer_package.other_room",
            N_("This answer package was made for another room, or before this room was set up anew. It cannot be opened here."),
        )  # fmt: skip
    try:
        key = sealing.open_sealed(private, bytes.fromhex(manifest.sealed_key), context=CONTEXT)
    except (Refused, ValueError) as fault:
        raise changed() from fault
    return Package(archive, manifest, encoded, key)


def changed() -> Refused:
    return Refused(
        "answer_package.changed",
        N_("The answer package was changed or damaged. Nothing was taken; copy it from the candidate's machine again."),
    )


# --- members
def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    stream.seek(0)
    begins_well = stream.read(4) == b"PK\x03\x04"
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except BROKEN as fault:
        raise (_cut_off() if begins_well else _not_one()) from fault


def _read_manifest(archive: zipfile.ZipFile) -> bytes:
    """Bounded by what comes out, not by what the zip's directory promises."""
    try:
        with archive.open(MANIFEST) as member:
            encoded = member.read(MOST_MANIFEST + 1)
    except KeyError as fault:
        raise _not_one() from fault
    except BROKEN as fault:
        raise changed() from fault
    if len(encoded) > MOST_MANIFEST:
        raise _not_one()
    return encoded


def _manifest(encoded: bytes) -> Manifest:
    try:
        found = msgspec.json.decode(encoded, type=Manifest)
        hashes = [
            bytes.fromhex(text) for text in (found.start_chain, found.chain, *(each.sha256 for each in found.contents))
        ]
    except ValueError as fault:
        raise _not_one() from fault
    if found.version != VERSION:
        raise Refused(
            "answer_package.version",
            N_("This answer package is of format %(found)d, this program reads %(expected)d. Install the same version."),
            found=found.version,
            expected=VERSION,
        )  # fmt: skip
    sizes = [content.size for content in found.contents]
    if any(len(each) != canonical.HASH_LENGTH for each in hashes) or not all(
        0 <= size <= MOST_FILE_BYTES for size in sizes
    ):
        raise changed()
    return found


def _change(line: bytes) -> Change:
    try:
        found = _decoder.decode(line)
    except ValueError as fault:
        raise changed() from fault
    if chain.body(found) != line:
        raise changed()
    return found


def _joined(changes: Iterable[bytes]) -> Iterator[bytes]:
    """One a line; a canonical change has no line break in it."""
    for place, change in enumerate(changes):
        yield b"\n" + change if place else change


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(1 << 16):
        yield piece


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)


def _proof(token_sha256: bytes, body: bytes) -> str:
    key = hashlib.sha256(DOMAIN + b"\0proof\0" + token_sha256).digest()
    return hmac.digest(key, body, "sha256").hex()


def _not_one() -> Refused:
    return Refused("answer_package.not_one", N_("This is no answer package. Choose the file that the candidate's machine exported."))  # fmt: skip


def _cut_off() -> Refused:
    return Refused(
        "answer_package.cut_off",
        N_("The answer package is not complete: its end is missing. Copy it from the candidate's machine again."),
    )
