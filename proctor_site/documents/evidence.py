"""The evidence of one candidate as PDF by the worker (F17)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from exams.models import Sitting
from incidents.evidence import Evidence, evidence
from incidents.headings import heading
from journal import clock
from journal.models import Event
from proctor_site.documents.rendering import laid_out, qr_code
from proctor_site.documents.works import ask_for_file, keep_pdf
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "evidence"
MOST_SHOWN: Final = 80  # letters of an answer on its way; how it stands in the end is printed whole


def ask_for_evidence(sitting: Sitting, taken: Event, *, language: str, by: int | None) -> Job:
    """A job of its own for each time that it was taken."""
    arguments = {"sitting": str(sitting.pk), "session": str(sitting.session.uuid), "language": language}
    key = f"{KIND}:{sitting.pk}:{language}:{taken.chain_id}:{taken.number}"
    return ask_for_file(KIND, key, arguments=arguments, room=sitting.room, by=by)


@slow_work(KIND)
def _make(progress: Progress) -> dict[str, Any]:
    wanted, now = progress.job.arguments, clock.now()
    with translation.override(wanted["language"]):
        found = evidence(UUID(wanted["sitting"]), now)
        html = html_of(found, now)
    stamp = f"{now.astimezone(found.log.zone):%Y%m%d-%H%M%S}"
    return keep_pdf(progress, html, name=f"{found.sitting.candidate.ticket}-evidence-{stamp}.pdf")


def html_of(found: Evidence, now: datetime) -> str:
    """For paper, in the language that is active."""
    head = heading(found.sitting.session, now)
    values = {
        "title": _("Evidence of a candidate"),
        "heading": head,
        "qr": qr_code(head.number, head.proof),
        "sitting": found.sitting,
        "found": found,
        "facts": _facts(found.sitting),
        "most": MOST_SHOWN,
    }
    return laid_out("documents/evidence.html", values, zone=found.log.zone)


def _facts(sitting: Sitting) -> list[tuple[str, str]]:
    person = sitting.candidate
    return [
        (_("Candidate"), person.name),
        (_("Ticket number"), person.ticket),
        (_("ID number"), person.id_number),
        (_("Subject"), sitting.subject.name),
        (_("Exam state"), str(sitting.get_state_display())),
        (_("Sequence"), str(person.sequence)),
    ]
