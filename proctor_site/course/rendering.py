"""The picture as a document, and as PDF by the worker."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from exams.models import Session
from incidents.course.rows import rows_of
from journal import clock
from journal.record import head_of
from proctor_site.course.drawing import LEFT, ROW, WIDTH, legend, picture
from proctor_site.documents.works import ask_for_file, keep_pdf
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "course"


def context_of(session: Session, now: datetime) -> dict[str, Any]:
    """What the template lays out."""
    rows = rows_of(session, now)
    words = (_("start"), _("planned end"))
    drawn = picture(session, rows, now, words)
    sizes = {"width": WIDTH, "left": LEFT, "row_height": ROW}
    return {"session": session, "picture": drawn, "legend": legend(), "made_at": now, "people": len(rows), **sizes}


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
        values = {**context_of(session, now), "on_paper": True, "LANGUAGE_CODE": wanted["language"]}
        html = render_to_string("course/page.html", values)
    stamp = f"{now.astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
    return keep_pdf(progress, html, name=f"{session.room.code}-{session.number}-course-{stamp}.pdf")
