"""Answer packages on their way from a person's browser: a file comes in pieces, because it may be large (E13, E14)."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from django.conf import settings

from formats.refused import N_, Refused

FOLDER: Final = "collecting"  # no part of a backup
PIECE_BYTES: Final = 512 * 1024
MOST_BYTES: Final = 2 * 1024**3
MOST_AT_ONCE: Final = 4
KEEP_FOR_S: Final = 3600.0
KEEP_FREE_BYTES: Final = 512 * 1024 * 1024


@dataclass(frozen=True)
class Brought:
    """A file that one person brings for one session; nobody else's request reaches it."""

    session: UUID
    user: int
    upload: UUID

    @property
    def folder(self) -> Path:
        return Path(settings.DATA_DIR) / FOLDER / self.session.hex / str(self.user)

    @property
    def path(self) -> Path:
        return self.folder / self.upload.hex

    def append(self, offset: int, piece: bytes) -> int:
        """Add a piece and give the new offset; at 0 the file begins anew.

        Raises `Refused` for a piece that does not begin where the file ends, and for what is too much.
        """
        if offset == 0:
            self._make_room()
        there = self.path.stat().st_size if self.path.exists() else 0
        if offset not in (0, there) or len(piece) > PIECE_BYTES or offset + len(piece) > MOST_BYTES:
            raise Refused("upload.offset", N_("The file did not arrive whole. Choose it again."))
        if shutil.disk_usage(self.folder).free < KEEP_FREE_BYTES:
            raise Refused(
                "upload.no_space",
                N_(
                    "The disk of the room server is full. Nothing was taken; free some space, then choose the file again."
                ),
            )
        with self.path.open("ab" if offset else "wb") as stream:
            stream.write(piece)
        return offset + len(piece)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Raises `Refused` where it is not any more."""
        if not self.path.is_file():
            raise Refused("upload.gone", N_("The file is not here any more. Choose it again."))
        with self.path.open("rb") as stream:
            yield stream

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """What was left lying goes after an hour; of what is being brought only a few stay."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime)
        old = [path for path in begun if path.stat().st_mtime < time.time() - KEEP_FOR_S]
        for path in {*old, *begun[: max(0, len(begun) - MOST_AT_ONCE + 1)]}:
            path.unlink(missing_ok=True)
