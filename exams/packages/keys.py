"""The key that opens the answer packages of a room (E13): of this installation, so that it comes back with its backup."""

from django.utils.crypto import salted_hmac

from formats import sealing
from rooms.models import Room

SALT = "jiankao.answer-package"


def private_key(room: Room) -> bytes:
    """X25519, 32 bytes; never leaves the server."""
    return salted_hmac(SALT, room.uuid.hex, algorithm="sha256").digest()


def public_key(room: Room) -> bytes:
    """What machines seal for, told at every login."""
    return sealing.public_of(private_key(room))
