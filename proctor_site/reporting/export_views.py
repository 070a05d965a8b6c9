"""导出 over HTTP: ask for the file, see how far it is, save it (A3)."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.models import Session
from journal import clock
from proctor_site.documents.addressing import session_of
from proctor_site.documents.streaming import pieces_of, streamed
from proctor_site.reporting.exporting import ask_for_export, file_of, job_of
from proctor_site.reporting.standing import looked_at
from rooms import jobs
from rooms.admin_parts import actor
from rooms.models import Job

RIGHT = "exams.export_answers"
State = Job.State


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, session: UUID) -> HttpResponse:
    """What there is to export, and how far it is; a POST has it made."""
    found = session_of(request, session, right=RIGHT)
    if request.method == "POST":
        ask_for_export(actor(request), found, language=get_language() or "zh-hans")
        return redirect("reporting:export", found.uuid)
    context = {"session": found, "title": _("Export the results"), **_told(found)}
    return render(request, "reporting/export.html", {**admin.site.each_context(request), **context})


@login_required
@require_GET
def state(request: HttpRequest, session: UUID) -> JsonResponse:
    """As the page that waits needs it (documents/wait.js)."""
    told = _told(session_of(request, session, right=RIGHT))
    return JsonResponse({"progress": told["progress"], "ended": not told["goes_on"], "text": told["text"], "url": ""})


@login_required
@require_POST
def cancel(request: HttpRequest, session: UUID) -> HttpResponse:
    found = session_of(request, session, right=RIGHT)
    if job := job_of(found):
        jobs.cancel(job)
    return redirect("reporting:export", found.uuid)


@login_required
@require_GET
def file(request: HttpRequest, session: UUID) -> HttpResponseBase:
    job = job_of(session_of(request, session, right=RIGHT))
    if job is None or job.state != State.DONE or not file_of(job).exists():
        raise Http404("nothing is exported yet")
    return streamed(request, pieces_of(file_of(job)), name=job.result["name"], kind="application/zip")


def _told(session: Session) -> dict[str, Any]:
    job = looked_at(job_of(session))
    goes_on = job is not None and job.is_open
    is_done = job is not None and job.state == State.DONE and file_of(job).exists()
    return {
        "job": job, "goes_on": goes_on, "is_done": is_done, "progress": job.progress if job else 0,
        "text": _text(job, is_done=is_done),
    }  # fmt: skip


def _text(job: Job | None, *, is_done: bool) -> str:
    if job is None or job.state == State.CANCELLED or (job.state == State.DONE and not is_done):
        return _("Nothing is exported yet.")
    if job.state == State.FAILED:
        return _("The export failed. The server's log says why. Export again; if it fails again, tell the operator.")
    if is_done:
        return _("Export done")
    if jobs.nobody_works(job, clock.now()):
        return _("The worker is not running: start it with “manage.py worker”.")
    return _("Exporting …") if job.state == State.RUNNING else _("Waiting for the worker …")
