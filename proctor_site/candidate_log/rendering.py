"""The log as a paper, and as PDF by the worker (D5)."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from exams.models import Sitting
from incidents.candidate_log.telling import COLUMNS, CandidateLog, candidate_log
from incidents.headings import heading
from journal import clock
from journal.record import head_of
from proctor_site.documents.rendering import laid_out, qr_code
from proctor_site.documents.works import ask_for_file, keep_pdf
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "candidate_log"


def html_of(log: CandidateLog, *, request: HttpRequest | None = None, **more: Any) -> str:
    """The log on screen or on paper, in the language that is active."""
    head = heading(log.sitting.session, log.made_at)
    values = {
        "title": _("Candidate log"),
        "heading": head,
        "qr": qr_code(head.number, head.proof),
        "sitting": log.sitting,
        "columns": COLUMNS,
        "rows": log.cells(log.lines),
        "facts": _facts(log.sitting),
    }
    return laid_out("candidate_log/paper.html", values, zone=log.zone, request=request, **more)


def _facts(sitting: Sitting) -> list[tuple[str, str]]:
    person = sitting.candidate
    return [
        (_("Candidate"), person.name),
        (_("Ticket number"), person.ticket),
        (_("Subject"), sitting.subject.name),
        (_("Exam state"), sitting.get_state_display()),
    ]


def ask_for_pdf(log: CandidateLog, *, language: str, by: int | None) -> Job:
    """The same job until there is a line more."""
    number, _hash = head_of(log.sitting.room.chain)
    key = f"{KIND}:{log.sitting.pk}:{language}:{number}:{len(log.lines)}"
    arguments = {"sitting": str(log.sitting.pk), "language": language}
    return ask_for_file(KIND, key, arguments=arguments, room=log.sitting.room, by=by)


@slow_work(KIND)
def _make(progress: Progress) -> dict[str, Any]:
    wanted = progress.job.arguments
    with translation.override(wanted["language"]):
        log = candidate_log(UUID(wanted["sitting"]), clock.now())
        html = html_of(log)
    return keep_pdf(progress, html, name=f"{name_of_file(log)}.pdf")


def name_of_file(log: CandidateLog) -> str:
    """Without its ending."""
    return f"{log.sitting.candidate.ticket}-log-{log.made_at.astimezone(log.zone):%Y%m%d-%H%M%S}"
