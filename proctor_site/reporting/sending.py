"""Sending a package to the centre piece by piece, from where it stopped, until the receipt is here (A2)."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

from asgiref.sync import sync_to_async

from exams.reporting.models import ResultUpload
from exams.reporting.operations import note_offset
from formats import canonical
from formats.refused import N_, Refused
from rooms.centre import faults
from rooms.centre.answers import ResultStanding
from rooms.centre.client import Centre, centre_of
from rooms.centre.faults import CentreFault, CentreRefusal
from rooms.models import CentreLink

PIECE: Final = 512 * 1024
PIECE_WITHIN_S: Final = 60.0  # 1 Mbit/s takes 5 s for a piece
CHECK_WITHIN_S: Final = 900.0
TRIES: Final = 5
PAUSE_S: Final = 2.0
PASSING: Final = (faults.BROKEN_OFF, faults.SLOW, faults.UNREACHABLE, faults.BUSY, faults.FAILING)
AGAIN: Final = ("result.offset", "result.checksum", "result.changed")
Tell = Callable[[int], None]


async def send(link: CentreLink, upload: ResultUpload, tell: Tell) -> bytes:
    """The centre's receipt. `tell` hears how many percent are there; whatever passes by itself is waited for.

    Raises `CentreFault` when the centre stays away, and `CentreRefusal` for what it does not take.
    """
    async with centre_of(link) as centre:
        with await asyncio.to_thread(_open, upload.path) as stream:
            return await _Sending(centre, upload, stream, tell).run()


class _Sending:
    """One package on its way; it gives up after some faults in a row without a byte that got through."""

    def __init__(self, centre: Centre, upload: ResultUpload, stream: BinaryIO, tell: Tell) -> None:
        self._centre, self._upload, self._stream, self._tell = centre, upload, stream, tell
        self._path = f"results/{upload.package}"
        self._faults = 0

    async def run(self) -> bytes:
        while True:
            try:
                return await self._whole()
            except CentreRefusal as refusal:
                if refusal.reason not in AGAIN:
                    raise
                await self._pause(refusal)
            except CentreFault as fault:
                if fault.code not in PASSING:
                    raise
                await self._pause(fault)

    async def _whole(self) -> bytes:
        standing = await self._begin()
        while not standing.received and standing.offset < self._upload.size:
            standing = await self._piece(standing.offset)
            self._faults = 0
        if not standing.received:
            answer = await self._centre.post(f"{self._path}/finish", {}, within_s=CHECK_WITHIN_S)
            standing = answer.typed(ResultStanding)
        if standing.receipt is None:
            raise CentreFault(faults.NONSENSE)
        return canonical.encode(standing.receipt)

    async def _begin(self) -> ResultStanding:
        """It may be there already, by another number: then that one has the receipt, or goes on."""
        session = self._upload.session
        told = {
            "id": str(self._upload.package),
            "plan": str(session.plan.uuid),
            "session": session.number,
            "sha256": self._upload.sha256,
            "size": self._upload.size,
        }
        return await self._noted((await self._centre.post("results", told)).typed(ResultStanding))

    async def _piece(self, offset: int) -> ResultStanding:
        piece = await asyncio.to_thread(_read, self._stream, offset)
        if not piece:
            raise Refused("report.gone", N_("The package of results was changed in its folder. Report again."))
        headers = {
            "Content-Type": "application/octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(piece).digest()).decode()}",
        }
        answer = await self._centre.patch(self._path, piece, headers=headers, within_s=PIECE_WITHIN_S)
        return await self._noted(answer.typed(ResultStanding))

    async def _noted(self, standing: ResultStanding) -> ResultStanding:
        if standing.offset > self._upload.size:
            raise CentreFault(faults.NONSENSE)
        await sync_to_async(self._note)(standing.offset)
        return standing

    def _note(self, offset: int) -> None:
        note_offset(self._upload.pk, offset)
        self._tell(100 * offset // self._upload.size)

    async def _pause(self, fault: Any) -> None:
        self._faults += 1
        if self._faults >= TRIES:
            raise fault
        await asyncio.sleep(PAUSE_S)


def _open(path: str) -> BinaryIO:
    return Path(path).open("rb")


def _read(stream: BinaryIO, offset: int) -> bytes:
    stream.seek(offset)
    return stream.read(PIECE)
