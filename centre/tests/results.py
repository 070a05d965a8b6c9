"""A package of results as the room of the sample plan would make it."""

import base64
import hashlib
import io
import json
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec
from django.test import Client

from centre.keys import keys
from centre.tests.day import ROOM_KEY, TICKET, Asked, CentreDay
from formats import chain, signing
from formats.messages import Change
from formats.result_contents import FileLine, Head, JournalHead, LogLine, SessionPart, SittingLine
from formats.result_package import Named, Writer

SPACE = UUID("5b0c7d1e-0000-4000-8000-000000000000")


def packed(day: CentreDay, *, people: int = 2, room_private: bytes = ROOM_KEY, **about: Any) -> bytes:
    """`people` candidates with one answer and one file each."""
    named = Named(
        **{
            "id": str(uuid4()), "plan": str(day.plan.uuid), "name": day.plan.name, "kind": "formal",
            "room": day.room.code, "session": 1, "session_name": "第一场次", "made_at": day.ms(), "content": "ab" * 32,
            **about,
        }
    )  # fmt: skip
    stream = io.BytesIO()
    public = signing.public_of(keys().private)
    writer = Writer(stream, room_private=room_private, centre_public=public, key=b"k" * 32, ephemeral=b"e" * 32)
    lines = [_person(number) for number in range(people)]
    writer.add("session.json", [msgspec.json.encode(_session(day, named))])
    writer.add("sittings.jsonl", [msgspec.json.encode(sitting) + b"\n" for sitting, _log, _file in lines])
    writer.add("log.jsonl", [msgspec.json.encode(log) + b"\n" for _sitting, log, _file in lines])
    writer.add("records.jsonl", [b'{"kind":"violation"}\n'])
    for _sitting, _log, file in lines:
        writer.add(f"files/{hashlib.sha256(file).hexdigest()}", [file])
    writer.close(named)
    return stream.getvalue()


class Upload:
    """The room's side of one upload, byte for byte as docs/centre-api.md has it."""

    def __init__(self, day: CentreDay, package: bytes, **announced: Any) -> None:
        self.day, self.package = day, package
        self.announced = {
            "id": str(uuid4()), "plan": str(day.plan.uuid), "session": 1,
            "sha256": hashlib.sha256(package).hexdigest(), "size": len(package), **announced,
        }  # fmt: skip

    @property
    def path(self) -> str:
        return f"results/{self.announced['id']}"

    def begin(self) -> Asked:
        return self.day.tell("results", self.announced)

    def standing(self) -> Asked:
        return self.day.ask(self.path)

    def append(self, offset: int, piece: bytes, checksum: str = "") -> Asked:
        told = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {
            "Authorization": f"Bearer {self.day.token}", "Upload-Offset": str(offset),
            "Upload-Checksum": checksum or f"sha256 {told}",
        }  # fmt: skip
        kind = "application/octet-stream"
        return Asked(Client().patch(f"/api/v1/{self.path}", piece, content_type=kind, headers=headers))

    def send(self, until: int | None = None, at_once: int = 100_000) -> Asked:
        """From where the centre says, in pieces."""
        answer, end = self.standing(), len(self.package) if until is None else until
        while (offset := answer.told["offset"]) < end:
            answer = self.append(offset, self.package[offset : min(offset + at_once, end)])
            assert answer.status == 200, answer.bytes
        return answer

    def finish(self) -> Asked:
        return self.day.tell(f"{self.path}/finish", {})

    def whole(self) -> Any:
        """Begun, sent and finished; the receipt."""
        assert self.begin().status == 200
        self.send(at_once=100_000)
        answer = self.finish()
        assert answer.status == 200, answer.bytes
        return answer.told["receipt"]


def envelope(receipt: Any) -> bytes:
    return json.dumps(receipt).encode()


def _session(day: CentreDay, named: Named) -> SessionPart:
    return SessionPart(
        uuid=str(uuid4()), plan=named.plan, session=named.session, room=named.room, name=named.session_name,
        planned_start=day.ms(), start_at=day.ms(), ended_at=day.ms(), authorised_by="centre", administrator="A",
        administrator_phone="", invigilators=[], figures={}, journal=JournalHead(1, "ab" * 32), missing=[],
    )  # fmt: skip


def _person(number: int) -> tuple[SittingLine, LogLine, bytes]:
    sitting, file = uuid5(SPACE, str(number)), f"<h1>{number}</h1>".encode()
    change = Change(n=1, at=1, kind="answer", question="q1", value="A", deadline_version=1)
    head = chain.link(chain.start(sitting, 1), change).hex()
    log = LogLine(
        sitting=str(sitting), epoch=1, kind="change", n=1, body=chain.body(change).decode(), chain=head,
        standing="counts", received_at=1,
    )  # fmt: skip
    line = SittingLine(
        sitting=str(sitting), ticket=str(int(TICKET) + number), name=f"考生{number}", sequence=number + 1, subject="Web",
        state="submitted", epoch=1, moments={}, submitted_by="candidate", seat=number + 1, answers={"q1": "A"},
        files={"index.html": FileLine(hashlib.sha256(file).hexdigest(), len(file), "q2")}, answered=2, last_at=1,
        heads=[Head(1, 1, head)], submissions=[], claims=[],
    )  # fmt: skip
    return line, log, file
