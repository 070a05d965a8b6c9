"""The socket of 机位管理."""

from uuid import UUID

from journal import clock
from proctor_site.control_room.boards import Board, shared
from proctor_site.control_room.consumer import BoardSocket
from proctor_site.seats import facts
from proctor_site.seats.picture import SHAPE, picture
from rooms.models import Room


class SeatList(BoardSocket):
    """The seats of one room, and the machines that wait for one."""

    def board_of(self, named: UUID) -> Board:
        return shared(f"seats of {named}", lambda: picture(facts.read(named, clock.now())), SHAPE)

    def room_of(self, named: UUID) -> Room | None:
        return Room.objects.filter(uuid=named).first()
