"""One board for each room and language that somebody looks at: read, compared and serialised once for all browsers."""

from typing import Any
from uuid import UUID

from django.utils import translation

from proctor_site.checks.picture import Drawn, picture
from proctor_site.control_room.boards import Board
from rooms.live.database import in_database

SINGLE = ("run", "figures", "needs", "last")


class CheckBoard(Board):
    """As the control room's; its words are the server's, so that page and report say the same."""

    def __init__(self, room: UUID, language: str) -> None:
        super().__init__(room)
        self._language = language
        self._drawn: dict[int, Drawn] = {}

    def _whole(self) -> dict[str, Any]:
        return {**{name: self.picture[name] for name in SINGLE}, "seats": list(self.picture["seats"].values())}

    def _changes(self, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        """The rows of another run replace all that were there."""
        found = {name: after[name] for name in SINGLE if after[name] != before[name]}
        rows = [row for key, row in after["seats"].items() if before["seats"].get(key) != row]
        gone = [key for key in before["seats"] if key not in after["seats"]]
        return found | ({"seats": rows} if rows else {}) | ({"gone": gone} if gone else {})

    async def _read(self) -> dict[str, Any]:
        return await in_database(self._pictured)

    def _pictured(self) -> dict[str, Any]:
        with translation.override(self._language):
            return picture(self.session, self._drawn)


_boards: dict[tuple[UUID, str], CheckBoard] = {}


def board_of(room: UUID, language: str) -> CheckBoard:
    return _boards.setdefault((room, language), CheckBoard(room, language))
