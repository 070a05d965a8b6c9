"""The course of a session over HTTP: on screen, whose print is the same, and as PDF through a job."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from journal import clock
from proctor_site.course.rendering import ask_for_pdf, html_of
from proctor_site.documents.addressing import session_of, to_file


@login_required
@require_GET
def page(request: HttpRequest, session: UUID) -> HttpResponse:
    found = session_of(request, session)
    addresses = {
        "back_url": reverse("documents:choose"),
        "pdf_url": reverse("course:pdf", args=[found.uuid]),
        "control_room_url": reverse("control-room:room", args=[found.uuid]),
    }
    return HttpResponse(html_of(found, clock.now(), request=request, **addresses))


@login_required
@require_GET
def pdf(request: HttpRequest, session: UUID) -> HttpResponse:
    return to_file(ask_for_pdf(session_of(request, session), language=get_language() or "zh-hans", by=request.user.pk))
