"""A whole dossier: the papers of the session and of each candidate after it, or paper for the worst case (issue point 6, F16)."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _l

from exams.models import Session
from journal import clock
from journal.record import head_of
from proctor_site.checks import reports
from proctor_site.course import rendering as course
from proctor_site.documents.binding import Words, bind
from proctor_site.documents.candidate_parts import parts, pdf_of
from proctor_site.documents.kinds import DOSSIERS
from proctor_site.documents.papers import PAPERS
from proctor_site.documents.rendering import html_of
from proctor_site.documents.works import ask_for_file, file_of, keep
from proctor_site.reporting import receipts
from proctor_site.reporting.standing import standing
from rooms.jobs import Progress, slow_work
from rooms.models import Job

Draw = Callable[[Session, datetime], str | None]
LAID_OUT_AT: Final = 85  # percent; what is left is writing
SESSION_AT: Final = 25  # percent; the rest are the candidates
BESIDE: Final = _l("The logs and receipts of the candidates are in the files beside this one.")


@dataclass(frozen=True)
class Chapter:
    """`draw` gives nothing where there is no such document yet."""

    title: Words
    draw: Draw


def _paper(name: str) -> Chapter:
    def draw(session: Session, now: datetime) -> str:
        return html_of(name, session, now, language=translation.get_language() or "zh-hans")

    return Chapter(PAPERS[name].title, draw)


def _environment(session: Session, now: datetime) -> str | None:
    run = session.room.check_runs.select_related("room").first()
    return reports.environment_report(run).html() if run else None


def _seal(session: Session, now: datetime) -> str | None:
    check = session.room.seal_checks.select_related("room").first()
    return reports.seal_report(check).html() if check else None


def _receipt(session: Session, now: datetime) -> str | None:
    shown = standing(session)
    return receipts.html_of(shown) if shown.receipt else None


def _course(session: Session, now: datetime) -> str:
    return course.html_of(session, now)


CHAPTERS: Final[dict[str, tuple[Chapter, ...]]] = {
    "dossier": (
        *map(_paper, ("record_sheet", "absences", "violations", "resumes", "extra_time", "sign_in", "seat_plan")),
        Chapter(_l("Course of the session"), _course),
        _paper("time_line"),
        Chapter(_l("Report of the environment check"), _environment),
        Chapter(_l("Report of the seal check"), _seal),
        Chapter(_l("Receipt for results"), _receipt),
    ),
    "worst_case": tuple(map(_paper, ("sign_in", "seat_plan", "door", "code_slips", "blank_sheet"))),
}


def ask_for_dossier(kind: str, session: Session, *, language: str, by: int | None) -> Job:
    """The same job until the journal has gone on, or a minute has passed: checks and links are no matter of the journal."""
    now = clock.now()
    number, head = head_of(session.room.chain)
    key = f"{kind}:{session.uuid}:{language}:{number}:{head}:{now:%Y%m%d%H%M}"
    return ask_for_file(kind, key, arguments=_wanted(session, language), room=session.room, by=by)


def _wanted(session: Session, language: str) -> dict[str, str]:
    return {"session": str(session.uuid), "language": language}


@slow_work("worst_case")
def _worst_case(progress: Progress) -> dict[str, Any]:
    """One PDF."""
    session, now = _session(progress), clock.now()
    with translation.override(progress.job.arguments["language"]):
        content = _bound("worst_case", session, now, progress, until=LAID_OUT_AT)
    keep(file_of(progress.job), content)
    return {"name": f"{_name(session, now)}-worst-case.pdf", "bytes": len(content)}


@slow_work("dossier")
def _dossier(progress: Progress) -> dict[str, Any]:
    """A zip: the papers of the session, then the candidates part by part, each written before the next is begun."""
    session, now, path = _session(progress), clock.now(), file_of(progress.job)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            _fill(archive, session, now, progress)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return {"name": f"{_name(session, now)}-dossier.zip", "bytes": path.stat().st_size}


def _fill(archive: zipfile.ZipFile, session: Session, now: datetime, progress: Progress) -> None:
    with translation.override(progress.job.arguments["language"]):
        archive.writestr("0-session.pdf", _bound("dossier", session, now, progress, until=SESSION_AT, beside=BESIDE))
        sittings, done = session.sittings.count(), 0
        for number, part in enumerate(parts(session, now), 1):
            first, last = part.ends
            archive.writestr(f"{number}-candidates-{first:03d}-{last:03d}.pdf", pdf_of(part, session, now))
            done += len(part.logs)
            progress.tell(SESSION_AT + (99 - SESSION_AT) * done // sittings)


def _bound(kind: str, session: Session, now: datetime, progress: Progress, *, until: int, beside: Words = "") -> bytes:
    drawn = [(chapter.title, html) for chapter in CHAPTERS[kind] if (html := chapter.draw(session, now))]
    return bind(
        session, now, DOSSIERS[kind], drawn, beside=beside, tell=lambda n: progress.tell(n * until // len(drawn))
    )


def _session(progress: Progress) -> Session:
    return Session.objects.select_related("plan__room").get(uuid=UUID(progress.job.arguments["session"]))


def _name(session: Session, now: datetime) -> str:
    return f"{session.room.code}-{session.number}-{now.astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
