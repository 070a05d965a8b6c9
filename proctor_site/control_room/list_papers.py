"""A list behind a figure as a PDF, made in the worker process (E9, E10, E12, E21)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import translation

from exams.models import Session
from incidents.headings import heading
from journal import clock
from journal.record import head_of
from proctor_site.control_room import lists
from proctor_site.documents.rendering import laid_out, qr_code
from proctor_site.documents.works import ask_for_file, keep_pdf
from rooms.jobs import Progress, slow_work
from rooms.models import Job

KIND: Final = "list"


def ask_for_list(session: Session, kind: str, *, language: str, by: int | None) -> Job:
    """The job that makes the PDF of this list as things stand: the same one until the journal has gone on."""
    number, head = head_of(session.room.chain)
    key = f"{KIND}:{session.uuid}:{kind}:{language}:{number}:{head}"
    wanted = {"session": str(session.uuid), "list": kind, "language": language}
    return ask_for_file(KIND, key, arguments=wanted, room=session.room, by=by)


@slow_work(KIND)
def _list(progress: Progress) -> dict[str, Any]:
    wanted = progress.job.arguments
    session = Session.objects.select_related("plan__room").get(uuid=UUID(wanted["session"]))
    now = clock.now()
    html = paper(session, wanted["list"], now, wanted["language"])
    stamp = f"{now.astimezone(session.plan.zone):%Y%m%d-%H%M%S}"
    return keep_pdf(progress, html, name=f"{session.room.code}-{session.number}-{wanted['list']}-{stamp}.pdf")


def paper(session: Session, kind: str, now: datetime, language: str) -> str:
    """The list as HTML, ready for `to_pdf`."""
    with translation.override(language):
        table = lists.table(session, kind)
        keys = [key for key, _head in table.columns]
        head = heading(session, now)
        told = {
            "heading": head,
            "qr": qr_code(head.number, head.proof),
            "title": table.title,
            "heads": table.heads(),
            "rows": [[str(row.get(key, "")) for key in keys] for row in table.rows],
            "entries": len(table.rows),
            "persons": len({row["sitting"] for row in table.rows}),
        }
        return laid_out("control_room/list_paper.html", told, zone=session.plan.zone)
