"""The package of a session's results, written to the room's folder as a stream: whole under its name, or not there (A2)."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID, uuid4

from django.conf import settings

from exams.models import Session
from exams.reporting.models import ResultUpload
from exams.reporting.operations import link_of, note_package
from formats import result_contents, sealing
from formats.refused import N_, Refused
from formats.result_package import Named, Writer
from journal import clock
from proctor_site.backup.contents import flush
from proctor_site.reporting import contents
from proctor_site.reporting.contents import Files

KEEP_FREE_BYTES: Final = 512 * 1024 * 1024
BLOCK: Final = 256 * 1024
Tell = Callable[[int], None]


def make_package(upload: ResultUpload, tell: Tell) -> ResultUpload:
    """Write the package and note it; `tell` hears how many percent of it are done. Raises `Refused` where it cannot."""
    session, package = upload.session, uuid4()
    path = folder_of(session) / f"{_name(session, upload)}.jkr"
    part = path.with_suffix(".part")
    try:
        with part.open("w+b") as stream:
            missing = _write(stream, session, upload, package, tell)
            stream.flush()
            os.fsync(stream.fileno())
            size, sha256 = _measured(stream)
        part.replace(path)
        flush(path.parent)
    except OSError as fault:
        raise _unusable(path.parent, fault) from fault
    finally:
        part.unlink(missing_ok=True)
    try:
        return note_package(upload, path, package=package, size=size, sha256=sha256, missing=len(missing))
    except Refused:
        path.unlink(missing_ok=True)
        raise


def folder_of(session: Session) -> Path:
    """The room's 存储路径, else beside the data. Raises `Refused` where it cannot be written in."""
    told = session.room.storage_path
    folder = Path(told) if told else Path(settings.DATA_DIR) / "results"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise _unusable(folder, fault) from fault
    return folder


# --- writing
def _write(stream: BinaryIO, session: Session, upload: ResultUpload, package: UUID, tell: Tell) -> list[str]:
    """Returns the contents that are not whole on this machine's disk."""
    link, files = link_of(session), Files()
    writer = Writer(
        stream,
        room_private=bytes(link.seal_key),
        centre_public=bytes(link.public_key),
        key=secrets.token_bytes(sealing.KEY_BYTES),
        ephemeral=secrets.token_bytes(sealing.KEY_BYTES),
    )
    writer.add(result_contents.SITTINGS, contents.sittings(session))
    writer.add(result_contents.LOG, contents.log_lines(session, files))
    writer.add(result_contents.RECORDS, contents.record_lines(session, files))
    _check_space(Path(stream.name).parent, files)
    missing = _add_files(writer, files, tell)
    writer.add(result_contents.SESSION, [contents.session_part(session, missing)])
    writer.close(_named(session, upload, package))
    return missing


def _add_files(writer: Writer, files: Files, tell: Tell) -> list[str]:
    missing = []
    for count, sha256 in enumerate(sorted(files.places)):
        if files.whole(sha256):
            writer.add(result_contents.file_name(sha256), _blocks(files.places[sha256]))
        else:
            missing.append(sha256)
        tell(100 * count // len(files.places))
    return missing


def _named(session: Session, upload: ResultUpload, package: UUID) -> Named:
    return Named(
        id=str(package),
        plan=str(session.plan.uuid),
        name=session.plan.name,
        kind=session.plan.kind,
        room=session.room.code,
        session=session.number,
        session_name=session.name,
        made_at=clock.now_ms(),
        content=upload.content,
    )


# --- files
def _name(session: Session, upload: ResultUpload) -> str:
    """What a person can tell apart in the folder."""
    return f"{session.room.code}-{session.plan.kind}-{session.number}-{upload.version}-{upload.pk.hex[:8]}"


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _measured(stream: BinaryIO) -> tuple[int, str]:
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    return stream.tell(), digest.hexdigest()


def _check_space(folder: Path, files: Files) -> None:
    wanted, free = files.size() + KEEP_FREE_BYTES, shutil.disk_usage(folder).free
    if free < wanted:
        told = N_("The results need %(wanted)d MB in %(folder)s; %(free)d MB are free. Make room, then report again.")
        raise Refused("report.no_space", told, wanted=wanted // 2**20, free=free // 2**20, folder=str(folder))


def _unusable(folder: Path, fault: OSError) -> Refused:
    told = N_("The results cannot be written in %(folder)s (%(reason)s). Choose another 存储路径 in 参数配置.")
    return Refused("report.folder", told, folder=str(folder), reason=fault.strerror or str(fault))
