"""Opening a kept package with the room's keys."""

from dataclasses import dataclass

from exams.models import Plan
from formats import exam_package, signing
from formats.exam_package import ExamPackage, Manifest
from formats.refused import N_, Refused
from proctor_site.loading import shelf
from rooms.models import CentreLink, Room


@dataclass(frozen=True)
class Stranger:
    """A package of a centre that the room does not know yet: somebody has to compare the fingerprint."""

    key: bytes
    manifest: Manifest

    @property
    def fingerprint(self) -> str:
        return signing.fingerprint(self.key)


def open_package(room: Room, sha256: str) -> ExamPackage | Stranger:
    """The package, every byte verified, or who signed it when no centre is known. Raises `Refused` as the format does."""
    link = CentreLink.objects.filter(room=room).first()
    with shelf.opened(sha256) as stream:
        if link is None or not link.public_key:
            return Stranger(*exam_package.signed_by(stream))
        public = bytes(link.public_key)
        manifest = exam_package.manifest_of(stream, centre_public=public)
        return exam_package.read(
            stream,
            centre_public=public,
            room_code=room.code,
            room_private=bytes(link.seal_key),
            newest=_loaded(room, manifest),
        )


def verified(room: Room, sha256: str) -> ExamPackage:
    """For a room that is registered: the package of its own centre."""
    found = open_package(room, sha256)
    if isinstance(found, Stranger):
        told = N_("This was signed by another test centre (%(found)s). Ask your centre for its own file.")
        raise Refused("signed.other_key", told, found=found.fingerprint)
    return found


def _loaded(room: Room, manifest: Manifest) -> int | None:
    try:
        return Plan.objects.filter(room=room, uuid=manifest.plan).values_list("revision", flat=True).first()
    except ValueError:  # the plan's UUID is none; loading says so
        return None
