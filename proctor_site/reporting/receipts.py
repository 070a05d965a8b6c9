"""The centre's receipt on paper, and as PDF by the worker (A2)."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils import translation

from exams.models import Session
from incidents.headings import heading
from journal import clock
from proctor_site.documents.rendering import laid_out, qr_code
from proctor_site.documents.works import ask_for_file, keep_pdf
from proctor_site.reporting.standing import Standing, standing
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "receipt"


def html_of(shown: Standing, *, request: HttpRequest | None = None, **more: Any) -> str:
    """In the language that is active; `shown` has a receipt."""
    session = shown.session
    head = heading(session, clock.now())
    values = {
        "told": shown.receipt,
        "received_at": shown.received_at,
        "fingerprint": shown.fingerprint,
        "proof": head.proof,
        "zone": session.plan.zone,
        "qr": qr_code(head.number, head.proof),
    }
    return laid_out("reporting/receipt.html", values, zone=session.plan.zone, request=request, **more)


def ask_for_pdf(shown: Standing, *, language: str, by: int | None) -> Job:
    """A receipt never changes: the same job for each."""
    upload = shown.upload
    key = f"{KIND}:{upload and upload.pk}:{language}"
    arguments = {"session": str(shown.session.uuid), "language": language}
    return ask_for_file(KIND, key, arguments=arguments, room=shown.session.room, by=by)


@slow_work(KIND)
def _make(progress: Progress) -> dict[str, Any]:
    wanted = progress.job.arguments
    session = Session.objects.select_related("plan__room").get(uuid=UUID(wanted["session"]))
    with translation.override(wanted["language"]):
        html = html_of(standing(session))
    return keep_pdf(progress, html, name=f"{session.room.code}-{session.number}-receipt.pdf")
