"""The evidence of one candidate over HTTP: find the candidate, say why, wait for the PDF (F17)."""

from typing import Final
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from incidents.operations.evidence import take_evidence
from incidents.operations.shared import MOST_REASON
from proctor_site.documents.addressing import session_of
from proctor_site.documents.evidence import ask_for_evidence
from rooms.admin_parts import actor
from rooms.rights import require

MOST_FOUND: Final = 20


@login_required
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, session: UUID) -> HttpResponse:
    """Who is meant, by ticket, name or seat; a POST takes the evidence, which the journal says."""
    found = session_of(request, session)
    require(actor(request), "exams.export_answers", found.room)
    return _take(request, found) if request.method == "POST" else _ask(request, found)


def _take(request: HttpRequest, session: Session) -> HttpResponse:
    try:
        sitting = _chosen(session, request.POST.get("sitting", ""))
        taken = take_evidence(actor(request), sitting, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.say(_))
        return _ask(request, session)
    job = ask_for_evidence(sitting, taken, language=get_language() or "zh-hans", by=request.user.pk)
    return redirect("documents:job", job.pk)


def _ask(request: HttpRequest, session: Session) -> HttpResponse:
    asked = {**request.GET.dict(), **request.POST.dict()}
    wanted = asked.get("q", "").strip()[:60]
    rows = list(_matching(session, wanted)[:MOST_FOUND]) if wanted else []
    context = {
        "session": session,
        "asked": wanted,
        "rows": rows,
        "chosen": asked.get("sitting", ""),
        "reason": asked.get("reason", ""),
        "most_reason": MOST_REASON,
        "title": _("Evidence of a candidate"),
    }
    return render(request, "documents/evidence_of.html", {**admin.site.each_context(request), **context})


def _matching(session: Session, text: str) -> QuerySet[Sitting]:
    by_seat = Q(candidate__seat_number=int(text)) if text.isdecimal() and len(text) <= 3 else Q()
    named = Q(candidate__ticket__endswith=text) | Q(candidate__name__icontains=text)
    return _sittings(session).filter(named | by_seat if by_seat else named)


def _sittings(session: Session) -> QuerySet[Sitting]:
    found = session.sittings.select_related("candidate", "subject", "session__plan__room")
    return found.order_by("candidate__sequence", "subject__order")


def _chosen(session: Session, text: str) -> Sitting:
    try:
        return _sittings(session).get(pk=UUID(text))
    except (ValueError, Sitting.DoesNotExist) as fault:
        raise Refused("evidence.nobody", N_("Choose the candidate first.")) from fault
