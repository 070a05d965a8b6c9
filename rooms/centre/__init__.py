"""The room's side of its test centre: how it is asked, registration, and what it is told (docs/centre-api.md)."""

from rooms.centre.registration import register, set_standalone

__all__ = ["register", "set_standalone"]
