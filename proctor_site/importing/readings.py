"""What passes between the room server and the process that reads files."""

from typing import Final

import msgspec

from formats.centre_sheet import RoomEntry
from formats.plan import PlanFile
from formats.refused import Fault
from formats.spreadsheets import CandidateRow, Kind, PaperFile, SeatRow
from formats.spreadsheets.reading_process import FilesToRead

ORDER: Final = (
    Kind.PLAN,
    Kind.SEATS,
    Kind.CANDIDATES,
    Kind.PAPERS,
    Kind.MATERIAL,
    Kind.INFORMATION_SHEET,
    Kind.UNKNOWN,
)


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What the room knows already: `plan` for lists that come without one, 监考机IP by room code."""

    room_code: str = ""
    plan: PlanFile | None = None
    proctor_ips: dict[str, str] = {}

    @property
    def proctor_ip(self) -> str | None:
        """That of the room meant, which may be known by its three digits only."""
        return self.proctor_ips.get(self.room_code) or self.proctor_ips.get(self.room_code[-3:])


class Order(FilesToRead, frozen=True, kw_only=True):
    """Files to be read, and what they are to be read against."""

    context: Context


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file as typed rows with every fault; what it holds stands under its kind, of a material its bytes.

    Of a refused list that is far too long only the number of its rows is kept.
    """

    name: str
    sha256: str
    kind: Kind
    faults: tuple[Fault, ...] = ()
    row_count: int = 0
    seats: tuple[SeatRow, ...] = ()
    candidates: tuple[CandidateRow, ...] = ()
    plan: PlanFile | None = None
    paper: PaperFile | None = None
    rooms: tuple[RoomEntry, ...] = ()
    content: bytes = b""

    @property
    def refused(self) -> bool:
        return any(fault.level == "error" for fault in self.faults)


def in_order(files: list[FileRead]) -> list[FileRead]:
    """Plan, seats, candidates, papers and their materials: each may rest on those before it."""
    return sorted(files, key=lambda file: ORDER.index(file.kind))
