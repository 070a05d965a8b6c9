"""The control room's page on a scripted room."""

from tests.control_room.conftest import browser, context, look, page

__all__ = ["browser", "context", "look", "page"]  # fixtures
