"""The control room over HTTP: the page, its acts, its lists. Each reads the request, calls, and answers."""

import json
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from exams.models import Session, Sitting
from exams.operations import MissingSeal, missing_seal
from formats.refused import Refused
from formats.spreadsheets import write_csv, write_xlsx
from incidents.models import ViolationType
from incidents.operations.packages import RIGHT
from journal import clock
from journal.actor import Actor
from proctor_site.control_room import acts, lists
from proctor_site.control_room.act import Act, bad
from proctor_site.control_room.list_papers import ask_for_list
from proctor_site.control_room.package_shelf import Brought
from proctor_site.control_room.previews import PREVIEWS, preview
from proctor_site.documents.addressing import session_of, to_file
from proctor_site.sealing.words import failures
from proctor_site.uplink.away import check_act
from rooms.address import client_address
from rooms.rights import actor_of, in_room, require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_DIGITS = 12


def actor(request: HttpRequest) -> Actor:
    return actor_of(request.user, client_address(request))


@never_cache
@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """考中管理: straight into the only session that is open, else the list to choose from (E1)."""
    who = actor(request)
    mine = [session for session in _sessions() if in_room(who, session.room)]
    live = [session for session in mine if session.login_allowed_at and not session.ended_at]
    if len(live) == 1:
        return redirect("control-room:room", live[0].uuid)
    missing = {room: found for room in {session.room for session in mine} if (found := missing_seal(room))}
    choices = [_choice(session, missing.get(session.room)) for session in mine]
    seals = [{"room": room.code, "lines": failures(found)} for room, found in missing.items()]
    return render(request, "control_room/choose.html", {"sessions": choices, "seals": seals})


@never_cache
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
            "me": {"id": who.user_id, "name": who.name, "role": who.role},
            "language": get_language(),
            "entered": bool(found.administrator),
            "failures": failures(missing_seal(found.room)),
        },
    )


@login_required
@require_POST
def act(request: HttpRequest, session: UUID, verb: str) -> JsonResponse:
    try:
        found, who = _session(request, session)
        check_act(found, verb, clock.now())
        answer = acts.perform(Act(who, found, _body(request), request.FILES, verb), verb)
    except KeyError as unknown:
        raise Http404(verb) from unknown
    except Refused as refused:
        return _refusal(refused)
    return JsonResponse(answer)


@login_required
@require_POST
def package(request: HttpRequest, session: UUID, upload: UUID) -> JsonResponse:
    """One piece of an answer package; `offset` says where it belongs (E13, E14)."""
    try:
        found, who = _session(request, session)
        require(who, RIGHT, found.room)
        offset = request.GET.get("offset", "")
        if not offset.isdecimal() or len(offset) > MOST_DIGITS:
            raise bad("offset")
        reached = Brought(found.uuid, who.user_id or 0, upload).append(int(offset), request.body)
    except Refused as refused:
        return _refusal(refused)
    return JsonResponse({"ok": True, "offset": reached})


@login_required
@require_GET
def rows(request: HttpRequest, session: UUID, kind: str) -> HttpResponse:
    found, _who = _session(request, session)
    if kind not in lists.LISTS:
        raise Http404(kind)
    table = lists.table(found, kind)
    wanted = request.GET.get("format", "json")
    if wanted == "pdf":
        return to_file(ask_for_list(found, kind, language=get_language() or "zh-hans", by=request.user.pk))
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


def _refusal(refused: Refused) -> JsonResponse:
    status = 403 if refused.code.startswith("right.") else 409
    return JsonResponse({"ok": False, "code": refused.code, "text": refused.say(_)}, status=status)


def _sessions() -> list[Session]:
    return list(Session.objects.select_related("plan__room").order_by("planned_start"))


def _choice(session: Session, missing: MissingSeal | None) -> dict[str, Any]:
    candidates = session.candidates.count()
    return {
        "session": session,
        "phase": session.phase(clock.now()),
        "candidates": candidates,
        "is_sealed": missing is None,
    }


def _session(request: HttpRequest, uuid: UUID) -> tuple[Session, Actor]:
    """The session and who asks; 404 where it is not, 403 for who may not see its room."""
    return session_of(request, uuid), actor(request)


def _body(request: HttpRequest) -> dict[str, Any]:
    """JSON; beside a file it is the field `body` of a form."""
    sent = request.POST.get("body", "") if request.content_type == "multipart/form-data" else request.body
    try:
        body = json.loads(sent or b"{}")
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
