"""What passes between the centre and the process that reads files."""

from typing import Final

import msgspec

from formats.plan import PlanFile
from formats.refused import Fault
from formats.spreadsheets import CandidateRow, Kind, PaperFile

LENGTH_BYTES: Final = 8
ORDER: Final = (Kind.PLAN, Kind.CANDIDATES, Kind.PAPERS, Kind.MATERIAL)


class FileToRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file that follows the order, with so many bytes."""

    name: str
    size: int


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Files to be read; lists without a plan among them are read against `plan`.

    On the wire: its length in 8 bytes, the order as JSON, then the files one after another.
    """

    files: list[FileToRead]
    plan: PlanFile | None = None


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file as typed rows with every fault, a material as its bytes. A list that `is_whole` holds all candidates there are."""

    name: str
    sha256: str
    kind: Kind
    faults: tuple[Fault, ...] = ()
    candidates: tuple[CandidateRow, ...] = ()
    plan: PlanFile | None = None
    paper: PaperFile | None = None
    is_whole: bool = False
    content: bytes = b""

    @property
    def refused(self) -> bool:
        return any(fault.level == "error" for fault in self.faults)


def in_order(files: list[FileRead]) -> list[FileRead]:
    """Plan, candidates, papers and their materials: each may rest on those before it."""
    return sorted(files, key=lambda file: ORDER.index(file.kind) if file.kind in ORDER else len(ORDER))
