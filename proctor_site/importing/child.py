"""The process that reads files, one order in and one answer out: `python -m proctor_site.importing.child`.

Parsing is pure Python and would hold up the server's event loop even in a thread. A process of its own
also gives its memory back, can be bounded, and may die without harm. No Django in here: it starts in 0.3 s.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO, Final, TypeVar

import msgspec

from formats import centre_sheet
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import Kind, Sheet, candidates, kind_of, papers, plan, seats
from formats.spreadsheets.bundles import BroughtFile, beside, is_bundle, is_material, named_by_none, unpacked
from formats.spreadsheets.materials import Beside
from proctor_site.importing.readings import LENGTH_BYTES, Context, FileRead, Order, in_order

MOST_MEMORY: Final = 512 * 1024 * 1024
MOST_SECONDS: Final = 30
MOST_REFUSED_ROWS: Final = 2_000  # of a refused list more are not shown

Row = TypeVar("Row")


def read(stream: BinaryIO) -> list[FileRead]:
    """Every file of an order, in the order in which they are stored; lists against the plan that is among them."""
    order = msgspec.json.decode(stream.read(int.from_bytes(stream.read(LENGTH_BYTES), "big")), type=Order)
    files = [BroughtFile(file.name, stream.read(file.size)) for file in order.files]
    told = [each for file in files for each in _told(file)]
    plans = [_read(file, kind, order.context) for file, kind in told if kind == Kind.PLAN]
    context = _with_plan(order.context, [file.plan for file in plans if file.plan])
    among = beside(told)
    read_papers = [_paper(file, among) for file, kind in told if kind == Kind.PAPERS]
    others = [_other(file, kind, context, among) for file, kind in told if kind not in (Kind.PLAN, Kind.PAPERS)]
    return in_order([*plans, *read_papers, *others])


def main() -> None:
    _bound()
    sys.stdout.buffer.write(msgspec.json.encode(read(sys.stdin.buffer)))


def _bound() -> None:
    try:
        import resource  # not on Windows: there the limits of formats.spreadsheets and the server's patience hold alone
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def _told(file: BroughtFile) -> Iterator[tuple[BroughtFile, Kind | FileRefused]]:
    """A file and what it is; of a zip the files in it."""
    if not is_bundle(file):
        yield file, _kind(file)
        return
    try:
        inner = unpacked(file)
    except FileRefused as refused:
        yield file, refused
        return
    yield from ((each, _kind(each)) for each in inner)


def _kind(file: BroughtFile) -> Kind | FileRefused:
    try:
        return kind_of(BytesIO(file.content), file.name)
    except FileRefused as refused:
        return refused


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
