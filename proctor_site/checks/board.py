"""One board for each room and language that somebody looks at."""

from typing import Any, Final
from uuid import UUID

from django.utils import translation

from proctor_site.checks.picture import Drawn, picture
from proctor_site.control_room.boards import Board, shared
from proctor_site.control_room.differences import Shape

SHAPE: Final = Shape(single=("run", "figures", "needs", "last"), tables=("seats",), growing=())


def board_of(room: UUID, language: str) -> Board:
    """Its words are the server's, so that page and report say the same; what was drawn once is kept."""
    drawn: dict[int, Drawn] = {}

    def look() -> dict[str, Any]:
        with translation.override(language):
            return picture(room, drawn)

    return shared(f"checks of {room} in {language}", look, SHAPE)
