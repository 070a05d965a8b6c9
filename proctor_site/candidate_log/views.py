"""The log of a candidate over HTTP: searched on screen, as a file, and on paper."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exams.models import Sitting
from incidents.candidate_log.lines import Line, Source, found
from incidents.candidate_log.telling import COLUMNS, CandidateLog, candidate_log
from journal import clock
from proctor_site.candidate_log.rendering import ask_for_pdf, html_of, name_of_file
from proctor_site.documents.addressing import to_file
from proctor_site.documents.tables import table_file
from rooms.admin_parts import actor
from rooms.rights import require

LINES_A_PAGE: Final = 200


@login_required
@require_GET
def page(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """The newest at the end, as it happened; searched by words and by who wrote it."""
    log = _log(request, sitting)
    asked = _asked(request)
    lines = _wanted(log, asked)
    shown = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page", 1))
    rows = zip(list(shown), log.cells(list(shown)), strict=True)
    context = {
        **admin.site.each_context(request),
        "title": _("Candidate log"),
        "log": log,
        "sitting": log.sitting,
        "columns": COLUMNS,
        "rows": [{"source": line.source.value, "cells": cells} for line, cells in rows],
        "shown": shown,
        "sources": _sources(log, asked),
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}),
    }
    return render(request, "candidate_log/page.html", context)


@login_required
@require_GET
def file(request: HttpRequest, sitting: UUID, extension: str) -> HttpResponse:
    """What the page shows, all pages of it."""
    log = _log(request, sitting)
    heads = [str(column) for column in COLUMNS]
    rows = log.cells(_wanted(log, _asked(request)))
    return table_file(heads, rows, name=name_of_file(log), extension=extension)


@login_required
@require_GET
def paper(request: HttpRequest, sitting: UUID) -> HttpResponse:
    log = _log(request, sitting)
    addresses = {
        "back_url": reverse("candidate-log:page", args=[sitting]),
        "pdf_url": reverse("candidate-log:pdf", args=[sitting]),
        "control_room_url": reverse("control-room:room", args=[log.sitting.session.uuid]),
    }
    return HttpResponse(html_of(log, request=request, **addresses))


@login_required
@require_GET
def pdf(request: HttpRequest, sitting: UUID) -> HttpResponse:
    return to_file(ask_for_pdf(_log(request, sitting), language=get_language() or "zh-hans", by=request.user.pk))


def _log(request: HttpRequest, sitting: UUID) -> CandidateLog:
    known = Sitting.objects.select_related("session__plan__room").filter(pk=sitting).first()
    if known is None:
        raise Http404(sitting)
    require(actor(request), "rooms.see_room", known.room)
    return candidate_log(sitting, clock.now())


def _asked(request: HttpRequest) -> dict[str, str]:
    return {"q": request.GET.get("q", "").strip()[:100], "source": request.GET.get("source", "")}


def _wanted(log: CandidateLog, asked: dict[str, str]) -> list[Line]:
    return found(log.lines, source=asked["source"], text=asked["q"])


def _sources(log: CandidateLog, asked: dict[str, str]) -> list[dict[str, Any]]:
    """Each source with how many lines it has, and whether it is the one that is looked at."""
    counts = {source: sum(line.source == source for line in log.lines) for source in Source}
    return [
        {"value": source.value, "label": source.label, "count": counts[source], "on": asked["source"] == source}
        for source in Source
    ]
