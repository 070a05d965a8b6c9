"""Who asks: the room of the token, counted and heard from."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from ninja.security import HttpBearer

from centre import operations
from centre.api import limits
from centre.models import Room
from journal.actor import Actor
from journal.address import client_address


def room_of_token(request: HttpRequest, token: str) -> Room | None:
    """Raises `Refused` for who asks too often."""
    room = operations.room_of_token(token)
    if room is None:
        limits.unknown.count(client_address(request))
        return None
    (limits.pieces if request.method == "PATCH" else limits.of_room).count(room.pk)
    operations.heard(room, client_address(request))
    return room


def counted(request: HttpRequest) -> bool:
    """Anybody may ask to be registered, but not often: counted before the body is looked at, so malformed ones too."""
    limits.registrations.count(client_address(request))
    return True


class Token(HttpBearer):
    """The token of a registered room; whoever shows it has been heard from."""

    def authenticate(self, request: HttpRequest, token: str) -> Room | None:
        return room_of_token(request, token)


class AsyncToken(HttpBearer):
    """The same for what is answered in the loop."""

    async def authenticate(self, request: HttpRequest, token: str) -> Room | None:
        return await sync_to_async(room_of_token)(request, token)


def room_of(request: HttpRequest) -> Room:
    room: Room = request.auth  # type: ignore[attr-defined]  # ninja puts there what `Token` gave
    return room


def actor_of_room(request: HttpRequest) -> Actor:
    return Actor(kind="machine", machine=room_of(request).machine, address=client_address(request))
