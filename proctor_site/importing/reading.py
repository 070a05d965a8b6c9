"""Having files read by a process of their own."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO, Final

import msgspec
from django.conf import settings

from formats.refused import N_, Refused
from formats.spreadsheets import MOST_BYTES
from proctor_site.importing.readings import LENGTH_BYTES, Context, FileRead, FileToRead, Order

MOST_SECONDS: Final = 40
PIECE: Final = 256 * 1024
MODULE: Final = "proctor_site.importing.child"

_answer = msgspec.json.Decoder(list[FileRead])  # unlike msgpack, JSON keeps the zone of a moment


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
        hashed = hashlib.sha256()
        while piece := self.stream.read(PIECE):
            hashed.update(piece)
        return hashed.hexdigest()


def read_files(files: Sequence[Brought], context: Context) -> list[FileRead]:
    """Every file as typed rows with its faults, in the order in which they are stored.

    Raises `Refused` for a file above the limit, which no reader is troubled with, and if they could
    not be read within the bounds of time and memory.
    """
    for file in files:
        if file.size > MOST_BYTES:
            told = N_("%(file)s is larger than %(most)d MB.")
            raise Refused("file.too_large", told, file=file.name, most=MOST_BYTES // 2**20)
    with tempfile.TemporaryFile() as order:  # has no name, and holds twenty megabytes that the server need not
        write_order(files, context, order)
        return _ask(order)


def write_order(files: Sequence[Brought], context: Context, stream: BinaryIO) -> None:
    """Write down what the reading process is to do, and go back to the start."""
    order = Order(files=[FileToRead(name=file.name, size=file.size) for file in files], context=context)
    head = msgspec.json.encode(order)
    stream.write(len(head).to_bytes(LENGTH_BYTES, "big") + head)
    for file in files:
        file.stream.seek(0)
        shutil.copyfileobj(file.stream, stream)
    stream.seek(0)


def _ask(order: BinaryIO) -> list[FileRead]:
    try:
        child = subprocess.run(
            [sys.executable, "-m", MODULE],
            stdin=order,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=MOST_SECONDS,
            check=True,
        )
        return _answer.decode(child.stdout)
    except (subprocess.SubprocessError, msgspec.DecodeError) as fault:
        told = N_("The file could not be read within %(seconds)d seconds and the memory allowed. Nothing was stored.")
        raise Refused("file.beyond_bounds", told, seconds=MOST_SECONDS) from fault
