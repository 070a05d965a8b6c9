"""The reports of both checks over HTTP: on screen, as a file that stands alone, and as PDF through a job."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from proctor_site.checks import reports
from proctor_site.checks.reports import Report
from proctor_site.checks.views import room_of
from proctor_site.documents.addressing import to_file
from rooms.admin_parts import actor
from rooms.checks.models import CheckRun, SealCheck
from rooms.rights import require


@login_required
@require_GET
def environment(request: HttpRequest, room: UUID) -> HttpResponse:
    report = reports.environment_report(_run(request, room))
    return _answered(request, report, back="checks:environment", pdf=reverse("checks:environment-pdf", args=[room]))


@login_required
@require_GET
def environment_pdf(request: HttpRequest, room: UUID) -> HttpResponse:
    run = _run(request, room)
    return to_file(reports.ask_for_environment(run, language=_language(), by=request.user.pk))


@login_required
@require_GET
def seal(request: HttpRequest, check: UUID) -> HttpResponse:
    report = reports.seal_report(_seal_check(request, check))
    return _answered(request, report, back="checks:seal", pdf=reverse("checks:seal-pdf", args=[check]))


@login_required
@require_GET
def seal_pdf(request: HttpRequest, check: UUID) -> HttpResponse:
    return to_file(reports.ask_for_seal(_seal_check(request, check), language=_language(), by=request.user.pk))


def _answered(request: HttpRequest, report: Report, *, back: str, pdf: str) -> HttpResponse:
    """With `?file` as a file to save, which needs nothing beside it; else as a page with its strip of tools."""
    if "file" in request.GET:
        headers = {"Content-Disposition": f'attachment; filename="{report.name}.html"'}
        return HttpResponse(report.html(styles=reports.styles()), headers=headers)
    addresses = {"pdf_url": pdf, "back_url": reverse(back), "file_url": f"{request.path}?file"}
    return HttpResponse(report.html(request=request, **addresses))


def _run(request: HttpRequest, uuid: UUID) -> CheckRun:
    room, _who = room_of(request, uuid)
    run = room.check_runs.select_related("room").first()
    if run is None:
        raise Http404("nothing has been checked yet")
    return run


def _seal_check(request: HttpRequest, pk: UUID) -> SealCheck:
    check = get_object_or_404(SealCheck.objects.select_related("room"), pk=pk)
    require(actor(request), "rooms.see_room", check.room)
    return check


def _language() -> str:
    return get_language() or "zh-hans"
