"""上报 over HTTP: the page of a session, the package and the receipt as files, the receipt on paper (A2)."""

from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.models import Session
from exams.reporting.models import ResultUpload
from exams.reporting.operations import hold_receipt
from exams.reporting.verifying import look
from formats.refused import N_, Refused
from proctor_site.documents.addressing import session_of, to_file
from proctor_site.documents.streaming import pieces_of, streamed
from proctor_site.reporting.checklist import checklist
from proctor_site.reporting.page import steps_of
from proctor_site.reporting.receipts import ask_for_pdf, html_of
from proctor_site.reporting.standing import Standing, name_of, page_of, standing, told
from proctor_site.reporting.verifying import verify_by_itself
from proctor_site.reporting.work import ask_to_report, job_of
from rooms import jobs
from rooms.admin_parts import actor
from rooms.rights import in_room, require

MOST_RECEIPT: Final = 64 * 1024


class ReceiptForm(forms.Form):
    """A receipt that was brought as a file."""

    file = forms.FileField(label=gettext_lazy("Receipt of the test centre"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_RECEIPT:
            raise ValidationError(_("This is not a file of a test centre, or it is not complete."))
        return bytes(file.read())


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """考后管理 → 上报: the sessions that have ended."""
    who = actor(request)
    require(who, "rooms.see_room")
    ended = Session.objects.filter(ended_at__isnull=False).select_related("plan__room").order_by("-planned_start")
    rows = [standing(session) for session in ended if in_room(who, session.room)]
    return _page(request, "reporting/choose.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, session: UUID) -> HttpResponse:
    """How far the results of a session are; a POST reports them."""
    found = session_of(request, session)
    if request.method == "GET":
        return _shown(request, found, ReceiptForm())
    require(actor(request), "exams.export_answers", found.room)
    try:
        ask_to_report(actor(request), found)
    except Refused as refused:
        messages.error(request, refused.say(_))
    return redirect("reporting:session", found.uuid)


@login_required
@require_GET
def state(request: HttpRequest, session: UUID) -> JsonResponse:
    return JsonResponse(told(session_of(request, session)))


@login_required
@require_POST
def cancel(request: HttpRequest, session: UUID) -> HttpResponse:
    """Stop sending; what is at the centre stays there, and 上报 goes on from it."""
    found = session_of(request, session)
    require(actor(request), "exams.export_answers", found.room)
    upload = _upload(found)
    if job := job_of(upload):
        jobs.cancel(job)
    return redirect("reporting:session", found.uuid)


@login_required
@require_GET
def package(request: HttpRequest, session: UUID) -> HttpResponseBase:
    """单机: the package as a file; sealed for the centre, so it may travel on any stick."""
    found = session_of(request, session)
    require(actor(request), "exams.export_answers", found.room)
    upload = _upload(found)
    if not upload.is_made:
        raise Http404("the package is not made yet")
    pieces = pieces_of(Path(upload.path))
    return streamed(request, pieces, name=name_of(upload), kind="application/octet-stream")


@login_required
@require_POST
def bring(request: HttpRequest, session: UUID) -> HttpResponse:
    """单机: the centre's receipt from a file."""
    found, form = session_of(request, session), ReceiptForm(request.POST, request.FILES)
    require(actor(request), "exams.export_answers", found.room)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        hold_receipt(actor(request), found, form.cleaned_data["file"])
    except Refused as refused:
        messages.error(request, refused.say(_))
    return redirect("reporting:session", found.uuid)


@login_required
@require_GET
def receipt(request: HttpRequest, session: UUID) -> HttpResponse:
    """The receipt on paper; with `?file` as the signed file itself."""
    shown, upload = _received(request, session)
    if "file" in request.GET:
        headers = {"Content-Disposition": f'attachment; filename="{name_of(upload)}.receipt.json"'}
        return HttpResponse(bytes(upload.receipt), content_type="application/json", headers=headers)
    addresses = {
        "back_url": page_of(shown.session),
        "file_url": "?file",
        "pdf_url": reverse("reporting:receipt-pdf", args=[shown.session.uuid]),
    }
    return HttpResponse(html_of(shown, request=request, **addresses))


@login_required
@require_GET
def receipt_pdf(request: HttpRequest, session: UUID) -> HttpResponse:
    """To the file if it is made, else to the page that waits for it."""
    shown, _upload = _received(request, session)
    job = ask_for_pdf(shown, language=get_language() or "zh-hans", by=request.user.pk)
    return to_file(job)


# --- parts
def _shown(request: HttpRequest, found: Session, form: ReceiptForm) -> HttpResponse:
    who = actor(request)
    may = "exams.export_answers" in who.permissions
    seen = look(found)
    if may:
        verify_by_itself(who, seen)
    shown, lines = standing(found), checklist(seen)
    context = {
        "shown": shown, "form": form, "may": may, "name": name_of(shown.upload) if shown.upload else "",
        "lines": lines, "steps": steps_of(shown, lines, may=may),
    }  # fmt: skip
    return _page(request, "reporting/session.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), "title": _("Report results"), **context})


def _received(request: HttpRequest, uuid: UUID) -> tuple[Standing, ResultUpload]:
    shown = standing(session_of(request, uuid))
    if shown.receipt is None or shown.upload is None:
        raise Http404("there is no receipt yet")
    return shown, shown.upload


def _upload(session: Session) -> ResultUpload:
    found = session.result_uploads.select_related("session__plan__room").order_by("-version").first()
    if found is None:
        raise Refused("report.none", N_("These results have not been reported yet."))
    return found
