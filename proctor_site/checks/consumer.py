"""The socket of the page 环境检测."""

from uuid import UUID

from django.conf import settings

from proctor_site.checks.board import board_of
from proctor_site.control_room.boards import Board
from proctor_site.control_room.consumer import BoardSocket
from rooms.models import Room


class ChecksOfRoom(BoardSocket):
    """The last check of one room, in the language of whoever looks."""

    def board_of(self, named: UUID) -> Board:
        return board_of(named, self._language())

    def room_of(self, named: UUID) -> Room | None:
        return Room.objects.filter(uuid=named).first()

    def _language(self) -> str:
        """As the pages have it: by the person's choice only."""
        chosen = self.scope["cookies"].get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
