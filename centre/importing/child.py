"""The process that reads files, one order in and one answer out: `python -m centre.importing.child`.

Parsing is pure Python and would hold up the server's event loop even in a thread. A process of its own
also gives its memory back, can be bounded, and may die without harm. No Django in here.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO, Final

import msgspec

from centre.importing.readings import LENGTH_BYTES, FileRead, Order, in_order
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import Kind, candidates, kind_of, papers, plan
from formats.spreadsheets.bundles import BroughtFile, beside, is_bundle, is_material, named_by_none, unpacked
from formats.spreadsheets.materials import Beside

MOST_MEMORY: Final = 512 * 1024 * 1024
MOST_SECONDS: Final = 30


def read(stream: BinaryIO) -> list[FileRead]:
    """Every file of an order, in the order in which they are stored; lists against the plan that is among them."""
    order = msgspec.json.decode(stream.read(int.from_bytes(stream.read(LENGTH_BYTES), "big")), type=Order)
    files = [BroughtFile(file.name, stream.read(file.size)) for file in order.files]
    told = [each for file in files for each in _told(file)]
    plans = [_read(file, kind, None) for file, kind in told if kind == Kind.PLAN]
    planned = next((file.plan for file in plans if file.plan), order.plan)
    among = beside(told)
    read_papers = [_paper(file, among) for file, kind in told if kind == Kind.PAPERS]
    others = [_other(file, kind, planned, among) for file, kind in told if kind not in (Kind.PLAN, Kind.PAPERS)]
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
