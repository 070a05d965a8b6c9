"""参数配置: one page for one room; the room is chosen in the bar above, or is a new one (B3, B4)."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from formats.refused import Refused
from journal.actor import Actor
from proctor_site.importing.reading import Brought
from proctor_site.parameters.folders import look_into
from proctor_site.parameters.forms import ParametersForm, is_away
from proctor_site.parameters.saving import save
from proctor_site.parameters.sheets import read_sheet, told
from proctor_site.steps.choosing import choose, chosen_room, rooms_of
from rooms.addresses import own_addresses
from rooms.admin_parts import actor
from rooms.centre.faults import OTHER_KEY
from rooms.models import CentreLink, Room

NEW: Final = "new"  # ?room=new: a room more
RIGHT: Final = "rooms.manage_room"

Answer = Callable[[HttpRequest], HttpResponse]


def parameters(request: HttpRequest) -> HttpResponse:
    """What is stored, to look at and to change; a POST saves it."""
    who = actor(request)
    if "rooms.see_room" not in who.permissions:
        raise PermissionDenied
    if request.method == "POST":
        return _save(request, who, _shown_room(request, who))
    room = chosen_room(request, who)
    if request.GET.get("room") == NEW and not is_away(room):
        room = None
    form = ParametersForm(room=room, read_only=RIGHT not in who.permissions)
    return _page(request, who, room, form)


def _json(view: Answer) -> Answer:
    """For whoever may save; a refusal is told as JSON."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if RIGHT not in actor(request).permissions:
            return JsonResponse({"text": _("Your role does not allow this. Ask an administrator.")}, status=403)
        try:
            return view(request)
        except Refused as refused:
            return JsonResponse({"code": refused.code, "text": refused.say(_)}, status=409)

    return answer


@require_GET
@_json
def folders(request: HttpRequest) -> HttpResponse:
    """The folders below `path`."""
    return JsonResponse(asdict(look_into(request.GET.get("path", ""))))


@require_POST
@_json
def sheet(request: HttpRequest) -> HttpResponse:
    """The rooms of a 考点信息表."""
    upload = request.FILES.get("sheet")
    if upload is None:
        return JsonResponse({"text": _("Choose at least one file.")}, status=400)
    rooms = read_sheet(Brought(upload.name or "", upload))  # type: ignore[arg-type]  # an UploadedFile reads and seeks
    return JsonResponse({"file": upload.name, "rooms": [told(room) for room in rooms]})


# --- the page
def _shown_room(request: HttpRequest, who: Actor) -> Room | None:
    """The room that the page was about, whatever another tab has chosen since; none for a new one."""
    code = request.POST.get("room", "")
    return get_object_or_404(rooms_of(who), code=code) if code else None


def _save(request: HttpRequest, who: Actor, room: Room | None) -> HttpResponse:
    if RIGHT not in who.permissions:
        raise PermissionDenied
    form = ParametersForm(request.POST, room=room)
    if not form.is_valid():
        return _page(request, who, room, form, status=400)
    saved = save(who, room, form.cleaned_data)
    if saved.room:
        choose(request, saved.room)
    for fault in saved.faults:
        _tell(form, fault)
    if not saved.faults:
        messages.success(request, _("Saved."))
        return redirect("steps:parameters")
    if saved.room:
        messages.warning(request, _("The parameters are saved. The room is not registered at the test centre yet."))
    return _page(request, who, saved.room or room, form, status=409)


def _tell(form: ParametersForm, fault: Refused) -> None:
    field = fault.values.get("field")
    form.add_error(field if field in form.fields else None, fault.say(_))
    if fault.code == OTHER_KEY:
        form.other_key = fault.values["found"]


def _page(
    request: HttpRequest, who: Actor, room: Room | None, form: ParametersForm, *, status: int = 200
) -> HttpResponse:
    request.current_app = admin.site.name
    gone = room is not None and room.proctor_ip not in (None, *own_addresses())
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Room parameters"),
        "form": form,
        "room": room,
        "link": CentreLink.objects.filter(room=room).first() if room else None,
        "is_away": form.is_away,
        "may_save": RIGHT in who.permissions,
        "may_add": RIGHT in who.permissions and who.rooms is None,
        "gone_address": room.proctor_ip if room and gone else "",
    }
    return render(request, "steps/parameters.html", context, status=status)
