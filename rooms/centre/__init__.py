"""The room's side of its test centre: how it is asked, registration, and what it is told (docs/centre-api.md)."""

from rooms.centre.contact import reconnect, send_again
from rooms.centre.pinning import pin_centre
from rooms.centre.registration import note_centre, register, set_standalone

__all__ = ["note_centre", "pin_centre", "reconnect", "register", "send_again", "set_standalone"]
