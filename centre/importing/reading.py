"""Having files read by a process of their own."""

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

from centre.importing.readings import LENGTH_BYTES, FileRead, FileToRead, Order
from formats.plan import PlanFile
from formats.refused import N_, Refused
from formats.spreadsheets import MOST_BYTES

MOST_SECONDS: Final = 40
MOST_FILES: Final = 40
MODULE: Final = "centre.importing.child"

_answer = msgspec.json.Decoder(list[FileRead])


@dataclass(frozen=True)
class Brought:
    """A file as it was brought: uploaded, or on the disk. `stream` can seek."""

    name: str
    stream: BinaryIO

    @property
    def size(self) -> int:
        return self.stream.seek(0, SEEK_END)


def read_files(files: Sequence[Brought], plan: PlanFile | None) -> list[FileRead]:
    """Every file as typed rows with its faults, in the order in which they are stored.

    Raises `Refused` for too many files or one above the limit, and if they could not be read within the
    bounds of time and memory.
    """
    if len(files) > MOST_FILES:
        raise Refused("file.too_many", N_("At most %(most)d files at once."), most=MOST_FILES)
    for file in files:
        if file.size > MOST_BYTES:
            told = N_("%(file)s is larger than %(most)d MB.")
            raise Refused("file.too_large", told, file=file.name, most=MOST_BYTES // 2**20)
    with tempfile.TemporaryFile() as order:
        _write(files, plan, order)
        return _ask(order)


def _write(files: Sequence[Brought], plan: PlanFile | None, stream: BinaryIO) -> None:
    order = Order(files=[FileToRead(name=file.name, size=file.size) for file in files], plan=plan)
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
