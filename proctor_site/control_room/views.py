"""The control room over HTTP: the page, its acts, its lists. Each reads the request, calls, and answers."""

import json
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.models import Session, Sitting
from exams.operations import failed_seal_check
from formats.refused import Refused
from formats.spreadsheets import write_csv, write_xlsx
from incidents.models import ViolationType
from journal import clock
from journal.actor import Actor
from proctor_site.control_room import acts, lists
from proctor_site.control_room.act import Act, bad
from proctor_site.control_room.previews import PREVIEWS, preview
from proctor_site.sealing.words import failures
from proctor_site.uplink.away import check_act
from rooms.address import client_address
from rooms.checks.models import SealCheck
from rooms.rights import actor_of, in_room, require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def actor(request: HttpRequest) -> Actor:
    return actor_of(request.user, client_address(request))


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """考中管理: straight into the only session that is open, else the list to choose from (E1)."""
    who = actor(request)
    mine = [session for session in _sessions() if in_room(who, session.room)]
    live = [session for session in mine if session.login_allowed_at and not session.ended_at]
    if len(live) == 1:
        return redirect("control-room:room", live[0].uuid)
    seals = {room: failed_seal_check(room) for room in {session.room for session in mine}}
    choices = [_choice(session, seals[session.room]) for session in mine]
    return render(request, "control_room/choose.html", {"sessions": choices, "seals": _failed_seals(choices)})


@login_required
@require_GET
def room(request: HttpRequest, session: UUID) -> HttpResponse:
    found, who = _session(request, session)
    here = reverse("control-room:room", args=[found.uuid])
    return render(
        request,
        "control_room/room.html",
        {
            "session": found,
            "socket_url": f"/control-room/{found.uuid}/",
            "base_url": here,
            "record_sheet_url": reverse("documents:record-sheet", args=[found.uuid]),
            "report_url": reverse("reporting:session", args=[found.uuid]),
            "may": sorted(who.permissions),
            "me": {"name": who.name, "role": who.role},
            "language": get_language(),
            "entered": bool(found.administrator),
            "failures": failures(failed_seal_check(found.room)),
        },
    )


@login_required
@require_POST
def act(request: HttpRequest, session: UUID, verb: str) -> JsonResponse:
    try:
        found, who = _session(request, session)
        check_act(found, verb, clock.now())
        answer = acts.perform(Act(who, found, _body(request)), verb)
    except KeyError as unknown:
        raise Http404(verb) from unknown
    except Refused as refused:
        status = 403 if refused.code.startswith("right.") else 409
        return JsonResponse({"ok": False, "code": refused.code, "text": refused.say(_)}, status=status)
    return JsonResponse(answer)


@login_required
@require_GET
def rows(request: HttpRequest, session: UUID, kind: str) -> HttpResponse:
    found, _who = _session(request, session)
    if kind not in lists.LISTS:
        raise Http404(kind)
    table = lists.table(found, kind)
    wanted = request.GET.get("format", "json")
    if wanted == "json":
        return JsonResponse({"title": table.title, "columns": table.columns, "rows": table.rows})
    return _file(table, wanted, f"{found.room.code}-{found.number}-{kind}")


@login_required
@require_GET
def previews(request: HttpRequest, session: UUID, verb: str) -> JsonResponse:
    found, _who = _session(request, session)
    if verb not in PREVIEWS:
        raise Http404(verb)
    return JsonResponse({"rows": preview(_chosen(found, request.GET.get("sittings", "")), verb, clock.now())})


@login_required
@require_GET
def violation_types(request: HttpRequest, session: UUID) -> JsonResponse:
    types = [{"code": kind.code, "category": kind.category, "text": kind.text} for kind in ViolationType.objects.all()]
    return JsonResponse({"types": types})


def _sessions() -> list[Session]:
    return list(Session.objects.select_related("plan__room").order_by("planned_start"))


def _choice(session: Session, seal: SealCheck | None) -> dict[str, Any]:
    candidates = session.candidates.count()
    return {"session": session, "phase": session.phase(clock.now()), "candidates": candidates, "seal": seal}


def _failed_seals(choices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The failed seal checks of the rooms to choose from, each once, with what failed (B11)."""
    checks = {choice["seal"].pk: choice["seal"] for choice in choices if choice["seal"]}
    return [{"check": check, "lines": failures(check)} for check in checks.values()]


def _session(request: HttpRequest, uuid: UUID) -> tuple[Session, Actor]:
    """The session and who asks; 404 where it is not, 403 for who may not see its room."""
    found = get_object_or_404(Session.objects.select_related("plan__room"), uuid=uuid)
    who = actor(request)
    require(who, "rooms.see_room", found.room)
    return found, who


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad("body")
    return body


def _chosen(session: Session, text: str) -> list[Sitting]:
    try:
        keys = [UUID(part) for part in text.split(",") if part]
    except ValueError as fault:
        raise Http404(text) from fault
    related = ("candidate", "subject__session", "session__plan__room", "holder__presence__lease", "holder__seat")
    return list(session.sittings.filter(pk__in=keys).select_related(*related))


def _file(table: lists.Table, wanted: str, name: str) -> HttpResponse:
    if wanted not in ("xlsx", "csv"):
        raise Http404(wanted)
    stream = BytesIO()
    write, kind = (write_xlsx, XLSX) if wanted == "xlsx" else (write_csv, "text/csv; charset=utf-8")
    write(table.heads(), table.cells(), stream)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{wanted}"'}
    return HttpResponse(stream.getvalue(), content_type=kind, headers=headers)
