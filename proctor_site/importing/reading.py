"""Having files read by a process of their own."""

import tempfile
from collections.abc import Sequence
from typing import BinaryIO, Final

import msgspec
from django.conf import settings

from formats.spreadsheets.reading_process import Brought, answered, none_too_large, to_read, write_down
from proctor_site.importing.readings import Context, FileRead, Order

__all__ = ["Brought", "read_files", "write_order"]

MOST_SECONDS: Final = 40
MODULE: Final = "proctor_site.importing.child"

_answer = msgspec.json.Decoder(list[FileRead])  # unlike msgpack, JSON keeps the zone of a moment


def read_files(files: Sequence[Brought], context: Context) -> list[FileRead]:
    """Every file as typed rows with its faults, in the order in which they are stored.

    Raises `Refused` for a file above the limit, which no reader is troubled with, and if they could
    not be read within the bounds of time and memory.
    """
    none_too_large(files)
    with tempfile.TemporaryFile() as order:  # has no name, and holds twenty megabytes that the server need not
        write_order(files, context, order)
        return answered(MODULE, order, _answer, folder=settings.BASE_DIR, seconds=MOST_SECONDS)


def write_order(files: Sequence[Brought], context: Context, stream: BinaryIO) -> None:
    """Write down what the reading process is to do, and go back to the start."""
    write_down(Order(files=to_read(files), context=context), files, stream)
