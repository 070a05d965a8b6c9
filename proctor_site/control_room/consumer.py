"""The sockets of live pages: ordinary channels consumers that only show; acts go over HTTP."""

import asyncio
import json
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer

from exams.models import Session
from formats.refused import Refused
from proctor_site.control_room.boards import Board, Viewer, board_of
from rooms.address import scope_address
from rooms.live.database import in_database
from rooms.models import Room
from rooms.rights import actor_of, require

FORBIDDEN = 4403


class BoardSocket(AsyncWebsocketConsumer):
    """Shows one board to whoever may see its room; a page of its own says which."""

    board: Board | None = None
    viewer: Viewer | None = None
    sender: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        named = next(iter(self.scope["url_route"]["kwargs"].values()))
        await self.accept()
        if not await in_database(self.may_see, named):
            await self.close(FORBIDDEN)
            return
        self.board = self.board_of(named)
        self.viewer = await self.board.join()
        self.sender = asyncio.create_task(self._send_all(self.viewer))

    def board_of(self, named: UUID) -> Board:
        raise NotImplementedError

    def room_of(self, named: UUID) -> Room | None:
        """The room whose right is asked; in a database thread."""
        raise NotImplementedError

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """The page has seen a gap and asks for the whole."""
        if self.board and self.viewer and _wants_snapshot(text_data):
            self.viewer.start_again(self.board.snapshot())

    async def disconnect(self, code: int) -> None:
        if self.sender:
            self.sender.cancel()
        if self.board and self.viewer:
            self.board.leave(self.viewer)

    async def _send_all(self, viewer: Viewer) -> None:
        while True:
            await self.send(await viewer.texts.get())

    def may_see(self, named: UUID) -> bool:
        """Whether who has come may see the room; in a database thread."""
        room = self.room_of(named)
        if room is None or not self.scope["user"].is_authenticated:
            return False
        try:
            require(actor_of(self.scope["user"], scope_address(self.scope)), "rooms.see_room", room)
        except Refused:
            return False
        return True


class ControlRoom(BoardSocket):
    """The board of one session."""

    def board_of(self, named: UUID) -> Board:
        return board_of(named)

    def room_of(self, named: UUID) -> Room | None:
        session = Session.objects.select_related("plan__room").filter(uuid=named).first()
        return session.room if session else None


def _wants_snapshot(text: str | None) -> bool:
    try:
        asked: Any = json.loads(text or "")
    except ValueError:
        return False
    return isinstance(asked, dict) and asked.get("type") == "snapshot"
