"""The process that reads files, one order in and one answer out: `python -m centre.importing.child`.

Parsing is pure Python and would hold up the server's event loop even in a thread. A process of its own
also gives its memory back, can be bounded, and may die without harm. No Django in here.
"""

import hashlib
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from centre.importing.readings import LENGTH_BYTES, FileRead, Order, in_order
from formats.plan import PlanFile
from formats.refused import N_, Fault, FileRefused
from formats.spreadsheets import Kind, candidates, kind_of, papers, plan

MOST_MEMORY: Final = 512 * 1024 * 1024
MOST_SECONDS: Final = 30


class _File(NamedTuple):
    name: str
    content: bytes


def read(stream: BinaryIO) -> list[FileRead]:
    """Every file of an order, in the order in which they are stored; lists against the plan that is among them."""
    order = msgspec.json.decode(stream.read(int.from_bytes(stream.read(LENGTH_BYTES), "big")), type=Order)
    files = [_File(file.name, stream.read(file.size)) for file in order.files]
    told = [(file, _kind(file)) for file in files]
    plans = [_read(file, kind, None) for file, kind in told if kind == Kind.PLAN]
    among = next((file.plan for file in plans if file.plan), order.plan)
    others = [_read(file, kind, among) for file, kind in told if kind != Kind.PLAN]
    return in_order([*plans, *others])


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


def _kind(file: _File) -> Kind | FileRefused:
    try:
        return kind_of(BytesIO(file.content), file.name)
    except FileRefused as refused:
        return refused


def _read(file: _File, kind: Kind | FileRefused, among: PlanFile | None) -> FileRead:
    if isinstance(kind, FileRefused):
        return _file(file, Kind.UNKNOWN, kind.faults)
    stream = BytesIO(file.content)
    match kind:
        case Kind.PLAN:
            book = plan(stream, file.name)
            return _file(file, kind, book.faults, plan=book.value)
        case Kind.CANDIDATES:
            roll = candidates(stream, file.name, plan=among)
            return _file(file, kind, roll.faults, candidates=() if roll.refused else tuple(roll.rows))
        case Kind.PAPERS:
            paper = papers(stream, file.name)
            return _file(file, kind, paper.faults, paper=paper.value)
        case _:
            told = N_("The centre takes plans, lists of candidates and papers; this is none of them.")
            return _file(file, kind, [Fault(code="file.not_for_centre", text=told)])


def _file(file: _File, kind: Kind, faults: Iterable[Fault], **held: Any) -> FileRead:
    sha256 = hashlib.sha256(file.content).hexdigest()
    return FileRead(name=file.name, sha256=sha256, kind=kind, faults=tuple(faults), **held)


if __name__ == "__main__":
    main()
