"""上报包: the results of one ended session on their way to the test centre, a zip of sealed parts (T2, A2)."""

import hmac
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

import msgspec

from formats import canonical, sealed_stream, sealing, signing
from formats.measured import Measured
from formats.refused import N_, Refused
from formats.sealed_stream import FRAMES

KIND: Final = "result-package"
MANIFEST: Final = "manifest.json"
KEY_CONTEXT: Final = "result-key"
PART_CONTEXT: Final = "jiankao.result-part.1"
SIGNER_CONTEXT: Final = "jiankao.result-signer.1"
BOND_CONTEXT: Final = "jiankao.result-bond.1"
MOST_MANIFEST: Final = 16 * 1024 * 1024
MOST_PARTS: Final = 100_000
DAMAGED: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError)


class Part(msgspec.Struct, frozen=True):
    """A member of the zip, by size and hash of its sealed bytes."""

    name: str
    size: int
    sha256: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Which session it is. `id` is the upload's own number; `made_at` is ms since 1970 UTC; `content` a hash that
    is the same as long as the room has the same to report.
    """

    id: str
    plan: str
    name: str
    kind: str
    room: str
    session: int
    session_name: str
    made_at: int
    content: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the room signs. `sealed_key` opens the parts and is sealed for the centre; `bond` ties the signer's key
    to the room's registered one.
    """

    about: Named
    sealed_key: str
    bond: str
    parts: tuple[Part, ...]


class Writer:
    """Writes a package part by part; it is one only after `close`.

    `room_private` is the room's X25519 key of its registration, `centre_public` the centre's Ed25519 key that it has
    pinned; `key` and `ephemeral` are 32 random bytes each.
    """

    def __init__(
        self, stream: BinaryIO, *, room_private: bytes, centre_public: bytes, key: bytes, ephemeral: bytes
    ) -> None:
        self._archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self._parts: list[Part] = []
        self._key, self._signer = key, signer_of(room_private)
        centre = sealing.public_of_signer(centre_public)
        self._sealed_key = sealing.seal(centre, key, context=KEY_CONTEXT, ephemeral=ephemeral)
        self._bond = _bond(room_private, centre, signing.public_of(self._signer))

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Seal one part, read while it is written."""
        measured = Measured()
        info = zipfile.ZipInfo(name)  # of no date: what the room did when stands in the parts
        with self._archive.open(info, "w", force_zip64=True) as member:
            for frame in sealed_stream.sealed(pieces, _part_key(self._key, name), FRAMES):
                member.write(measured.take(frame))
        self._parts.append(Part(name, measured.size, measured.sha256))

    def close(self, about: Named) -> None:
        manifest = Manifest(
            about=about, sealed_key=self._sealed_key.hex(), bond=self._bond.hex(), parts=tuple(self._parts)
        )
        self._archive.writestr(
            zipfile.ZipInfo(MANIFEST), signing.sign(self._signer, KIND, msgspec.to_builtins(manifest))
        )
        self._archive.close()


class ResultPackage:
    """A package whose signature, room and list of parts hold. Each part is verified while it is read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, key: bytes) -> None:
        self._archive, self._key = archive, key
        self.manifest = manifest

    @property
    def about(self) -> Named:
        return self.manifest.about

    @property
    def names(self) -> list[str]:
        return [part.name for part in self.manifest.parts]

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece. Raises `Refused` where it is not what was signed, at its end at the latest."""
        part = next((each for each in self.manifest.parts if each.name == name), None)
        if part is None:
            raise _missing(name)
        measured = Measured()
        try:
            with self._archive.open(name) as member:
                yield from sealed_stream.opened(_Reading(member, measured), _part_key(self._key, name), FRAMES)
        except (*DAMAGED, RuntimeError, sealed_stream.Damaged) as fault:  # RuntimeError: it asks for a password
            raise changed() from fault
        if (measured.size, measured.sha256) != (part.size, part.sha256):
            raise changed()

    def lines(self, name: str, *, longest: int) -> Iterator[bytes]:
        """The lines of a part of text, each without its end. Raises `Refused` for one that is longer."""
        waiting = bytearray()
        for piece in self.pieces(name):
            waiting += piece
            *whole, rest = waiting.split(b"\n")
            yield from map(bytes, whole)
            waiting = bytearray(rest)
            if len(waiting) > longest:
                raise changed()
        if waiting:
            raise changed()


class _Reading:
    """A stream that is measured while it is read."""

    def __init__(self, stream: sealed_stream.Readable, measured: Measured) -> None:
        self._stream, self._measured = stream, measured

    def read(self, most: int, /) -> bytes:
        return self._measured.take(self._stream.read(most))


def about_of(stream: BinaryIO) -> Named:
    """What a package says of itself, before anything of it is verified: whose keys it has to be read with."""
    return _convert(_body(_archive(stream))[0]).about


def read(stream: BinaryIO, *, centre_private: bytes, room_code: str, room_publics: Sequence[bytes]) -> ResultPackage:
    """Open a package: signature, room, and that nothing is missing or was added; the parts as they are read.

    `room_publics` are the X25519 keys that the room may have: of its registration, or of 注册码. Raises `Refused`,
    each its own: no package, changed, another room's, another registration's, for another centre.
    """
    archive = _archive(stream)
    body, signer, envelope = _body(archive)
    manifest = _convert(signing.verify(signer, KIND, envelope) and body)
    if manifest.about.room != room_code:
        told = N_("This result is of room %(found)s, not of room %(room)s.")
        raise Refused("result.other_room", told, found=manifest.about.room, room=room_code)
    key = _opened_key(manifest, centre_private)
    _bound(manifest, signer, centre_private, room_publics)
    _complete(archive, manifest)
    return ResultPackage(archive, manifest, key)


def signer_of(room_private: bytes) -> bytes:
    """The Ed25519 key with which a room signs, made from the X25519 key of its registration."""
    return sealing.derived(room_private, context=SIGNER_CONTEXT)


# --- parts
def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except DAMAGED as fault:
        raise _no_package() from fault


def _body(archive: zipfile.ZipFile) -> tuple[object, bytes, bytes]:
    """Body, signer's key and envelope of the manifest, as they stand there."""
    try:
        with archive.open(MANIFEST) as member:
            envelope = member.read(MOST_MANIFEST + 1)
        found = msgspec.json.decode(envelope)
        if len(envelope) > MOST_MANIFEST:
            raise ValueError(MANIFEST)
        return found["body"], bytes.fromhex(found["key"]), envelope
    except (*DAMAGED, KeyError, TypeError, RuntimeError, RecursionError) as fault:
        raise _no_package() from fault


