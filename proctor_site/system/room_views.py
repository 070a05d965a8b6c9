"""监考端初始化: three confirmations, then how far it is (S4)."""

from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from exams.operations.initialising import Wish, check_initialise, unreported, what_goes
from formats.refused import Refused
from journal import clock
from proctor_site.backup.writing import backup_root
from proctor_site.system.forms import KeepForm, LastForm, SureForm
from proctor_site.system.initialising import KIND, ask_to_initialise
from proctor_site.system.rooms import room_of, rooms_of
from rooms import jobs
from rooms.admin_parts import actor
from rooms.models import Job, Room
from rooms.rights import require

RIGHT: Final = "rooms.manage_room"
SHOWN: Final = ("exams.Plan", "exams.Session", "exams.Candidate", "exams.Paper", "incidents.Violation", "rooms.Seat")
State = Job.State


@login_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def initialise(request: HttpRequest) -> HttpResponse:
    """系统初始化; `step` names the page that a POST asks for, and "do" is the last word."""
    room = room_of(request, actor(request), RIGHT)
    step = {"sure": _sure, "last": _last, "do": _do}.get(request.POST.get("step", ""), _first)
    try:
        return step(request, room)
    except Refused as refused:
        messages.error(request, refused.say(_))
        return _first(request, room)


@login_required
@require_GET
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far it is; without a script the page asks again by itself."""
    found = _job(request, job)
    told = _told(found)
    response = _render(request, "system/initialising.html", {"job": found, "told": told, "State": State})
    if not told["ended"]:
        response["Refresh"] = "3"
    return response


@login_required
@require_GET
def state(request: HttpRequest, job: UUID) -> JsonResponse:
    return JsonResponse(_told(_job(request, job)))


# --- the three confirmations
def _first(request: HttpRequest, room: Room) -> HttpResponse:
    rooms = rooms_of(actor(request))
    return _render(request, "system/initialise.html", {"room": room, "rooms": rooms, "form": KeepForm()})


def _sure(request: HttpRequest, room: Room) -> HttpResponse:
    keep = KeepForm(request.POST)
    keep.full_clean()
    check_initialise(room, Wish(reason="asked for on this very page"))
    return _ask_sure(request, room, SureForm(initial=keep.cleaned_data), Wish(**keep.cleaned_data))


def _last(request: HttpRequest, room: Room) -> HttpResponse:
    form = SureForm(request.POST)
    if form.is_valid():
        try:
            check_initialise(room, form.wish())
        except Refused as refused:
            form.add_error("reason", refused.say(_))
    if not form.is_valid():
        return _ask_sure(request, room, form, form.wish())
    return _ask_last(request, room, LastForm(initial=form.cleaned_data))


def _do(request: HttpRequest, room: Room) -> HttpResponse:
    form = LastForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            found = ask_to_initialise(actor(request), room, form.wish(), code=given["code"], password=given["password"])
            return redirect("system:initialise-job", found.pk)
        except Refused as refused:
            form.add_error(None, refused.say(_))
    if "sure" in form.errors:
        return _ask_sure(request, room, SureForm(request.POST), form.wish())
    return _ask_last(request, room, form)


def _ask_sure(request: HttpRequest, room: Room, form: SureForm, wish: Wish) -> HttpResponse:
    rows = what_goes(room, wish).counts()
    goes = [(apps.get_model(label)._meta.verbose_name_plural, rows.get(label, 0)) for label in SHOWN]
    context = {"room": room, "form": form, "goes": goes, "all": sum(rows.values()), "unreported": unreported(room)}
    return _render(request, "system/sure.html", context)


def _ask_last(request: HttpRequest, room: Room, form: LastForm) -> HttpResponse:
    return _render(request, "system/last.html", {"room": room, "form": form})


# --- how far it is
def _job(request: HttpRequest, pk: UUID) -> Job:
    wanted = get_object_or_404(Job, pk=pk, kind=KIND)
    require(actor(request), RIGHT, get_object_or_404(Room, pk=wanted.arguments["room"]))
    return jobs.look_at(pk, clock.now())


def _told(found: Job) -> dict[str, Any]:
    ended = not found.is_open
    return {"state": found.state, "progress": found.progress, "ended": ended, "text": _words(found), "url": ""}


def _words(found: Job) -> str:
    if jobs.nobody_works(found, clock.now()):
        return _("The worker is not running: start it with “manage.py worker”. Nothing has been deleted yet.")
    if found.state == State.FAILED and "text" in found.result:
        return _(found.result["text"]) % found.result["values"]
    return {
        State.WAITING: _("Waiting for the worker …"),
        State.RUNNING: _("A backup is written first, then the data is deleted …"),
        State.DONE: _("The system is initialised. The backup is %(folder)s.") % {"folder": _backup_of(found)},
        State.FAILED: _("It came to no end. Look into the server's log; the backup is %(folder)s.")
        % {"folder": _backup_of(found)},
        State.CANCELLED: _("Cancelled."),
    }[State(found.state)]


def _backup_of(found: Job) -> str:
    name = found.arguments.get("backup")
    return str(backup_root() / name) if name else "-"


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    title = {"title": _("Initialise the system")}
    return render(request, template, {**admin.site.each_context(request), **title, **context})
