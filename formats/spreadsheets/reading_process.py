"""Files are read by a process of their own: what passes between it and the program that asks, and its bounds (B10).

Parsing is pure Python and would hold up the server's event loop even in a thread. A process of its own
also gives its memory back, can be bounded, and may die without harm. No Django in here.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import msgspec

from formats.refused import N_, FileRefused, Refused
from formats.spreadsheets import papers
from formats.spreadsheets.bundles import BroughtFile, is_bundle, unpacked
from formats.spreadsheets.kinds import Kind, kind_of
from formats.spreadsheets.materials import Beside, one_form
from formats.spreadsheets.workbooks import MOST_BYTES

LENGTH_BYTES: Final = 8
MOST_MEMORY: Final = 512 * 1024 * 1024
MOST_SECONDS: Final = 30

Answer = TypeVar("Answer")


class FileToRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file that follows the order, with so many bytes."""

    name: str
    size: int


class FilesToRead(msgspec.Struct, frozen=True, kw_only=True):
    """An order; what the files are read against is its program's.

    On the wire: its length in 8 bytes, the order as JSON, then the files one after another.
    """

    files: list[FileToRead]


AnOrder = TypeVar("AnOrder", bound=FilesToRead)


# --- the program that asks
@dataclass(frozen=True)
class Brought:
    """A file as it was brought: uploaded, or on the disk. `stream` can seek."""

    name: str
    stream: BinaryIO

    @property
    def size(self) -> int:
        return self.stream.seek(0, SEEK_END)

    @property
    def sha256(self) -> str:
        self.stream.seek(0)
        return hashlib.file_digest(self.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # readinto, which BinaryIO does not name


def none_too_large(files: Iterable[Brought]) -> None:
    """Raise `Refused` for the first file above the limit: no reader is troubled with it."""
    for file in files:
        if file.size > MOST_BYTES:
            told = N_("%(file)s is larger than %(most)d MB. Split it.")
            raise Refused("file.too_large", told, file=file.name, most=MOST_BYTES // 2**20)


def to_read(files: Iterable[Brought]) -> list[FileToRead]:
    return [FileToRead(name=file.name, size=file.size) for file in files]


def write_down(order: FilesToRead, files: Sequence[Brought], stream: BinaryIO) -> None:
    """Write the order and its files, and go back to the start."""
    head = msgspec.json.encode(order)
    stream.write(len(head).to_bytes(LENGTH_BYTES, "big") + head)
    for file in files:
        file.stream.seek(0)
        shutil.copyfileobj(file.stream, stream)
    stream.seek(0)


def answered(
    module: str, order: BinaryIO, answer: msgspec.json.Decoder[Answer], *, folder: Path, seconds: float
) -> Answer:
    """What the reading process `module` says. Raises `Refused` when it does not within its bounds of time and memory."""
    command = [sys.executable, "-m", module]
    try:
        child = subprocess.run(command, stdin=order, capture_output=True, cwd=folder, timeout=seconds, check=True)
        return answer.decode(child.stdout)
    except (subprocess.SubprocessError, msgspec.DecodeError) as fault:
        told = N_(
            "The file could not be read within %(seconds)d seconds and the memory allowed. Nothing was stored. Split it, or save it anew as .xlsx."
        )
        raise Refused("file.beyond_bounds", told, seconds=seconds) from fault


# --- the process that reads
def bound() -> None:
    """Let this process have no more memory and time than a file may cost."""
    try:
        import resource  # not on Windows: there the limits of formats.spreadsheets and the server's patience hold alone
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def ordered(stream: BinaryIO, kind: type[AnOrder]) -> tuple[AnOrder, list[BroughtFile]]:
    """What `write_down` wrote."""
    order = msgspec.json.decode(stream.read(int.from_bytes(stream.read(LENGTH_BYTES), "big")), type=kind)
    return order, [BroughtFile(file.name, stream.read(file.size)) for file in order.files]


def recognised(files: Iterable[BroughtFile]) -> list[tuple[BroughtFile, Kind | FileRefused]]:
    """Each file and what it is; of a zip the files in it, unless a workbook beside it names the zip as material."""
    brought = list(files)
    materials = _named(brought)
    return [each for file in brought for each in _recognised(file, materials)]


def _named(files: Sequence[BroughtFile]) -> set[str]:
    """What the papers that lie beside zips ask for."""
    among = Beside()
    beside = [file for file in files if not is_bundle(file)]
    for file in beside if len(beside) < len(files) else ():
        if _kind(file) == Kind.PAPERS:
            papers(BytesIO(file.content), file.name, among)
    return among.named


def _recognised(file: BroughtFile, materials: Container[str]) -> Iterator[tuple[BroughtFile, Kind | FileRefused]]:
    if not is_bundle(file) or one_form(file.name) in materials:
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
