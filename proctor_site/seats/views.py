"""机位管理 over HTTP: the page, its acts, its previews. Each reads the request, calls, and answers."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from formats.refused import N_, Refused
from journal.actor import Actor
from proctor_site.importing.reading import Brought
from proctor_site.seats import lists
from proctor_site.seats.acts import Body, ScanBody, decoded, perform
from proctor_site.seats.scan import preview
from rooms.admin_parts import actor
from rooms.models import Room
from rooms.rights import in_room, require


class TakeBody(Body):
    """The yes to a list: `seen` is what was shown, `agreed` the yes to what has to be confirmed."""

    seen: str
    agreed: bool = False


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The seats of the only room, else the rooms to choose from."""
    mine = [room for room in Room.objects.all() if in_room(actor(request), room)]
    if len(mine) == 1:
        return seats(request, mine[0].uuid)
    return _page(request, "seats/choose.html", {"rooms": mine})


@require_GET
def seats(request: HttpRequest, room: UUID) -> HttpResponse:
    found, who = _room(request, room)
    export = reverse("admin:rooms_seat_export", args=["xlsx"])
    context = {
        "room": found,
        "socket_url": f"/seats/{found.uuid}/",
        "base_url": reverse("seats:room", args=[found.uuid]),
        "export_url": f"{export}?room__id__exact={found.pk}",
        "template_url": reverse("importing:template", args=["seats"]),
        "may": sorted(who.permissions),
    }
    return _page(request, "seats/room.html", context)


@require_POST
def act(request: HttpRequest, room: UUID, verb: str) -> JsonResponse:
    found, who = _room(request, room)
    try:
        return JsonResponse(perform(who, found, verb, request.body))
    except KeyError as unknown:
        raise Http404(verb) from unknown
    except Refused as refused:
        return _refused(refused)


@require_POST
def scan(request: HttpRequest, room: UUID) -> JsonResponse:
    """What numbering would do; nothing is stored."""
    found, _who = _room(request, room)
    try:
        return JsonResponse({"ok": True, "rows": preview(found, decoded(request.body, ScanBody))})
    except Refused as refused:
        return _refused(refused)


@require_POST
def bring(request: HttpRequest, room: UUID) -> JsonResponse:
    """A list as a file: what it would do."""
    found, who = _room(request, room)
    require(who, "rooms.import_files", found)
    try:
        return JsonResponse(lists.look_at(who, found, _file(request), _owner(request)))
    except Refused as refused:
        return _refused(refused)


@require_POST
def take(request: HttpRequest, room: UUID, token: str) -> JsonResponse:
    """The yes to what `bring` has shown."""
    found, who = _room(request, room)
    try:
        given = decoded(request.body, TakeBody)
        return JsonResponse(lists.take(who, found, token, _owner(request), **msgspec.structs.asdict(given)))
    except Refused as refused:
        return _refused(refused)


def _room(request: HttpRequest, uuid: UUID) -> tuple[Room, Actor]:
    """The room and who asks; 404 where it is not, 403 for who may not see it."""
    found, who = get_object_or_404(Room, uuid=uuid), actor(request)
    require(who, "rooms.see_room", found)
    return found, who


def _file(request: HttpRequest) -> Brought:
    upload: Any = request.FILES.get("file")  # an uploaded file reads as any binary stream
    if upload is None:
        raise Refused("import.no_file", N_("Choose a file."))
    return Brought(upload.name or "", upload)


def _owner(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _refused(refused: Refused) -> JsonResponse:
    status = 403 if refused.code.startswith("right.") else 409
    return JsonResponse({"ok": False, "code": refused.code, "text": refused.say(_)}, status=status)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = admin.site.name
    title = {"title": _("Seat management")}
    return render(request, template, {**admin.site.each_context(request), **title, **context})
