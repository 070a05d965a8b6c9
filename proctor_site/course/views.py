"""The course of a session over HTTP: on screen, whose print is the same, and as PDF through a job."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from exams.models import Session
from journal import clock
from proctor_site.course.rendering import ask_for_pdf, html_of
from rooms.admin_parts import actor
from rooms.models import Job
from rooms.rights import require


@login_required
@require_GET
def page(request: HttpRequest, session: UUID) -> HttpResponse:
    found = _session(request, session)
    addresses = {
        "back_url": reverse("documents:choose"),
        "pdf_url": reverse("course:pdf", args=[found.uuid]),
        "control_room_url": reverse("control-room:room", args=[found.uuid]),
    }
    return HttpResponse(html_of(found, clock.now(), request=request, **addresses))


@login_required
@require_GET
def pdf(request: HttpRequest, session: UUID) -> HttpResponse:
    job = ask_for_pdf(_session(request, session), language=get_language() or "zh-hans", by=request.user.pk)
    return redirect("documents:file" if job.state == Job.State.DONE else "documents:job", job.pk)


def _session(request: HttpRequest, uuid: UUID) -> Session:
    found = get_object_or_404(Session.objects.select_related("plan__room"), uuid=uuid)
    require(actor(request), "rooms.see_room", found.room)
    return found
