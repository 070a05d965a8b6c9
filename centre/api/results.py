"""上报: a package of results in pieces, each durable before it is answered; then its check and the receipt (T2, A2).

After the manner of tus: `Upload-Offset` says where a piece belongs, `Upload-Checksum` what it is.
"""

import base64
import hashlib
import json
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from centre import operations
from centre.api.caller import AsyncToken, actor_of_room, room_of
from centre.api.schemas import Envelope, Failure, ResultIn, ResultOut
from centre.models import Result
from formats.refused import N_, Refused

MOST_PIECE: Final = 1024 * 1024
CHECKSUM: Final = "sha256 "
ASKED: Final = {401: Failure, 404: Failure, 429: Failure}
TOLD: Final = {**ASKED, 400: Failure, 409: Failure, 413: Failure, 422: Failure}
PIECE: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Offset: Any = Header(..., alias="Upload-Offset", ge=0, le=2**53)
Checksum: Any = Header(..., alias="Upload-Checksum", pattern=r"^sha256 [A-Za-z0-9+/]{43}=$")
router = Router(tags=["results"])


@router.post("", response={200: ResultOut, **TOLD})
def begin(request: HttpRequest, given: ResultIn) -> ResultOut:
    """A result that is to be sent. The same id or the same bytes again are the same one: it tells from where to go on."""
    announced = operations.Announced(**given.model_dump())
    return _told(operations.begin_result(actor_of_room(request), room_of(request), announced))


@router.get("/{uuid:result}", response={200: ResultOut, **ASKED})
def standing(request: HttpRequest, result: UUID, response: HttpResponse) -> ResultOut:
    """From where the result goes on, or its receipt."""
    told = _told(operations.result_of(room_of(request), result))
    response.headers["Upload-Offset"] = str(told.offset)
    return told


@router.patch("/{uuid:result}", response={200: ResultOut, **TOLD}, openapi_extra=PIECE)
def append(request: HttpRequest, result: UUID, offset: int = Offset, checksum: str = Checksum) -> ResultOut:
    """The next piece, up to 1 MiB, on the disk when this is answered."""
    piece = request.body
    if not piece or _checksum(piece) != checksum:
        told = N_("The piece is not what its checksum says. Send it again.")
        raise Refused("result.checksum", told, offset=offset)
    return _told(operations.append_piece(room_of(request), result, offset, piece))


@router.post("/{uuid:result}/finish", auth=AsyncToken(), response={200: ResultOut, **TOLD})
async def finish(request: HttpRequest, result: UUID) -> ResultOut:
    """Have the whole package checked, byte by byte, and get the receipt; again gives the same one.

    It is read in a thread of its own: everybody else is answered meanwhile.
    """
    actor, room = actor_of_room(request), room_of(request)
    asked = await sync_to_async(operations.begin_check)(room, result)
    if asked is not None:
        try:
            checked = await sync_to_async(operations.check, thread_sensitive=False)(asked)
        except Refused as refused:
            await sync_to_async(operations.refuse_result)(actor, room, result, refused)
            raise
        await sync_to_async(operations.keep_result)(actor, room, result, checked)
    return _told(await sync_to_async(operations.result_of)(room, result))


def _told(result: Result) -> ResultOut:
    return ResultOut(
        id=result.pk,
        offset=operations.offset_of(result),
        size=result.size,
        received=result.is_received,
        receipt=Envelope(**json.loads(bytes(result.receipt))) if result.is_received else None,
    )


def _checksum(piece: bytes) -> str:
    return CHECKSUM + base64.b64encode(hashlib.sha256(piece).digest()).decode()
