"""远程控制 and 考生端初始化: choose, confirm with names and numbers, and watch the result at each machine (S2, S3)."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from formats.messages import CommandKind
from formats.refused import N_, Refused
from journal import clock
from proctor_site.system.choosing import chosen
from proctor_site.system.rooms import room_of, rooms_of
from proctor_site.system.words import KINDS, SHAPES, STATES, words_of
from rooms.admin_parts import actor
from rooms.models import RemoteAct, Room
from rooms.operations import Place, PlaceResult, check_place, command_places, places_of, results_of
from rooms.operations.commands import CLEARING, EXPORT, right_for
from rooms.rights import require


@login_required
@require_http_methods(["GET", "POST"])
def remote(request: HttpRequest) -> HttpResponse:
    """远程控制."""
    kind: CommandKind = "shutdown" if request.POST.get("kind") == "shutdown" else "restart"
    return _page(request, kind, "system/remote.html", _("Remote control"))


@login_required
@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """考生端初始化."""
    kind: CommandKind = "uninstall" if request.POST.get("uninstall") else "clear"
    return _page(request, kind, "system/clear.html", _("Initialise the candidate side"))


@login_required
@require_GET
def act(request: HttpRequest, act: UUID) -> HttpResponse:
    """What has become of it at each machine; without a script the page asks again by itself."""
    found = _act(request, act)
    results = results_of(found, clock.now())
    is_over = _is_over(results)
    context = {
        "act": found, "title": KINDS[found.kind], "is_over": is_over, "is_clearing": found.kind in CLEARING,
        "counted": _counted(results), "lines": [_line(result) for result in results],
    }  # fmt: skip
    response = _render(request, "system/act.html", context)
    if not is_over:
        response["Refresh"] = "5"
    return response


@login_required
@require_GET
def state(request: HttpRequest, act: UUID) -> JsonResponse:
    results = results_of(_act(request, act), clock.now())
    lines = [_line(result) for result in results]
    return JsonResponse({"over": _is_over(results), "counted": _counted(results), "lines": lines})


# --- choose, confirm, do
def _page(request: HttpRequest, kind: CommandKind, template: str, title: str) -> HttpResponse:
    who = actor(request)
    room = room_of(request, who, right_for(kind))
    context = {"room": room, "rooms": rooms_of(who), "title": title, "kind": kind}
    if request.method == "POST":
        try:
            return _posted(request, room, kind, context)
        except Refused as refused:
            messages.error(request, refused.say(_))
    rows = [_row(place, kind) for place in places_of(room)]
    return _render(request, template, {**context, "rows": rows, "written": request.POST.get("written", "")})


def _posted(request: HttpRequest, room: Room, kind: CommandKind, context: dict[str, Any]) -> HttpResponse:
    """The confirmation, or, confirmed, the act itself."""
    places, arguments = places_of(room), {EXPORT: True} if request.POST.get(EXPORT) else {}
    keys = chosen(
        places,
        ticked=request.POST.getlist("place"),
        written=request.POST.get("written", ""),
        everyone="everyone" in request.POST,
    )
    if not keys:
        raise Refused("remote.nobody", N_("Choose at least one machine."))
    if "confirmed" in request.POST:
        done = command_places(actor(request), room, keys, kind=kind, arguments=arguments)
        return redirect("system:act", done.pk)
    rows = [_row(place, kind, arguments) for place in places if place.key in keys]
    meant = [row for row in rows if not row["why"]]
    left_out = [row for row in rows if row["why"]]
    verb = KINDS[kind]
    more = {"meant": meant, "left_out": left_out, "verb": verb, "export": bool(arguments), "keys": keys}
    return _render(request, "system/confirm.html", {**context, **more})


def _row(place: Place, kind: CommandKind, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
    """A place with the precondition that would fail there."""
    try:
        check_place(place, kind, clock.now(), arguments)
    except Refused as refused:
        why = refused.say(_)
    else:
        why = ""
    return {"place": place, "why": why, "online": _is_online(place)}


def _is_online(place: Place) -> bool:
    presence = getattr(place.machine, "presence", None)
    return presence is not None and presence.is_online(clock.now())


# --- the result
def _act(request: HttpRequest, pk: UUID) -> RemoteAct:
    found = get_object_or_404(RemoteAct.objects.select_related("room"), pk=pk, kind__in=KINDS)
    require(actor(request), right_for(found.kind), found.room)
    return found


def _line(result: PlaceResult) -> dict[str, str]:
    place = result.place
    return {
        "number": place.number or "-", "hostname": place.hostname or "-", "address": place.address or "-",
        "state": result.state, "shape": SHAPES[result.state], "word": str(STATES[result.state]), "text": words_of(result),
    }  # fmt: skip


def _is_over(results: list[PlaceResult]) -> bool:
    return all(result.state != "waiting" for result in results)


def _counted(results: list[PlaceResult]) -> str:
    done = sum(result.state == "done" for result in results)
    return _("%(done)d of %(all)d done.") % {"done": done, "all": len(results)}


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})
