"""导出: everything of a session in one file for people and their spreadsheets, made in the worker (A3)."""

import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import translation

from exams import blobs
from exams.answers import log
from exams.answers.log import Fold
from exams.models import Session, Sitting
from exams.operations.session import note
from formats.spreadsheets import write_csv, write_xlsx
from journal import clock
from journal.actor import Actor
from proctor_site.reporting.contents import line, row_line
from proctor_site.reporting.export_tables import as_json, results_of, sheets
from rooms import jobs
from rooms.jobs import Progress, slow_work
from rooms.models import Job
from rooms.rights import require

EXPORT: Final = "export_results"
WRITERS: Final = {"xlsx": write_xlsx, "csv": write_csv}
NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*\\\x00-\x1f]')
TABLES_AT: Final = 20  # percent of the whole; the rest are the packages


def ask_for_export(actor: Actor, session: Session, *, language: str) -> Job:
    """Have it made as things stand now; an earlier file of this session goes. Raises `Refused` without the right."""
    require(actor, "exams.export_answers", session.room)
    note("results_exported", actor, session, sittings=session.sittings.count())
    arguments = {"session": str(session.uuid), "language": language, "address": actor.address}
    last = job_of(session)
    if last is not None and last.is_open:
        return last
    if last is not None:
        file_of(last).unlink(missing_ok=True)
    key = f"{EXPORT}:{session.uuid}:{uuid4()}"
    return jobs.ask_for(EXPORT, key, arguments=arguments, room=session.room, by=actor.user_id)


def job_of(session: Session) -> Job | None:
    """The last one that was asked for."""
    return Job.objects.filter(kind=EXPORT, arguments__session=str(session.uuid)).order_by("-created_at").first()


def file_of(job: Job) -> Path:
    return Path(settings.DATA_DIR) / "documents" / f"{job.pk}.zip"


@slow_work(EXPORT)
def _export(progress: Progress) -> dict[str, Any]:
    wanted = progress.job.arguments
    session = Session.objects.select_related("plan__room").get(uuid=UUID(wanted["session"]))
    path = file_of(progress.job)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with translation.override(wanted["language"]), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, session, progress)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    stamp = f"{clock.now().astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
    return {"name": f"{session.room.code}-{session.number}-results-{stamp}.zip", "bytes": path.stat().st_size}


def _write(archive: zipfile.ZipFile, session: Session, progress: Progress) -> None:
    found = results_of(session)
    for sheet in sheets(found):
        rows = list(sheet.rows)
        for extension, write in WRITERS.items():
            stream = BytesIO()
            write(sheet.heads, rows, stream)
            archive.writestr(f"{sheet.name}.{extension}", stream.getvalue())
    archive.writestr("results.json", as_json(found))
    sittings = [row.sitting for row in found.rows if row.sitting.state != Sitting.State.ABSENT]
    for place, sitting in enumerate(sittings):
        progress.tell(TABLES_AT + (99 - TABLES_AT) * place // len(sittings))
        _write_package(archive, sitting, found.folds[sitting.pk])


def _write_package(archive: zipfile.ZipFile, sitting: Sitting, fold: Fold) -> None:
    """A folder of one candidate: the log that proves, the answers that count, the work files as they were left."""
    person = sitting.candidate
    folder = f"packages/{person.sequence:03d}-{_safe(person.ticket)}-{_safe(sitting.subject.name)}"
    archive.writestr(f"{folder}/answers.json", line(fold.answers))
    with archive.open(f"{folder}/log.jsonl", "w") as member:
        for row in log.rows(sitting.pk):
            member.write(row_line(row))
    for path, entry in sorted(fold.files.items()):
        if blobs.size_of(entry.sha256) is None:
            continue  # 核对 has named it
        with archive.open(f"{folder}/files/{_safe_path(path)}", "w", force_zip64=True) as member:
            for block in blobs.blocks(entry.sha256):
                member.write(block)


def _safe_path(path: str) -> str:
    """What a candidate's machine called a file leads to no other folder."""
    return "/".join(
        _safe(part) for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", "..", ".")
    )


def _safe(name: str) -> str:
    return NOT_IN_NAMES.sub("_", name).rstrip(". ") or "_"
