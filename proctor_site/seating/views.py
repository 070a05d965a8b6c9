"""编排座位: who sits where in a session; the lot can be drawn again, with a preview (B12)."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exams.models import Session
from exams.operations.loading.candidate_storing import new_seed
from exams.operations.seating import check_drawing, draw_seats, last_seed, places
from exams.plan_words import told
from formats.refused import Refused
from journal.actor import Actor
from rooms.admin_parts import actor


def choose(request: HttpRequest) -> HttpResponse:
    """The next session that has not ended, else the last one; or it is said that there is none."""
    who = _seer(request)
    sessions = _sessions(who)
    found = sessions.filter(ended_at__isnull=True).first() or sessions.last()
    return _show(request, who, found) if found else _page(request, {"sessions": []})


def seating(request: HttpRequest, session: UUID) -> HttpResponse:
    """The assignment; `?seed=` shows what it would draw, and a POST draws it."""
    who = _seer(request)
    found = get_object_or_404(_sessions(who), uuid=session)
    return _draw(request, who, found) if request.method == "POST" else _show(request, who, found)


def _show(request: HttpRequest, who: Actor, session: Session) -> HttpResponse:
    context = {"sessions": _sessions(who), "session": session, "places": places(session), **_facts(session, who)}
    if "seed" in request.GET:
        context |= _preview(session, request.GET["seed"].strip() or new_seed())
    return _page(request, context)


def _draw(request: HttpRequest, who: Actor, session: Session) -> HttpResponse:
    try:
        draw_seats(who, session, seed=request.POST.get("seed", ""))
    except Refused as refused:
        if refused.code.startswith("right."):
            raise  # a page of its own, with 403
        messages.error(request, refused.say(_))
    else:
        messages.success(request, _("The lot was drawn; its seed is in the journal."))
    return redirect("seating:session", session.uuid)


def _preview(session: Session, seed: str) -> dict[str, Any]:
    try:
        check_drawing(session, seed)
    except Refused as refused:
        return {"refused": refused.say(_)}
    return {"preview": seed, "places": places(session, seed)}


def _facts(session: Session, who: Actor) -> dict[str, Any]:
    """The plan's rules, what the lot was drawn with, and whether it may be drawn again, or why not."""
    rules = session.rules
    facts = {
        "rule": told("seating", rules.seating),
        "other_seat": told("other_seat", rules.other_seat),
        "by_lot": rules.seating == "lot",
        "may_draw": "rooms.manage_room" in who.permissions,
        "seed": last_seed(session) if rules.seating == "lot" else "",
    }
    try:
        check_drawing(session, "seed")
    except Refused as refused:
        return {**facts, "stays": refused.say(_)}
    return facts


def _sessions(who: Actor) -> QuerySet[Session]:
    found = Session.objects.select_related("plan__room").order_by("planned_start", "number", "pk")
    return found if who.rooms is None else found.filter(plan__room__in=who.rooms)


def _seer(request: HttpRequest) -> Actor:
    who = actor(request)
    if "exams.view_candidate" not in who.permissions:
        raise PermissionDenied
    return who


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    request.current_app = admin.site.name
    frame = {**admin.site.each_context(request), "title": _("Seating")}
    return render(request, "seating/session.html", {**frame, **context})
