"""Which of the rooms the pages before the exam are about: one browser prepares one room at a time (B3)."""

from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest

from journal.actor import Actor
from rooms.models import Room

KEPT: Final = "steps_room"  # in the browser's session


def rooms_of(who: Actor) -> QuerySet[Room]:
    """The rooms that this person may see."""
    return Room.objects.all() if who.rooms is None else Room.objects.filter(pk__in=who.rooms)


def chosen_room(request: HttpRequest, who: Actor) -> Room | None:
    """The room that was chosen in this browser, else the first; None if there is none."""
    rooms = rooms_of(who)
    return rooms.filter(pk=request.session.get(KEPT)).first() or rooms.first()


def choose(request: HttpRequest, room: Room) -> None:
    request.session[KEPT] = room.pk
