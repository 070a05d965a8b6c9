"""From an address to its session, and from the work on a document to where its reader waits for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from exams.models import Session
from rooms.admin_parts import actor
from rooms.models import Job
from rooms.rights import require


def session_of(request: HttpRequest, uuid: UUID, *, right: str = "rooms.see_room") -> Session:
    """404 where there is none; raises `Refused` for who has no such right in its room."""
    found = get_object_or_404(Session.objects.select_related("plan__room"), uuid=uuid)
    require(actor(request), right, found.room)
    return found


def to_file(job: Job) -> HttpResponse:
    """To the file if it is made, else to the page that waits for it."""
    return redirect("documents:file" if job.state == Job.State.DONE else "documents:job", job.pk)
