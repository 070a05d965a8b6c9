"""核对 and 第一步 over HTTP: verify again, collect again, confirm what cannot be recovered, back up (A1, A2)."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST

from exams.models import Session, Sitting
from exams.reporting.verifying import look
from formats.refused import Refused
from incidents import operations as incidents
from proctor_site.documents.addressing import session_of
from proctor_site.reporting.backing_up import ask_to_back_up
from proctor_site.reporting.backing_up import job_of as backup_of
from proctor_site.reporting.verifying import ask_to_verify
from rooms import jobs
from rooms.admin_parts import actor
from rooms.rights import require


class UnrecoverableForm(forms.Form):
    """确认无法回收: why, and who answers for it."""

    reason = forms.CharField(label=_l("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    password = forms.CharField(
        label=_l("Administrator's password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )


@login_required
@require_POST
def verify(request: HttpRequest, session: UUID) -> HttpResponse:
    """重新核对."""
    found = session_of(request, session)
    return _done(request, found, lambda: ask_to_verify(actor(request), found))


@login_required
@require_POST
def collect(request: HttpRequest, session: UUID) -> HttpResponse:
    """重新回收 of one, or of everybody whose machine has not confirmed."""
    found = session_of(request, session)
    require(actor(request), "exams.export_answers", found.room)
    chosen = request.POST.getlist("sitting")
    sittings = [each for each in _with_candidates(found) if str(each.pk) in chosen]

    def ask() -> None:
        act = incidents.collect_again(actor(request), sittings)
        told = _("%(asked)d machines are asked, %(left)d cannot be asked now. What comes is shown here.")
        messages.info(request, told % {"asked": len(act.commands), "left": len(act.refused)})
        for left in act.refused:
            messages.warning(request, f"{left['number']} {_(left['text']) % left['values']}")

    return _done(request, found, ask)


@login_required
@require_http_methods(["GET", "POST"])
def unrecoverable(request: HttpRequest, session: UUID, sitting: UUID) -> HttpResponse:
    """确认无法回收 of one candidate."""
    found = session_of(request, session)
    require(actor(request), "exams.export_answers", found.room)
    one = get_object_or_404(_with_candidates(found), pk=sitting)
    form = UnrecoverableForm(request.POST or None)
    if form.is_valid():
        try:
            incidents.confirm_unrecoverable(actor(request), one, **form.cleaned_data)
            return redirect("reporting:session", found.uuid)
        except Refused as refused:
            form.add_error(None, refused.say(_))
    reasons = [fault.label for fault in look(found).faults_of(one)]
    context = {"session": found, "sitting": one, "reasons": reasons, "form": form}
    title = _("Confirm that nothing more can be recovered")
    return render(
        request, "reporting/unrecoverable.html", {**admin.site.each_context(request), "title": title, **context}
    )


@login_required
@require_POST
def undo(request: HttpRequest, session: UUID, sitting: UUID) -> HttpResponse:
    """The confirmation is taken back."""
    found = session_of(request, session)
    one = get_object_or_404(_with_candidates(found), pk=sitting)
    return _done(request, found, lambda: incidents.undo_unrecoverable(actor(request), one))


@login_required
@require_POST
def back_up(request: HttpRequest, session: UUID) -> HttpResponse:
    """第一步 备份到外部存储: a drive that was chosen, or a folder that was typed."""
    found = session_of(request, session)
    folder = request.POST.get("folder", "").strip() or request.POST.get("drive", "")
    return _done(request, found, lambda: ask_to_back_up(actor(request), found, folder=folder))


@login_required
@require_POST
def cancel_backup(request: HttpRequest, session: UUID) -> HttpResponse:
    """What was written of it goes; nothing half is left."""
    found = session_of(request, session)
    require(actor(request), "exams.export_answers", found.room)
    if job := backup_of(found):
        jobs.cancel(job)
    return redirect("reporting:session", found.uuid)


# --- parts
def _with_candidates(session: Session) -> QuerySet[Sitting]:
    return session.sittings.select_related("candidate", "session__plan__room")


def _done(request: HttpRequest, found: Session, act: Callable[[], object]) -> HttpResponse:
    """Back to the page, with what was refused."""
    require(actor(request), "exams.export_answers", found.room)
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.say(_))
    return redirect("reporting:session", found.uuid)
