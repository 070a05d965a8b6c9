"""The log as a paper, and as PDF by the worker (D5)."""

from typing import Any, Final
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation

from incidents.candidate_log.telling import COLUMNS, CandidateLog, candidate_log
from journal import clock
from journal.record import head_of
from proctor_site.documents.works import ask_for_file, keep_pdf
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "candidate_log"


def context_of(log: CandidateLog) -> dict[str, Any]:
    """What the template of the paper lays out."""
    number, head = head_of(log.sitting.room.chain)
    rows = log.cells(log.lines)
    return {"log": log, "sitting": log.sitting, "columns": COLUMNS, "rows": rows, "events": number, "head": head}


def ask_for_pdf(log: CandidateLog, *, language: str, by: int | None) -> Job:
    """The same job until there is a line more."""
    number, _head = head_of(log.sitting.room.chain)
    key = f"{KIND}:{log.sitting.pk}:{language}:{number}:{len(log.lines)}"
    arguments = {"sitting": str(log.sitting.pk), "language": language}
    return ask_for_file(KIND, key, arguments=arguments, room=log.sitting.room, by=by)


@slow_work(KIND)
def _make(progress: Progress) -> dict[str, Any]:
    wanted = progress.job.arguments
    with translation.override(wanted["language"]):
        log = candidate_log(UUID(wanted["sitting"]), clock.now())
        values = {**context_of(log), "on_paper": True, "LANGUAGE_CODE": wanted["language"]}
        html = render_to_string("candidate_log/paper.html", values)
    return keep_pdf(progress, html, name=f"{name_of_file(log)}.pdf")


def name_of_file(log: CandidateLog) -> str:
    """Without its ending."""
    return f"{log.sitting.candidate.ticket}-log-{log.made_at.astimezone(log.zone):%Y%m%d-%H%M%S}"
