"""Documents made in the worker process, and where they are kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from exams.models import Session
from journal import clock
from journal.record import head_of
from proctor_site.documents.papers import PAPERS
from proctor_site.documents.pdf import to_pdf
from proctor_site.documents.rendering import html_of
from rooms import jobs
from rooms.jobs import Progress, slow_work
from rooms.models import Job, Room

RECORD_SHEET: Final = "record_sheet"
ZIPS: Final = frozenset({"dossier"})


def ask_for_paper(name: str, session: Session, *, language: str, by: int | None) -> Job:
    """The job that makes the PDF of this document as things stand: the same one until the journal has gone on."""
    now = clock.now()
    number, head = head_of(session.room.chain)
    key = f"{name}:{session.uuid}:{language}:{session.phase(now)}:{number}:{head}"
    wanted = {"session": str(session.uuid), "language": language}
    return ask_for_file(name, key, arguments=wanted, room=session.room, by=by)


def _paper(progress: Progress) -> dict[str, Any]:
    wanted, name = progress.job.arguments, progress.job.kind
    session = Session.objects.select_related("plan__room").get(uuid=UUID(wanted["session"]))
    now = clock.now()
    stamp = f"{now.astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
    kind = "" if name == RECORD_SHEET else f"-{name.replace('_', '-')}"
    html = html_of(name, session, now, language=wanted["language"])
    return keep_pdf(progress, html, name=f"{session.room.code}-{session.number}{kind}-{stamp}.pdf")


for _name in PAPERS:
    slow_work(_name)(_paper)


# --- what every document that is made in the worker goes through
def ask_for_file(kind: str, key: str, *, arguments: Mapping[str, Any], room: Room, by: int | None) -> Job:
    """The job of this key; one whose file has gone begins anew."""
    job = jobs.ask_for(kind, key, arguments=arguments, room=room, by=by)
    if job.state == Job.State.DONE and not file_of(job).exists():
        jobs.ask_again(job, arguments=arguments, by=by)
    return job


def keep_pdf(progress: Progress, html: str, *, name: str) -> dict[str, Any]:
    """Print it and keep it as the job's file; gives what becomes the job's result."""
    progress.tell(20)
    content = to_pdf(html)
    progress.tell(90)
    keep(file_of(progress.job), content)
    return {"name": name, "bytes": len(content)}


def file_of(job: Job) -> Path:
    """Where it lies: a PDF, or several of them in a zip."""
    return settings.DATA_DIR / "documents" / f"{job.pk}.{'zip' if job.kind in ZIPS else 'pdf'}"


def keep(path: Path, content: bytes) -> None:
    """Under its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
