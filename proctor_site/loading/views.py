"""载入考务 over HTTP: the table, fetching, a package and its differences, and the yes to it (B10)."""

import hashlib
from datetime import datetime
from time import monotonic, sleep
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.operations import PackageChanges, load_package, plan_package
from formats.exam_package import ExamPackage
from formats.refused import Refused
from journal import clock
from journal.actor import Actor
from proctor_site.importing.pages import Panel, panels
from proctor_site.loading import shelf
from proctor_site.loading.fetching import FETCH, ask_for_packages
from proctor_site.loading.opening import Stranger, open_package
from proctor_site.loading.outlining import outline_of
from proctor_site.loading.standing import standing, told
from proctor_site.steps.choosing import chosen_room
from rooms import centre, jobs
from rooms.admin_parts import actor
from rooms.models import CentreLink, Job, Room
from rooms.operations import Source
from rooms.rights import require

ANSWERS_WITHIN_S: Final = 0.8


class SeenForm(forms.Form):
    """`seen` is what was shown: only that is loaded."""

    seen = forms.CharField(widget=forms.HiddenInput)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The sessions that are loaded, and 下载, 导入, 重新载入."""
    who, room = _importer(request), _chosen(request)
    found = standing(room, clock.now()) if room else None
    context = {"found": found, "may_load": "rooms.import_files" in who.permissions, "title": _("Load the exam")}
    return _page(request, "loading/page.html", context)


@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """下载, and 重新载入 from the centre."""
    return _done(request, lambda room: ask_for_packages(actor(request), room))


@require_POST
def reconnect(request: HttpRequest) -> HttpResponse:
    """重新连接: the answer comes with the page that follows, or the one after it."""

    def again(room: Room) -> None:
        asked = clock.now()
        centre.reconnect(actor(request), room)
        if not _answered_since(room, asked):
            messages.info(request, _("The test centre is being contacted. Load the page again in a few seconds."))

    return _done(request, again)


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """再次上报: what the centre has refused goes to it once more."""

    def again(room: Room) -> None:
        count = centre.send_again(actor(request), room)
        messages.info(request, _("%(count)d reports are being sent to the test centre again.") % {"count": count})

    return _done(request, again)


@require_GET
def state(request: HttpRequest) -> JsonResponse:
    room = _chosen(request)
    job = get_object_or_404(Job, room=room, kind=FETCH)
    require(actor(request), "rooms.see_room", room)
    return JsonResponse(told(jobs.look_at(job.pk, clock.now())))


@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    room = _chosen(request)
    require(actor(request), "rooms.import_files", room)
    jobs.cancel(get_object_or_404(Job, room=room, kind=FETCH))
    return redirect("loading:page")


@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a package would change; a POST is the yes to it, or to the centre that signed it."""
    who, room = _importer(request), _room(request)
    try:
        found = open_package(room, sha256)
        if request.method == "POST":
            return _agreed(request, who, room, sha256, found)
    except Refused as refused:
        messages.error(request, refused.say(_))
        return redirect("loading:page")
    if isinstance(found, Stranger):
        return _page(request, "loading/stranger.html", {"found": found, "room": room, "title": _("Load the exam")})
    return _preview(request, sha256, plan_package(room, found, now=clock.now()))


def _agreed(request: HttpRequest, who: Actor, room: Room, sha256: str, found: ExamPackage | Stranger) -> HttpResponse:
    if isinstance(found, Stranger):
        if request.POST.get("fingerprint") == found.fingerprint:
            centre.pin_centre(who, room, public_key=found.key, room_code=found.manifest.room)
        return redirect("loading:package", sha256)
    form = SeenForm(request.POST)
    if not form.is_valid() or form.cleaned_data["seen"] != _digest(plan_package(room, found, now=clock.now())):
        messages.warning(request, _("What is stored has changed since the preview. Look at it again."))
        return redirect("loading:package", sha256)
    plan = load_package(who, room, found, source=Source(f"{found.manifest.name}.zip", sha256))
    shelf.drop(sha256)
    messages.success(request, _("Loaded: %(plan)s") % {"plan": plan.name})
    return redirect("loading:page")


def _preview(request: HttpRequest, sha256: str, changes: PackageChanges) -> HttpResponse:
    number = request.GET.get("page", "1")
    found = outline_of(changes, sha256)
    shown: list[Panel] = panels(found, int(number) if number.isdecimal() and len(number) < 6 else 1)
    context = {
        "changes": changes,
        "panels": shown,
        "refused": bool(changes.at_level("error")),
        "form": SeenForm(initial={"seen": _digest(changes)}),
        "title": _("Load the exam"),
    }
    return _page(request, "loading/package.html", context)


def _digest(changes: PackageChanges) -> str:
    """The same as long as the same would be done."""
    revision = changes.stored.revision if changes.stored else None
    done = (revision, changes.differences, changes.candidates.counts, changes.papers, changes.at_level("error"))
    return hashlib.sha256(repr(done).encode()).hexdigest()


def _done(request: HttpRequest, verb: Any) -> HttpResponse:
    """Do it for the room that is prepared, and back to where the person was."""
    try:
        verb(_room(request))
    except Refused as refused:
        if refused.code.startswith("right."):
            raise  # a page of its own, with 403
        messages.error(request, refused.say(_))
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if is_ours else "loading:page")


def _answered_since(room: Room, asked: datetime) -> bool:
    """A centre that works answers at once: wait for that, but for no longer than a page may take."""
    until = monotonic() + ANSWERS_WITHIN_S
    while not (answered := CentreLink.objects.filter(room=room, answered_at__gte=asked).exists()):
        if monotonic() >= until:
            break
        sleep(0.1)
    return answered


def _importer(request: HttpRequest) -> Actor:
    who = actor(request)
    if not {"rooms.import_files", "rooms.see_room"} & who.permissions:
        raise PermissionDenied
    return who


def _chosen(request: HttpRequest) -> Room | None:
    return chosen_room(request, actor(request))


def _room(request: HttpRequest) -> Room:
    found = _chosen(request)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = admin.site.name
    return render(request, template, {**admin.site.each_context(request), **context})
