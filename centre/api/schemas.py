"""The shapes of requests and answers (docs/centre-api.md). Moments are ms since 1970 UTC."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

MOST_MS = 253_402_300_799_000  # the year 9999
Moment = Annotated[int, Field(ge=0, le=MOST_MS, strict=True)]
Number = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Letters = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{8}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,60}$")]
Text = Annotated[str, StringConstraints(max_length=200)]
RoomCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{3}|[0-9]{10})$")]
Phase = Literal["planned", "waiting", "running", "ended", "reported"]
Kind = Literal["late_start", "late_candidate", "extra_time", "reset"]


class Failure(Schema):
    code: str
    text: str
    values: dict[str, Any]


class CentreOut(Schema):
    version: Literal[1] = 1
    code: str
    name: str
    public_key: Hash
    fingerprint: str
    time: Moment


class Registration(Schema):
    room: RoomCode
    registration_code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    machine: UUID
    hostname: Text
    address: Annotated[str, StringConstraints(max_length=100)]
    seal_key: Hash


class CentreNamed(Schema):
    code: str
    name: str
    public_key: Hash


class RoomNamed(Schema):
    code: str
    name: str


class Registered(Schema):
    token: str
    centre: CentreNamed
    room: RoomNamed
    plans: int


class Figures(Schema):
    expected: Number = 0
    not_logged_in: Number = 0
    logged_in: Number = 0
    in_exam: Number = 0
    submitted: Number = 0
    absent: Number = 0
    offline: Number = 0
    extra_time: Number = 0
    violations: Number = 0
    resumes: Number = 0


class SessionState(Schema):
    plan: UUID | None = None
    session: Number
    phase: Phase
    planned_start: Moment | None = None
    start_at: Moment | None = None
    figures: Figures = Figures()


class JournalHead(Schema):
    number: Annotated[int, Field(ge=0, le=2**53, strict=True)]
    head: Hash


class SealState(Schema):
    at: Moment
    passed: bool


class RoomState(Schema):
    version: Annotated[str, StringConstraints(max_length=40)] = ""
    journal: JournalHead | None = None
    seats: Number = 0
    online: Number = 0
    seal_check: SealState | None = None
    sessions: Annotated[list[SessionState], Field(max_length=100)] = []


class Heartbeat(Schema):
    state: RoomState


class PackageOut(Schema):
    plan: UUID
    name: str
    kind: Literal["formal", "mock"]
    revision: int
    published_at: Moment
    sha256: Hash
    size: int


class WindowOut(Schema):
    plan: UUID
    session: int
    opens_at: Moment
    closes_at: Moment
    ready: bool


class Beat(Schema):
    time: Moment
    packages: list[PackageOut]
    authorizations: list[WindowOut]


class Envelope(Schema):
    kind: str
    body: dict[str, Any]
    key: Hash
    signature: str


class CheckLine(Schema):
    code: Word
    passed: bool
    values: dict[str, Any] = {}


class SealCheckIn(Schema):
    id: UUID
    at: Moment
    passed: bool
    by: Annotated[str, StringConstraints(max_length=100)] = ""
    lines: Annotated[list[CheckLine], Field(max_length=200)] = []


class Received(Schema):
    id: UUID
    received_at: Moment


class CodeUsed(Schema):
    id: UUID
    kind: Kind
    plan: UUID
    session: Number
    minutes: Number
    count: Number
    tickets: Letters
    challenge: Letters
    code: Letters
    used_at: Moment


class CodeReceived(Received):
    known: bool


class ResultIn(Schema):
    id: UUID
    plan: UUID
    session: Number
    sha256: Hash
    size: Annotated[int, Field(ge=1, le=2**53, strict=True)]


class ResultOut(Schema):
    """`offset` bytes are on the centre's disk; `receipt` once all of it was checked."""

    id: UUID
    offset: int
    size: int
    received: bool
    receipt: Envelope | None
