"""The process that reads files, one order in and one answer out: `python -m proctor_site.importing.child` (formats/spreadsheets/reading_process.py)."""

import hashlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO, Final, TypeVar

import msgspec

from formats import centre_sheet
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import Kind, Sheet, candidates, papers, plan, seats
from formats.spreadsheets.bundles import BroughtFile, beside, is_material, named_by_none
from formats.spreadsheets.materials import Beside
from formats.spreadsheets.reading_process import bound, ordered, recognised
from proctor_site.importing.readings import Context, FileRead, Order, in_order

MOST_REFUSED_ROWS: Final = 2_000  # of a refused list more are not shown

Row = TypeVar("Row")


def read(stream: BinaryIO) -> list[FileRead]:
    """Every file of an order, in the order in which they are stored; lists against the plan that is among them."""
    order, files = ordered(stream, Order)
    told = recognised(files)
    plans = [_read(file, kind, order.context) for file, kind in told if kind == Kind.PLAN]
    context = _with_plan(order.context, [file.plan for file in plans if file.plan])
    among = beside(told)
    read_papers = [_paper(file, among) for file, kind in told if kind == Kind.PAPERS]
    others = [_other(file, kind, context, among) for file, kind in told if kind not in (Kind.PLAN, Kind.PAPERS)]
    return in_order([*plans, *read_papers, *others])


def main() -> None:
    bound()
    sys.stdout.buffer.write(msgspec.json.encode(read(sys.stdin.buffer)))


def _with_plan(context: Context, plans: list[PlanFile]) -> Context:
    if not plans:
        return context
    return msgspec.structs.replace(context, plan=plans[0], room_code=plans[0].rules.room_code)


def _paper(file: BroughtFile, among: Beside) -> FileRead:
    paper = papers(BytesIO(file.content), file.name, among)
    return _file(file, Kind.PAPERS, paper.faults, paper=paper.value)


def _other(file: BroughtFile, kind: Kind | FileRefused, context: Context, among: Beside) -> FileRead:
    """Beside a paper with materials a file that is nothing else may be one that nobody needs."""
    if is_material(file, among):
        return _file(file, Kind.MATERIAL, (), content=file.content)
    if among.named and (kind == Kind.UNKNOWN or isinstance(kind, FileRefused)):
        return _file(file, Kind.UNKNOWN, [named_by_none()])
    return _read(file, kind, context)


def _read(file: BroughtFile, kind: Kind | FileRefused, context: Context) -> FileRead:
    if isinstance(kind, FileRefused):
        return _file(file, Kind.UNKNOWN, kind.faults)
    stream = BytesIO(file.content)
    match kind:
        case Kind.SEATS:
            listed = seats(stream, file.name, proctor_ip=context.proctor_ip)
            return _file(file, kind, listed.faults, row_count=len(listed.rows), seats=_kept(listed))
        case Kind.CANDIDATES:
            roll = candidates(stream, file.name, plan=context.plan, room_code=context.room_code or None)
            return _file(file, kind, roll.faults, row_count=len(roll.rows), candidates=_kept(roll))
        case Kind.PLAN:
            book = plan(stream, file.name)
            return _file(file, kind, book.faults, plan=book.value)
        case Kind.INFORMATION_SHEET:
            return _information_sheet(file)
        case _:
            told = N_(
                "This is none of the known lists: its headings name neither seats, candidates, a plan nor a paper."
            )
            return _file(file, kind, [Fault(code="file.unknown_kind", text=told)])


def _information_sheet(file: BroughtFile) -> FileRead:
    """It is only looked at: as long as one room can be used, what is wrong with the others is told, no more."""
    try:
        sheet = centre_sheet.read(BytesIO(file.content))
    except FileRefused as refused:
        return _file(file, Kind.INFORMATION_SHEET, refused.faults)
    usable = any(room.is_complete for room in sheet.rooms)
    faults = [replace(fault, level="warning") for fault in sheet.faults] if usable else sheet.faults
    return _file(file, Kind.INFORMATION_SHEET, faults, row_count=len(sheet.rooms), rooms=sheet.rooms)


def _kept(sheet: Sheet[Row]) -> Sequence[Row]:
    return () if sheet.refused and len(sheet.rows) > MOST_REFUSED_ROWS else tuple(sheet.rows)


def _file(file: BroughtFile, kind: Kind, faults: Iterable[Fault], **held: Any) -> FileRead:
    sha256 = hashlib.sha256(file.content).hexdigest()
    return FileRead(name=file.name, sha256=sha256, kind=kind, faults=tuple(faults), **held)


if __name__ == "__main__":
    main()
