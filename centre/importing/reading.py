"""Having files read by a process of their own."""

import tempfile
from collections.abc import Sequence
from typing import Final

import msgspec
from django.conf import settings

from centre.importing.readings import FileRead, Order
from formats.plan import PlanFile
from formats.refused import N_, Refused
from formats.spreadsheets.reading_process import Brought, answered, none_too_large, to_read, write_down

__all__ = ["Brought", "read_files"]

MOST_SECONDS: Final = 40
MOST_FILES: Final = 40
MODULE: Final = "centre.importing.child"

_answer = msgspec.json.Decoder(list[FileRead])


def read_files(files: Sequence[Brought], plan: PlanFile | None) -> list[FileRead]:
    """Every file as typed rows with its faults, in the order in which they are stored.

    Raises `Refused` for too many files or one above the limit, and if they could not be read within the
    bounds of time and memory.
    """
    if len(files) > MOST_FILES:
        raise Refused("file.too_many", N_("At most %(most)d files at once."), most=MOST_FILES)
    none_too_large(files)
    with tempfile.TemporaryFile() as order:
        write_down(Order(files=to_read(files), plan=plan), files, order)
        return answered(MODULE, order, _answer, folder=settings.BASE_DIR, seconds=MOST_SECONDS)
