"""What passes between the centre and the process that reads files."""

from typing import Final

import msgspec

from formats.plan import PlanFile
from formats.refused import Fault
from formats.spreadsheets import CandidateRow, Kind, PaperFile
from formats.spreadsheets.reading_process import FilesToRead

ORDER: Final = (Kind.PLAN, Kind.CANDIDATES, Kind.PAPERS, Kind.MATERIAL)


class Order(FilesToRead, frozen=True, kw_only=True):
    """Lists without a plan among them are read against `plan`."""

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
