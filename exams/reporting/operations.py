"""The verbs of 上报: report a session's results, and keep the centre's receipt for them (A2)."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from exams.models import Session
from exams.operations.session import locked, note
from exams.reporting.models import ResultUpload
from exams.reporting.readiness import check_backed_up, check_ended, check_verified
from exams.reporting.verifying import look
from formats import receipt
from formats.receipt import Receipt
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from rooms.models import CentreLink
from rooms.operations.machines import touch
from rooms.rights import require

log = logging.getLogger(__name__)


def report_result(actor: Actor, session: Session, *, content: str) -> ResultUpload:
    """Have the results of an ended session reported; what is on its way already, or was reported so, is the one.

    `content` is a hash of what there is to report: after a change a new version is made, and an unfinished one of
    before gives up its place. Raises `Refused` before the session has ended, while the room knows no test centre, before
    核对 and while a candidate is neither clean nor confirmed, and without the backup that the plan wants first.
    """
    require(actor, "exams.export_answers", session.room)
    with transaction.atomic():
        session = locked(session)
        check_ended(session)
        link_of(session)
        newest = session.result_uploads.order_by("-version").first()
        if newest and newest.content == content:
            return newest
        seen = look(session)
        check_verified(seen)
        check_backed_up(session, content)
        _give_up(session)
        version = 1 + (session.result_uploads.aggregate(last=Max("version"))["last"] or 0)
        made = ResultUpload.objects.create(
            session=session,
            version=version,
            content=content,
            standing=seen.standing,
            by_id=actor.user_id,
            at=clock.now(),
        )
        note("result_reported", actor, session, upload=made.pk, version=version, content=content)
    return made


def note_package(
    upload: ResultUpload, path: Path, *, package: UUID, size: int, sha256: str, missing: int
) -> ResultUpload:
    """The package is made and on the disk. Returns the upload as stored. Raises `Refused` for one that was given up meanwhile."""
    with transaction.atomic():
        found = ResultUpload.objects.select_for_update(of=("self",)).select_related("session__plan__room")
        stored = found.filter(pk=upload.pk).first()
        if stored is None:
            raise Refused("report.given_up", N_("Other results of this session are reported meanwhile."))
        stored.package, stored.path, stored.size, stored.sha256 = package, str(path), size, sha256
        stored.missing, stored.offset = missing, 0
        stored.save(update_fields=["package", "path", "size", "sha256", "missing", "offset"])
    return stored


def forget_package(upload: ResultUpload) -> None:
    """The package was made under another registration: it has to be made again."""
    ResultUpload.objects.open().filter(pk=upload.pk).update(path="", sha256="", package=None, size=0, offset=0)


def note_offset(upload: UUID, offset: int) -> None:
    """So much of it is at the centre; not journaled, for it comes with every piece."""
    ResultUpload.objects.open().filter(pk=upload).update(offset=offset, fault="")


def note_fault(upload: UUID, fault: str) -> None:
    """Why the centre did not take it."""
    ResultUpload.objects.open().filter(pk=upload).update(fault=fault)


def hold_receipt(actor: Actor, session: Session, envelope: bytes) -> ResultUpload:
    """Keep the centre's receipt: the session counts as reported from now on. The same receipt again does nothing.

    Returns the upload as stored. Raises `Refused` for what another key signed, and for the receipt of another session
    or package; then nothing has changed.
    """
    require(actor, "exams.export_answers", session.room)
    with transaction.atomic():
        session = locked(session)
        told = receipt.read(envelope, centre_public=bytes(link_of(session).public_key))
        upload = _upload_of(session, told)
        if upload.is_received:
            return upload
        upload.receipt, upload.received_at, upload.offset, upload.fault = envelope, clock.now(), upload.size, ""
        upload.save()
        session.reported_at = session.reported_at or upload.received_at
        session.save(update_fields=["reported_at"])
        note(
            "receipt_held", actor, session, upload=upload.pk, version=told.version, sha256=told.sha256,
            received_at=told.received_at, broken=told.broken,
        )  # fmt: skip
        touch(session.room.machines.values_list("pk", flat=True))
    _keep_beside(upload)
    return upload


def link_of(session: Session) -> CentreLink:
    """The registration whose key is pinned. Raises `Refused` in a room that knows no test centre."""
    link = CentreLink.objects.filter(room=session.room).exclude(public_key=b"").first()
    if link is None or not link.seal_key:
        told = N_("This room knows no test centre to report to. Register it in 参数配置, or load its package.")
        raise Refused("report.no_centre", told)
    return link


def _give_up(session: Session) -> None:
    """What is older and never became whole goes, with its package."""
    older = session.result_uploads.open()
    paths = [Path(path) for path in older.values_list("path", flat=True) if path]
    older.delete()
    transaction.on_commit(lambda: _remove(paths))


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # a disk that is read-only now; nothing hangs on it
            log.warning("%s could not be removed", path)


def _upload_of(session: Session, told: Receipt) -> ResultUpload:
    """The very package that the receipt is for."""
    if (told.plan, told.session, told.room) != (str(session.plan.uuid), session.number, session.room.code):
        found = f"{told.room} {told.name} {told.session_name}"
        raise Refused(
            "receipt.other_session",
            N_("This is the receipt of %(found)s. Bring it on the page of that session."),
            found=found,
        )
    upload = session.result_uploads.select_for_update().filter(sha256=told.sha256).first()
    if upload is None:
        raise Refused(
            "receipt.other_package",
            N_(
                "This is the receipt of another package of this session. Ask the test centre for the receipt of the last one."
            ),
        )
    return upload


def _keep_beside(upload: ResultUpload) -> None:
    """The database has it; the file is for whoever takes the folder. A disk that was pulled out does not matter."""
    if not Path(upload.path).exists():
        return
    try:
        with upload.receipt_path.open("wb") as kept:
            kept.write(bytes(upload.receipt))
            kept.flush()
            os.fsync(kept.fileno())
    except OSError:  # read-only, or full: the receipt is kept all the same
        log.exception("the receipt could not be written beside %s", upload.path)
