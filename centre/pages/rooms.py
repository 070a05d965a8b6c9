"""考场: rooms with their registration, and adding one (B3)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from centre import operations
from centre.models import Room
from centre.pages.shared import actor, done, page
from journal import clock


class RoomForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("room code"), max_length=10)
    name = forms.CharField(label=pgettext_lazy("exam", "name"), max_length=100, required=False)
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)


@page()
def show(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rooms = [(room, room.is_heard(now)) for room in Room.objects.all()]
    return render(request, "centre/rooms.html", {"rooms": rooms, "form": RoomForm()})


@require_POST
@page("centre.manage_rooms")
def add(request: HttpRequest) -> HttpResponse:
    form = RoomForm(request.POST)
    if not form.is_valid():
        rooms = [(room, False) for room in Room.objects.all()]
        return render(request, "centre/rooms.html", {"rooms": rooms, "form": form})

    def act() -> str:
        room = operations.add_room(actor(request), **form.cleaned_data)
        return _("Room %(room)s was added; its registration code is %(code)s.") % {
            "room": room.code,
            "code": room.registration_code,
        }

    return done(request, act, "rooms")


@require_POST
@page("centre.manage_rooms")
def release(request: HttpRequest, room: int) -> HttpResponse:
    found = get_object_or_404(Room, pk=room)

    def act() -> str:
        operations.release_room(actor(request), found)
        return _("Room %(room)s was released; another machine may register now.") % {"room": found.code}

    return done(request, act, "rooms")
