"""Publishing: a plan's content is frozen, signed and sealed for the room (T2)."""

import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction

from centre.keys import keys
from centre.models import Material, Package, Paper, Plan, Room
from centre.models.identity import this_centre
from centre.rights import require
from formats import codes, sealing
from formats.exam_package import Content, Manifest, PackagedMaterial, PackagedPaper, sealed_content, write
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import Actor


# --- verbs
def publish(actor: Actor, plan: Plan) -> Package:
    """Publish the plan as it stands, with the next number; unchanged, the package that there is stays.

    A room that is not registered yet gets its file sealed when it registers, or at once in 单机 mode.
    Raises `Refused` while a session has no candidates or a subject no paper; then nothing has changed.
    """
    require(actor, "centre.publish")
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        papers = list(plan.papers.current().order_by("session", "subject"))
        _complete(plan, papers)
        newest = plan.newest
        if newest and not is_changed(newest):
            return seal_for_room(newest)
        revision = newest.revision + 1 if newest else 1
        package = Package.objects.create(plan=plan, revision=revision, published_at=clock.now(), content=_content(plan))
        package.papers.set(papers)
        seal_for_room(package)
        record.append(
            "package_published",
            actor,
            chain=plan.room.chain,
            plan=plan.uuid,
            revision=revision,
            sha256=package.sha256,
            papers=[str(paper.uuid) for paper in papers],
            candidates=plan.candidates.count(),
        )
    return package


def seal_for_room(package: Package) -> Package:
    """Make the file for the key that the room has now, if it has one and the file is not for it already."""
    public = public_key_of(package.plan.room)
    if public is None or (bytes(package.sealed_for) == public and package_file(package).exists()):
        return package
    made, old = _built(package, public), package_file(package) if package.is_sealed else None
    package.sealed_for, package.sha256, package.size = public, hashlib.sha256(made).hexdigest(), len(made)
    _store(package_file(package), made)
    package.save(update_fields=["sealed_for", "sha256", "size"])
    if old is not None:
        transaction.on_commit(lambda: old.unlink(missing_ok=True))
    return package


# --- questions
def is_changed(newest: Package) -> bool:
    """What is loaded now is not what this package holds."""
    papers = set(newest.plan.papers.current().values_list("pk", flat=True))
    return newest.content != _content(newest.plan) or papers != set(newest.papers.values_list("pk", flat=True))


def public_key_of(room: Room) -> bytes | None:
    """For whom things are sealed: the registered machine; in 单机 mode, without one, who knows 注册码."""
    if room.is_registered:
        return bytes(room.seal_key)
    if this_centre().is_offline:
        return sealing.public_of(sealing.private_of_code(room.code, room.registration_code))
    return None


def package_file(package: Package) -> Path:
    """Where the package's bytes lie."""
    return settings.PACKAGE_DIR / package.file_name


def code_key(package: Package) -> bytes:
    """With this the room checks codes of the level that the published plan names."""
    plan = package.plan
    return codes.key_for(keys().master(package.file.rules.code_policy), str(plan.uuid), plan.room.code)


# --- parts
def _complete(plan: Plan, papers: Sequence[Paper]) -> None:
    there = {(paper.session, paper.subject) for paper in papers}
    listed = set(plan.candidates.values_list("session", flat=True))
    for row in plan.file.sessions:
        if row.number not in listed:
            told = N_("Session %(session)d has no candidates yet. Import the list of candidates first.")
            raise Refused("publish.no_candidates", told, session=row.number)
        if (row.number, row.subject) not in there:
            told = N_("%(subject)s in session %(session)d has no paper yet. Import the paper first.")
            raise Refused("publish.no_paper", told, session=row.number, subject=row.subject)


def _content(plan: Plan) -> str:
    """In the order of the list, so that equal content has equal bytes; the code key is put in when it is sealed."""
    listed = plan.candidates.order_by("session", "sequence", "ticket", "subject")
    content = Content(plan=plan.file, candidates=tuple(each.packaged() for each in listed), code_key="")
    return msgspec.json.encode(content, order="sorted").decode()


def _built(package: Package, public: bytes) -> bytes:
    plan, papers = package.plan, list(package.papers.order_by("session", "subject"))
    whole = msgspec.structs.replace(package.contents, code_key=code_key(package).hex())
    content = sealed_content(whole, room_public=public, ephemeral=secrets.token_bytes(sealing.KEY_BYTES))
    manifest = Manifest(
        plan=str(plan.uuid),
        name=plan.name,
        kind=plan.kind,
        centre=this_centre().code,
        room=plan.room.code,
        revision=package.revision,
        published_at=clock.to_ms(package.published_at),
        content_sha256=hashlib.sha256(content).hexdigest(),
        content_size=len(content),
        papers=tuple(_packaged(paper) for paper in papers),
    )
    stream = io.BytesIO()
    sealed = ((str(paper.uuid), bytes(paper.sealed)) for paper in papers)
    needed = ((each.sha256, bytes(each.sealed)) for each in Material.objects.filter(paper__in=papers).iterator())
    write(stream, centre_private=keys().private, manifest=manifest, content=content, papers=sealed, materials=needed)
    return stream.getvalue()


def _packaged(paper: Paper) -> PackagedPaper:
    held = paper.materials.values_list("sha256", "size")
    return PackagedPaper(
        uuid=str(paper.uuid),
        session=paper.session,
        subject=paper.subject,
        number=paper.number,
        questions=paper.questions,
        sha256=paper.sha256,
        size=len(paper.sealed),
        materials=tuple(PackagedMaterial(sha256=sha256, size=size) for sha256, size in held),
    )


def _store(path: Path, content: bytes) -> None:
    """Under another name until it is whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(f".{os.getpid()}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
