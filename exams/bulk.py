"""What does not fit into messages: contents of work files, encrypted papers and materials, folds. Plain ASGI, for machines only.

Contents come as in tus 1.0 core (docs/protocol.md): HEAD gives the offset, PATCH appends a piece.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import BinaryField, F, Sum
from django.db.models.functions import Substr

from exams import blobs
from exams.answers import log, writer
from exams.answers.models import Blob, LogRow
from exams.blobs import Upload
from exams.models import Material, Paper, Sitting
from journal import clock
from rooms.live.auth import header, machine_of
from rooms.live.database import in_database
from rooms.live.link import MachineRef

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

AT_ONCE: Final = 8
MOST_ROOM_BYTES: Final = 100 * 1024**3
LATER: Final = {"Retry-After": "30"}
UPLOAD_TYPE: Final = "application/offset+octet-stream"
MATERIAL_PIECE: Final = 1024 * 1024
IMMUTABLE: Final = "private, max-age=31536000, immutable"
FETCHED_WITHIN_S: Final = 300.0
_writing: Final = asyncio.Semaphore(AT_ONCE)
_reading: Final = asyncio.Semaphore(AT_ONCE)
_busy: Final[set[tuple[UUID, str]]] = set()


class Said(Exception):
    """The answer is this status, and no more."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.answer = Answer(status, why.encode(), headers)


@dataclass(frozen=True)
class Answer:
    """`body` is bytes, or pieces that are read in a thread."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A request of a machine that has shown its token."""

    machine: MachineRef
    method: str
    scope: Mapping[str, Any]
    receive: Receive

    def number(self, name: str) -> int | None:
        """A header that holds a number, None without it."""
        text = header(self.scope, name.lower().encode())
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise Said(400, f"{name} must be a number")
        return int(text)

    async def piece(self) -> bytes:
        """The body, which is at most one piece."""
        self._check_size(self.number("Content-Length") or 0)
        body, more = bytearray(), True
        while more:
            event = await self.receive()
            if event["type"] == "http.disconnect":
                raise Gone
            body += event.get("body", b"")
            self._check_size(len(body))
            more = event.get("more_body", False)
        return bytes(body)

    @staticmethod
    def _check_size(size: int) -> None:
        if size > blobs.PIECE_BYTES:
            raise Said(413, f"A piece has at most {blobs.PIECE_BYTES} bytes")


class Gone(Exception):
    """Nobody waits for the answer any more."""


