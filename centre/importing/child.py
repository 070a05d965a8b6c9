"""The process that reads files, one order in and one answer out: `python -m centre.importing.child` (formats/spreadsheets/reading_process.py)."""

import hashlib
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import Any, BinaryIO

import msgspec

from centre.importing.readings import FileRead, Order, in_order
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import Kind, candidates, papers, plan
from formats.spreadsheets.bundles import BroughtFile, beside, is_material, named_by_none
from formats.spreadsheets.materials import Beside
from formats.spreadsheets.reading_process import bound, ordered, recognised


def read(stream: BinaryIO) -> list[FileRead]:
    """Every file of an order, in the order in which they are stored; lists against the plan that is among them."""
    order, files = ordered(stream, Order)
    told = recognised(files)
    plans = [_read(file, kind, None) for file, kind in told if kind == Kind.PLAN]
    planned = next((file.plan for file in plans if file.plan), order.plan)
    among = beside(told)
    read_papers = [_paper(file, among) for file, kind in told if kind == Kind.PAPERS]
    others = [_other(file, kind, planned, among) for file, kind in told if kind not in (Kind.PLAN, Kind.PAPERS)]
    return in_order([*plans, *read_papers, *others])


def main() -> None:
    bound()
    sys.stdout.buffer.write(msgspec.json.encode(read(sys.stdin.buffer)))


def _paper(file: BroughtFile, among: Beside) -> FileRead:
    paper = papers(BytesIO(file.content), file.name, among)
    return _file(file, Kind.PAPERS, paper.faults, paper=paper.value)


def _other(file: BroughtFile, kind: Kind | FileRefused, planned: PlanFile | None, among: Beside) -> FileRead:
    """Beside a paper with materials a file that is nothing else may be one that nobody needs."""
    if is_material(file, among):
        return _file(file, Kind.MATERIAL, (), content=file.content)
    if among.named and (kind == Kind.UNKNOWN or isinstance(kind, FileRefused)):
        return _file(file, Kind.UNKNOWN, [named_by_none()])
    return _read(file, kind, planned)


def _read(file: BroughtFile, kind: Kind | FileRefused, planned: PlanFile | None) -> FileRead:
    if isinstance(kind, FileRefused):
        return _file(file, Kind.UNKNOWN, kind.faults)
    stream = BytesIO(file.content)
    match kind:
        case Kind.PLAN:
            book = plan(stream, file.name)
            return _file(file, kind, book.faults, plan=book.value)
        case Kind.CANDIDATES:
            roll = candidates(stream, file.name, plan=planned)
            return _file(file, kind, roll.faults, candidates=() if roll.refused else tuple(roll.rows))
        case _:
            told = N_("The centre takes plans, lists of candidates and papers; this is none of them.")
            return _file(file, kind, [Fault(code="file.not_for_centre", text=told)])


def _file(file: BroughtFile, kind: Kind, faults: Iterable[Fault], **held: Any) -> FileRead:
    sha256 = hashlib.sha256(file.content).hexdigest()
    return FileRead(name=file.name, sha256=sha256, kind=kind, faults=tuple(faults), **held)


if __name__ == "__main__":
    main()
