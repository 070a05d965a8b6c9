"""第一步 备份到外部存储 in the worker: everything the room stores, written, read back and compared (A2)."""

import errno
import shutil
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from exams.models import Session
from exams.reporting.readiness import check_verified, note_backup
from exams.reporting.verifying import look
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from proctor_site.backup.contents import MANIFEST, read_manifest, sha256_of
from proctor_site.backup.places import PART, check_folder, check_writable, is_same_disk, refused_of
from proctor_site.backup.verifying import verify
from proctor_site.backup.writing import back_up
from proctor_site.reporting.asking import asked_by
from proctor_site.reporting.contents import content_of
from rooms import jobs
from rooms.jobs import Progress, slow_work
from rooms.models import Job
from rooms.rights import require

BACK_UP: Final = "back_up_results"


def ask_to_back_up(actor: Actor, session: Session, *, folder: str) -> Job:
    """Have the room backed up to that folder; what is there already, and whole, is not written again.

    Raises `Refused` without the right, before 核对 and while somebody is not clean, for a folder that is not there,
    and while another backup of this session is being written.
    """
    require(actor, "exams.export_answers", session.room)
    check_verified(look(session))
    place = check_folder(folder)
    last = job_of(session)
    if last is not None and last.is_open:
        raise Refused("backup.busy", N_("A backup is being written already. Wait for it, or cancel it."))
    key = f"{BACK_UP}:{session.uuid}:{uuid4()}"
    arguments = {"session": str(session.uuid), "folder": str(place), "address": actor.address}
    return jobs.ask_for(BACK_UP, key, arguments=arguments, room=session.room, by=actor.user_id)


def job_of(session: Session) -> Job | None:
    """The last one that was asked for."""
    found = Job.objects.filter(kind=BACK_UP, arguments__session=str(session.uuid))
    return found.order_by("-created_at").first()


@slow_work(BACK_UP)
def _back_up(progress: Progress) -> dict[str, Any]:
    session = Session.objects.select_related("plan__room").get(uuid=UUID(progress.job.arguments["session"]))
    folder, content = Path(progress.job.arguments["folder"]), content_of(look(session))
    name = f"jiankao-{session.room.code}-{session.plan.kind}-{session.number}-{content[:12]}"
    try:
        made, damaged, is_new = _written(progress, folder, name)
        manifest, digest = read_manifest(made), sha256_of(made / MANIFEST)
    except OSError as fault:
        raise refused_of(fault, folder) from fault
    note_backup(
        asked_by(progress.job), session,
        content=content, path=str(made), files=len(manifest.files), size=manifest.size, manifest=digest,
    )  # fmt: skip
    return {"path": str(made), "is_new": is_new, "damaged": damaged, "same_disk": is_same_disk(folder)}


def _written(progress: Progress, folder: Path, name: str) -> tuple[Path, list[str], bool]:
    """The backup, the names of those beside it that are not whole, and whether it had to be written.

    `OSError` for a drive that was pulled out since it was chosen."""
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such folder", str(folder))
    check_writable(folder)
    damaged: list[str] = []
    for there in _there(folder, name):
        if _is_whole(there, progress):
            return there, damaged, False
        damaged.append(there.name)
    _sweep(folder, name)
    return back_up(clock.now(), root=folder, name=name, tell=progress.tell), damaged, True


def _there(folder: Path, name: str) -> list[Path]:
    """Backups of the same, as `back_up` names the second and the third."""
    found = [folder / name, *folder.glob(f"{name}-[0-9]*")]
    return sorted(
        (each for each in found if each.is_dir() and not each.name.endswith(PART)), key=lambda each: each.name
    )


def _is_whole(there: Path, progress: Progress) -> bool:
    try:
        return not verify(there, progress.tell)[1]
    except Refused:  # a folder of that name without a list
        return False


def _sweep(folder: Path, name: str) -> None:
    """What a drive that was pulled out in the middle has kept of an earlier attempt."""
    for left in folder.glob(f"{name}*{PART}"):
        shutil.rmtree(left, ignore_errors=True)
