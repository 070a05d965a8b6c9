"""The documents of a session over HTTP: on the screen, whose print is the same, and as PDF through a job."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.models import Session
from formats.refused import Refused
from journal import clock
from proctor_site.documents.addressing import session_of, to_file
from proctor_site.documents.papers import PAPERS
from proctor_site.documents.rendering import html_of
from proctor_site.documents.works import ask_for_paper
from rooms.admin_parts import actor
from rooms.operations.layout import set_layout
from rooms.rights import require

SEAT_PLAN: Final = "seat_plan"


@login_required
@require_GET
def paper(request: HttpRequest, session: UUID, paper: str) -> HttpResponse:
    return shown(request, session_of(request, session), _known(paper))


@login_required
@require_GET
def paper_pdf(request: HttpRequest, session: UUID, paper: str) -> HttpResponse:
    """To the file if it is made, else to the page that waits for it."""
    return sent(request, session_of(request, session), _known(paper))


@login_required
@require_POST
def layout(request: HttpRequest, session: UUID) -> HttpResponse:
    """How the seats of the room stand; back to its plan."""
    found, who = session_of(request, session), actor(request)
    require(who, "rooms.manage_room", found.room)
    columns = request.POST.get("columns", "")
    try:
        number = int(columns) if columns.isdecimal() and len(columns) < 4 else 0
        set_layout(who, found.room, columns=number, order=request.POST.get("order", ""))
    except Refused as refused:
        messages.error(request, refused.say(_))
        return redirect("documents:choose")
    return redirect("documents:paper", found.uuid, SEAT_PLAN)


# --- what every way to a document goes through
def shown(request: HttpRequest, session: Session, name: str) -> HttpResponse:
    addresses = {
        "back_url": reverse("documents:choose"),
        "pdf_url": reverse("documents:paper-pdf", args=[session.uuid, name]),
        "control_room_url": reverse("control-room:room", args=[session.uuid]),
        "layout_url": reverse("documents:layout", args=[session.uuid]),
        "may_set": "rooms.manage_room" in actor(request).permissions,
    }
    return HttpResponse(html_of(name, session, clock.now(), language=_language(), request=request, **addresses))


def sent(request: HttpRequest, session: Session, name: str) -> HttpResponse:
    return to_file(ask_for_paper(name, session, language=_language(), by=request.user.pk))


def _known(name: str) -> str:
    if name not in PAPERS:
        raise Http404(name)
    return name


def _language() -> str:
    return get_language() or "zh-hans"