async def bulk(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request. Whatever a page in a browser asks, it is refused by its Origin."""
    try:
        answer = await _answer(scope, receive)
    except Said as said:
        answer = said.answer
    except Gone:
        return
    await _send(answer, send, with_body=scope["method"] != "HEAD")


async def _answer(scope: Mapping[str, Any], receive: Receive) -> Answer:
    if header(scope, b"origin") is not None:
        raise Said(403, "Machines only")
    machine = await machine_of(scope)
    if machine is None:
        raise Said(401, "Unknown token")
    for pattern, methods in _ROUTES:
        match = pattern.fullmatch(scope["path"])
        if match:
            act = methods.get(scope["method"])
            if act is None:
                raise Said(405, "Not here", Allow=", ".join(methods))
            return await act(Request(machine, scope["method"], scope, receive), match[1])
    raise Said(404, "Nothing here")


# --- contents of work files
async def _offset(request: Request, sha256: str) -> Answer:
    size = await _complete(request.machine, sha256)
    if size is not None:
        return Answer(200, headers=_upload(size, size))
    upload = await asyncio.to_thread(blobs.under_way, request.machine.id, sha256)
    if upload is None:
        return Answer(200, headers=_upload(0))
    return Answer(200, headers=_upload(await asyncio.to_thread(upload.offset), upload.length))


async def _append(request: Request, sha256: str) -> Answer:
    """Eight pieces are written at a time; the others wait in the order in which they came."""
    if header(request.scope, b"content-type") != UPLOAD_TYPE:
        raise Said(415, f"Expected {UPLOAD_TYPE}")
    offset, length = request.number("Upload-Offset"), request.number("Upload-Length")
    if offset is None:
        raise Said(400, "Upload-Offset is missing")
    key = (request.machine.id, sha256)
    if key in _busy:
        raise Said(409, "Another piece is being written")
    _busy.add(key)
    try:
        piece = await request.piece()
        async with _writing:
            return await _take(request, sha256, piece, offset, length)
    finally:
        _busy.discard(key)


async def _take(request: Request, sha256: str, piece: bytes, offset: int, length: int | None) -> Answer:
    size = await _complete(request.machine, sha256)
    if size is not None:
        return Answer(204, headers=_upload(size, size))
    upload = await _upload_of(request.machine, sha256, offset, length)
    try:
        reached = await asyncio.to_thread(blobs.append, upload, offset, piece)
    except blobs.WrongOffset as wrong:
        raise Said(409, "Not the next piece", **_upload(wrong.offset, upload.length)) from wrong
    except blobs.WrongHash as wrong:
        raise Said(460, "Another content than its name says") from wrong
    except OSError as full:
        raise Said(507, "The server's disk does not take it", **LATER) from full
    if reached == upload.length:
        await _keep(request.machine, sha256, reached)
    return Answer(204, headers=_upload(reached, upload.length))


async def _upload_of(machine: MachineRef, sha256: str, offset: int, length: int | None) -> Upload:
    begun = await asyncio.to_thread(blobs.under_way, machine.id, sha256)
    if begun is not None and length in (None, begun.length):
        return begun
    if offset != 0 or length is None:
        raise Said(409, "Upload-Length is missing", **_upload(0))
    if length > blobs.MOST_BYTES or await in_database(_brought_by_room, machine.room_id) + length > MOST_ROOM_BYTES:
        raise Said(413, "Too much")
    try:
        return await asyncio.to_thread(blobs.begin, machine.id, sha256, length)
    except blobs.NoSpace as full:
        raise Said(507, "The server's disk is full", **LATER) from full


async def _complete(machine: MachineRef, sha256: str) -> int | None:
    """The size of a content that is on the disk and in the index; a crash between the two is mended here."""
    size = await asyncio.to_thread(blobs.size_of, sha256)
    if size is not None and not await in_database(_is_indexed, sha256):
        await _keep(machine, sha256, size)
    return size


async def _keep(machine: MachineRef, sha256: str, size: int) -> None:
    try:
        await writer.keep_blob(Blob(sha256=sha256, size=size, room=machine.room_id, stored_at_ms=clock.now_ms()))
    except writer.Stopping as stopping:
        raise Said(503, "The server stops", **{"Retry-After": "2"}) from stopping


async def _fetch(request: Request, sha256: str) -> Answer:
    """Only for who goes on with a sitting that names it (E10)."""
    if not await in_database(_may_fetch, request.machine.id, sha256):
        raise Said(403, "Not yours")
    size = await asyncio.to_thread(blobs.size_of, sha256)
    if size is None:
        raise Said(404, "Not on the disk")
    return Answer(200, blobs.blocks(sha256), {"Content-Length": str(size)})


def _is_indexed(sha256: str) -> bool:
    return Blob.objects.filter(sha256=sha256, stored_at_ms__isnull=False).exists()


def _brought_by_room(room: int) -> int:
    return Blob.objects.filter(room=room).aggregate(total=Sum("size"))["total"] or 0


def _may_fetch(machine: UUID, sha256: str) -> bool:
    held = list(Sitting.objects.filter(holder=machine).values_list("pk", flat=True))
    return LogRow.objects.filter(sitting__in=held, body__contains=f'"sha256":"{sha256}"').exists()


def _upload(offset: int, length: int | None = None) -> dict[str, str]:
    known = {} if length is None else {"Upload-Length": str(length)}
    return {"Upload-Offset": str(offset), "Tus-Resumable": "1.0.0", "Cache-Control": "no-store", **known}


# --- papers, materials and folds
async def _paper(request: Request, uuid: str) -> Answer:
    sealed = await in_database(_sealed_paper, request.machine.id, UUID(uuid))
    if sealed is None:
        raise Said(403, "Not yours")
    return Answer(200, sealed, {"Content-Type": "application/octet-stream"})


async def _material(request: Request, sha256: str) -> Answer:
    """From the byte on that Range names, at most a piece of it: the server in front buffers whatever it is given."""
    asked = _RANGE.fullmatch(header(request.scope, b"range") or "")
    begin = int(asked[1]) if asked else None
    async with _reading:
        found = await in_database(_sealed_material, request.machine.id, sha256, begin)
    if found is None:
        raise Said(403, "Not yours")
    piece, size = found
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", "Cache-Control": IMMUTABLE}
    if begin is None:
        return Answer(200, piece, headers)
    if not piece:
        raise Said(416, "Not as long", **{"Content-Range": f"bytes */{size}"})
    return Answer(206, piece, headers | {"Content-Range": f"bytes {begin}-{begin + len(piece) - 1}/{size}"})


async def _fold(request: Request, uuid: str) -> Answer:
    body = await in_database(_current_answers, request.machine.id, UUID(uuid))
    if body is None:
        raise Said(403, "Not yours")
    return Answer(200, body, {"Content-Type": "application/json", "Cache-Control": "no-store"})


def _sealed_paper(machine: UUID, uuid: UUID) -> bytes | None:
    """Only for a machine that holds a sitting of its subject."""
    found = Paper.objects.filter(uuid=uuid, subject__sittings__holder=machine).values_list("sealed", flat=True).first()
    return bytes(found) if found is not None else None


def _sealed_material(machine: UUID, sha256: str, begin: int | None) -> tuple[bytes, int] | None:
    """A piece from that byte on, or all of it, and its size; with the right to its paper, whose key alone opens it."""
    mine = Material.objects.filter(sha256=sha256, paper__subject__sittings__holder=machine)
    piece = F("sealed") if begin is None else Substr("sealed", begin + 1, MATERIAL_PIECE, output_field=BinaryField())
    found = mine.annotate(piece=piece).values_list("piece", "size").first()
    return (bytes(found[0]), found[1]) if found is not None else None


def _current_answers(machine: UUID, sitting: UUID) -> bytes | None:
    if not Sitting.objects.filter(pk=sitting, holder=machine).exists():
        return None
    fold = log.fold(sitting)
    files = {path: {"sha256": entry.sha256, "size": entry.size} for path, entry in fold.files.items()}
    return msgspec.json.encode({"answers": fold.answers, "files": files, "last_at": fold.last_at_ms})


# --- sending
async def _send(answer: Answer, send: Send, *, with_body: bool) -> None:
    headers = dict(answer.headers)
    if isinstance(answer.body, bytes) and answer.status != 204:
        headers["Content-Length"] = str(len(answer.body) if with_body else 0)
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    if isinstance(answer.body, bytes):
        await send({"type": "http.response.body", "body": answer.body if with_body else b""})
    else:
        await _stream(iter(answer.body), send)


async def _stream(pieces: Iterator[bytes], send: Send) -> None:
    """Eight at a time here too: the server in front may buffer whatever it is given."""
    async with asyncio.timeout(FETCHED_WITHIN_S), _reading:
        while piece := await asyncio.to_thread(next, pieces, b""):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-")
_UUID: Final = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_ROUTES: Final[list[tuple[re.Pattern[str], dict[str, Callable[[Request, str], Awaitable[Answer]]]]]] = [
    (re.compile("/agent/blobs/([0-9a-f]{64})"), {"HEAD": _offset, "PATCH": _append, "GET": _fetch}),
    (re.compile(f"/agent/papers/{_UUID}"), {"GET": _paper}),
    (re.compile("/agent/materials/([0-9a-f]{64})"), {"GET": _material}),
    (re.compile(f"/agent/sittings/{_UUID}/fold"), {"GET": _fold}),
]
