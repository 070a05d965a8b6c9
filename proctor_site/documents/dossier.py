"""A whole dossier as one PDF: contents, then each document; after the session, or for the worst case (issue point 6, F16)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from exams.models import Session
from incidents.headings import heading
from journal import clock
from journal.record import head_of
from proctor_site.checks import reports
from proctor_site.course import rendering as course
from proctor_site.documents.kinds import DOSSIERS
from proctor_site.documents.papers import PAPERS
from proctor_site.documents.pdf import bound
from proctor_site.documents.rendering import html_of, laid_out, qr_code
from proctor_site.documents.works import ask_for_file, file_of, keep
from proctor_site.reporting import receipts
from proctor_site.reporting.standing import standing
from rooms.jobs import Progress, slow_work
from rooms.models import Job

Words = str | Promise
Draw = Callable[[Session, datetime], str | None]
LAID_OUT_AT: Final = 85  # percent; what is left is writing


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


def _make(progress: Progress) -> dict[str, Any]:
    wanted, kind, now = progress.job.arguments, progress.job.kind, clock.now()
    session = Session.objects.select_related("plan__room").get(uuid=UUID(wanted["session"]))
    with translation.override(wanted["language"]):
        content = _bind(kind, session, now, progress)
    keep(file_of(progress.job), content)
    stamp = f"{now.astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
    name = f"{session.room.code}-{session.number}-{kind.replace('_', '-')}-{stamp}.pdf"
    return {"name": name, "bytes": len(content)}


def _bind(kind: str, session: Session, now: datetime, progress: Progress) -> bytes:
    drawn = [(chapter.title, html) for chapter in CHAPTERS[kind] if (html := chapter.draw(session, now))]
    marked = [html.replace("<body>", f'<body id="chapter-{n}">', 1) for n, (_title, html) in enumerate(drawn, 1)]
    titles = [words for words, _html in drawn]

    def contents(pages: Sequence[int]) -> str:
        head = heading(session, now)
        values = {
            "title": DOSSIERS[kind],
            "heading": head,
            "qr": qr_code(head.number, head.proof),
            "chapters": zip(titles, pages, strict=True),
        }
        return laid_out("documents/contents.html", values, zone=session.plan.zone)

    return bound(marked, contents, tell=lambda count: progress.tell(count * LAID_OUT_AT // len(marked)))


for _name in CHAPTERS:
    slow_work(_name)(_make)
