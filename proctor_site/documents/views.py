"""Documents over HTTP: the page, the PDF through a job, and how far that job is."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.export import export_answers
from journal import clock
from proctor_site.documents.addressing import session_of
from proctor_site.documents.kinds import DOCUMENTS
from proctor_site.documents.papers_views import sent, shown
from proctor_site.documents.streaming import pieces_of, streamed
from proctor_site.documents.works import RECORD_SHEET, file_of
from rooms import jobs
from rooms.admin_parts import actor
from rooms.models import Job
from rooms.rights import require

State = Job.State


@login_required
@require_GET
def record_sheet(request: HttpRequest, session: UUID) -> HttpResponse:
    """考场情况记录单 on the screen; its print is the same sheet."""
    return shown(request, session_of(request, session), RECORD_SHEET)


@login_required
@require_GET
def record_sheet_pdf(request: HttpRequest, session: UUID) -> HttpResponse:
    """To the file if it is made, else to the page that waits for it."""
    return sent(request, session_of(request, session), RECORD_SHEET)


@login_required
@require_GET
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """The page that waits; without a script it asks again by itself."""
    found = _job(request, job)
    told = _told(found)
    document = DOCUMENTS[found.kind]
    context = {
        "job": found,
        "told": told,
        "State": State,
        "document": document.title,
        "format": file_of(found).suffix[1:].upper(),
        "back": document.page(found.arguments),
        "again": document.pdf(found.arguments),
    }
    response = render(request, "documents/job.html", {**admin.site.each_context(request), **context})
    if not told["ended"]:
        response["Refresh"] = "3"
    return response


@login_required
@require_GET
def state(request: HttpRequest, job: UUID) -> JsonResponse:
    return JsonResponse(_told(_job(request, job)))


@login_required
@require_GET
def file(request: HttpRequest, job: UUID) -> HttpResponseBase:
    found = _job(request, job)
    path = file_of(found)
    if found.state != State.DONE or not path.exists():
        return redirect("documents:job", found.pk)
    return streamed(request, pieces_of(path), name=found.result["name"], kind=f"application/{path.suffix[1:]}")


@login_required
@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    found = _job(request, job)
    jobs.cancel(found)
    return redirect(DOCUMENTS[found.kind].page(found.arguments))


@login_required
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, session: UUID) -> HttpResponseBase:
    """All answers of a session with their log, as a file; that they went out is in the journal."""
    found, who = session_of(request, session), actor(request)
    require(who, "exams.export_answers", found.room)
    if request.method == "GET":
        context = {"session": found, "sittings": found.sittings.count(), "title": _("Export the answers")}
        return render(request, "documents/answers.html", {**admin.site.each_context(request), **context})
    name = f"{found.room.code}-{found.number}-answers-{clock.now().astimezone(found.plan.zone):%Y%m%d-%H%M%S}.jsonl"
    return streamed(request, export_answers(who, found), name=name, kind="application/x-ndjson")


def _told(job: Job) -> dict[str, Any]:
    """The job as the page that waits needs it."""
    return {
        "state": job.state,
        "progress": job.progress,
        "ended": not job.is_open,
        "text": _words(job),
        "url": reverse("documents:file", args=[job.pk]) if job.state == State.DONE else "",
    }


def _words(job: Job) -> str:
    if jobs.nobody_works(job, clock.now()):
        return _("The worker is not running: start it with “manage.py worker”, or print the page from the browser.")
    if job.state == State.FAILED and "text" in job.result:
        return _(job.result["text"]) % job.result["values"]
    return {
        State.WAITING: _("Waiting for the worker …"),
        State.RUNNING: _("The file is being made …"),
        State.DONE: _("The file is ready."),
        State.FAILED: _("The file could not be made. Print the page from the browser, and look into the server's log."),
        State.CANCELLED: _("Cancelled."),
    }[State(job.state)]


def _job(request: HttpRequest, pk: UUID) -> Job:
    get_object_or_404(Job, pk=pk, kind__in=DOCUMENTS)
    found = jobs.look_at(pk, clock.now())
    require(actor(request), DOCUMENTS[found.kind].right, found.room)
    return found