def _convert(body: object) -> Manifest:
    try:
        return msgspec.convert(body, Manifest)
    except ValueError as fault:  # msgspec's errors
        raise _no_package() from fault


def _opened_key(manifest: Manifest, centre_private: bytes) -> bytes:
    try:
        sealed = bytes.fromhex(manifest.sealed_key)
        return sealing.open_sealed(sealing.private_of_signer(centre_private), sealed, context=KEY_CONTEXT)
    except (Refused, ValueError) as fault:
        told = N_("This result is sealed for another test centre. Bring it to the centre where the room is registered.")
        raise Refused("result.other_centre", told) from fault


def _bound(manifest: Manifest, signer: bytes, centre_private: bytes, room_publics: Sequence[bytes]) -> None:
    """Only the holder of one of these keys could tie this signer to it."""
    private = sealing.private_of_signer(centre_private)
    shared = [sealing.shared_with(private, public, context=BOND_CONTEXT) for public in room_publics]
    if not any(hmac.compare_digest(_bond_of(each, signer).hex(), manifest.bond) for each in shared):
        told = N_("This result was made under another registration of the room. Report it again in the room.")
        raise Refused("result.other_registration", told)


def _complete(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    listed = sorted([*(part.name for part in manifest.parts), MANIFEST])
    if len(listed) > MOST_PARTS or sorted(archive.namelist()) != listed:
        raise changed()


def _part_key(key: bytes, name: str) -> bytes:
    return sealing.derived(key, context=f"{PART_CONTEXT}\0{name}")


def _bond(room_private: bytes, centre: bytes, signer: bytes) -> bytes:
    return _bond_of(sealing.shared_with(room_private, centre, context=BOND_CONTEXT), signer)


def _bond_of(shared: bytes, signer: bytes) -> bytes:
    return hmac.digest(shared, canonical.encode({"signer": signer.hex()}), "sha256")


def _no_package() -> Refused:
    return Refused("result.not_one", N_("This is no package of results, or it is not complete. Send it again."))


def changed() -> Refused:
    return Refused("result.changed", N_("The package of results was changed or damaged on its way. Send it again."))


def _missing(name: str) -> Refused:
    return Refused("result.part_missing", N_("The package of results lacks its part %(name)s."), name=name)
