"""The socket of the page 环境检测: it only shows; acts go over HTTP."""

import asyncio
import json
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from formats.refused import Refused
from proctor_site.checks.board import board_of
from proctor_site.control_room.boards import Board, Viewer
from rooms.address import scope_address
from rooms.live.database import in_database
from rooms.models import Room
from rooms.rights import actor_of, require

FORBIDDEN = 4403


class ChecksOfRoom(AsyncWebsocketConsumer):
    board: Board | None = None
    viewer: Viewer | None = None
    sender: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        room = self.scope["url_route"]["kwargs"]["room"]
        await self.accept()
        if not await in_database(self._may_see, room):
            await self.close(FORBIDDEN)
            return
        self.board = board_of(room, self._language())
        self.viewer = await self.board.join()
        self.sender = asyncio.create_task(self._send_all(self.viewer))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """The page has seen a gap and asks for the whole."""
        if self.board and self.viewer and text_data == json.dumps({"type": "snapshot"}, separators=(",", ":")):
            self.viewer.start_again(self.board.snapshot())

    async def disconnect(self, code: int) -> None:
        if self.sender:
            self.sender.cancel()
        if self.board and self.viewer:
            self.board.leave(self.viewer)

    async def _send_all(self, viewer: Viewer) -> None:
        while True:
            await self.send(await viewer.texts.get())

    def _language(self) -> str:
        """As the pages have it: by the person's choice only."""
        chosen = self.scope["cookies"].get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def _may_see(self, room_uuid: UUID) -> bool:
        room = Room.objects.filter(uuid=room_uuid).first()
        if room is None or not self.scope["user"].is_authenticated:
            return False
        try:
            require(actor_of(self.scope["user"], scope_address(self.scope)), "rooms.see_room", room)
        except Refused:
            return False
        return True
