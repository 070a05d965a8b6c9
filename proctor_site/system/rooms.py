"""Which of somebody's rooms a page of system management is about."""

from django.http import Http404, HttpRequest

from journal.actor import Actor
from rooms.models import Room
from rooms.rights import require


def rooms_of(actor: Actor) -> list[Room]:
    found = Room.objects.order_by("code")
    return list(found if actor.rooms is None else found.filter(pk__in=actor.rooms))


def room_of(request: HttpRequest, actor: Actor, right: str) -> Room:
    """The one named in the address, else the first. Raises `Refused` without the right, 404 without a room."""
    require(actor, right)
    rooms = rooms_of(actor)
    named = request.POST.get("room") or request.GET.get("room")
    found = next((room for room in rooms if named in (None, "", room.code)), None)
    if found is None:
        raise Http404("room")
    return found
