"""The picture as a document, and as PDF by the worker."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from exams.models import Session
from incidents.course.rows import rows_of
from journal import clock
from journal.record import head_of
from proctor_site.course.drawing import LEFT, ROW, WIDTH, legend, picture
from proctor_site.documents.rendering import laid_out
from proctor_site.documents.works import ask_for_file, keep_pdf
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "course"


def html_of(session: Session, now: datetime, *, request: HttpRequest | None = None, **more: Any) -> str:
    """The picture on screen or on paper, in the language that is active."""
    rows = rows_of(session, now)
    words = (_("start"), _("planned end"))
    drawn = picture(session, rows, now, words)
    sizes = {"width": WIDTH, "left": LEFT, "row_height": ROW}
    values = {"session": session, "picture": drawn, "legend": legend(), "made_at": now, "people": len(rows), **sizes}
    return laid_out("course/page.html", values, zone=session.plan.zone, request=request, **more)


def ask_for_pdf(session: Session, *, language: str, by: int | None) -> Job:
    """The same job until the journal has gone on, or a minute has passed: links are no matter of the journal."""
    now = clock.now()
    number, _head = head_of(session.room.chain)
    key = f"{KIND}:{session.uuid}:{language}:{number}:{now:%Y%m%d%H%M}"
    arguments = {"session": str(session.uuid), "language": language}
    return ask_for_file(KIND, key, arguments=arguments, room=session.room, by=by)


@slow_work(KIND)
def _make(progress: Progress) -> dict[str, Any]:
    wanted = progress.job.arguments
    session = Session.objects.select_related("plan__room").get(uuid=UUID(wanted["session"]))
    now = clock.now()
    with translation.override(wanted["language"]):
        html = html_of(session, now)
    stamp = f"{now.astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
    return keep_pdf(progress, html, name=f"{session.room.code}-{session.number}-course-{stamp}.pdf")
