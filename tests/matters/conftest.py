"""The control room's page on a scripted room."""

from tests.control_room.conftest import browser, look, page

__all__ = ["browser", "look", "page"]  # fixtures
