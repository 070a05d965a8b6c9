"""环境检测 over HTTP: the page, its acts, the proctor's own machine, and what is asked of the machines."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from proctor_site.checks.forms import RequirementsForm
from proctor_site.checks.own_machine import own_machine
from proctor_site.checks.words import titles
from proctor_site.steps.choosing import chosen_room
from rooms.admin_parts import actor
from rooms.checks.asking import asked_of, own_of
from rooms.checks.models import CheckRun
from rooms.checks.operations import check_failed_again, set_requirements, start_check, stop_check
from rooms.models import Room
from rooms.rights import require


@login_required
@require_GET
def environment(request: HttpRequest) -> HttpResponse:
    room, who = chosen(request)
    context = {
        "title": _("Environment check"),
        "room": room,
        "titles": titles(),
        "may": "rooms.command_machines" in who.permissions,
        "may_edit": "rooms.manage_room" in who.permissions,
        "from_plan": bool(room and asked_of(room).plan),
    }
    return page(request, "checks/environment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def requirements(request: HttpRequest) -> HttpResponse:
    """What is asked of the machines as long as no plan says it."""
    room, who = chosen(request)
    if room is None:
        return redirect("checks:environment")
    require(who, "rooms.manage_room", room)
    form = RequirementsForm(own_of(room), request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_requirements(who, room, form.wanted())
        messages.success(request, _("The requirements are stored. They hold from the next check on."))
        return redirect("checks:environment")
    context = {"title": _("Requirements of the environment check"), "form": form, "plan": asked_of(room).plan}
    return page(request, "checks/requirements.html", context)


@login_required
@require_GET
def own(request: HttpRequest, room: UUID) -> JsonResponse:
    found, _who = room_of(request, room)
    return JsonResponse({"lines": [asdict(line) for line in own_machine(found, clock.now())]})


@login_required
@require_POST
def act(request: HttpRequest, room: UUID, verb: str) -> JsonResponse:
    if verb not in ACTS:
        raise Http404(verb)
    try:
        found, who = room_of(request, room)
        ACTS[verb](who, found)
    except Refused as refused:
        status = 403 if refused.code.startswith("right.") else 409
        return JsonResponse({"ok": False, "code": refused.code, "text": refused.say(_)}, status=status)
    return JsonResponse({"ok": True})


def _last_run(room: Room) -> CheckRun:
    run = room.check_runs.first()
    if run is None:
        raise Refused("check.no_run", N_("Nothing has been checked yet. Press 启动环境检测."))
    return run


ACTS: Final[dict[str, Callable[[Actor, Room], object]]] = {
    "start": start_check,
    "again": lambda who, room: check_failed_again(who, _last_run(room)),
    "stop": lambda who, room: stop_check(who, _last_run(room)),
}


# --- shared with the other pages of the checks
def chosen(request: HttpRequest) -> tuple[Room | None, Actor]:
    """The room that is prepared in this browser, and who asks. Raises `Refused` for who may not see it."""
    who = actor(request)
    room = chosen_room(request, who)
    require(who, "rooms.see_room", room)
    return room, who


def room_of(request: HttpRequest, uuid: UUID) -> tuple[Room, Actor]:
    """The room and who asks; 404 where it is not, and `Refused` for who may not see it."""
    room, who = get_object_or_404(Room, uuid=uuid), actor(request)
    require(who, "rooms.see_room", room)
    return room, who


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """In the frame of the administration."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
