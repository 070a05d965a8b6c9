"""Live messages between candidate machine and room server (docs/protocol.md)."""

import re
from typing import Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

import msgspec

VERSION: Final = 1
MOST_BYTES: Final = 256 * 1024
MOST_FILE_BYTES: Final = 500 * 1024 * 1024  # a work file; both sides go by it
BEAT_EVERY_S: Final = 2.0
SILENT_AFTER_S: Final = 10.0

MOST_NUMBER: Final = 2**53  # what every side keeps exactly, in JSON and in a database
Number = Annotated[int, msgspec.Meta(ge=0, le=MOST_NUMBER)]

ChangeKind = Literal["answer", "file", "marker"]
SubmittedBy = Literal["candidate", "deadline", "proctor"]
CommandKind = Literal["restart", "shutdown", "check_environment", "collect", "clear", "uninstall"]
Outcome = Literal["done", "failed", "refused", "unknown"]


class Close:
    """Close codes of the machine's socket."""

    MALFORMED: Final = 4400
    TOKEN: Final = 4401
    NOT_ADMITTED: Final = 4403
    DUPLICATE: Final = 4409
    SIZE: Final = 4413
    VERSION: Final = 4426
    RATE: Final = 4429
    RESTARTING: Final = 4503


class Malformed(Exception):
    """A frame that is no message; `close_code` says how the link ends."""

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(reason)
        self.close_code = close_code


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removeprefix("Server")).lower()


class Part(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A piece of a message."""


class Frame(msgspec.Struct, kw_only=True, omit_defaults=True, tag_field="type", tag=_snake):
    """`n` counts from 1 for each link and direction; `re` is the n that this one answers."""

    n: Number = 0
    re: Number | None = None


# --- pieces
class Change(Part):
    """One change of a sitting's answers, numbered without a gap in its (sitting, epoch).

    `at` is exam time in ms since 1970 UTC by the server's clock; `deadline_version` is the
    version that the machine held. A file with an empty `sha256` was removed.
    """

    n: Number
    at: Number
    deadline_version: Number
    kind: ChangeKind
    question: str = ""
    value: str | None = None
    path: str | None = None
    sha256: str | None = None
    size: Number | None = None

    def canonical(self) -> dict[str, int | str]:
        """The fields that are there: what the chain is computed over."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in fields.items() if value is not None}


class Position(Part):
    """How far one side is with a sitting; `chain` is hexadecimal."""

    sitting: UUID
    epoch: Number
    revision: Number
    chain: str
    deadline_version: Number = 0


class Identity(Part):
    """What the candidate confirms; the ID number is masked.

    `planned_seat` is told only if it is another one than this and the plan warns of that.
    """

    ticket: str
    name: str
    id_number: str
    subject: str
    sequence: int
    seat: int | None = None
    large_type: bool = False
    planned_seat: int | None = None


class MaterialSource(Part):
    """A material that comes with a paper, under `/agent/materials/SHA256`; `sha256` is of the encrypted bytes."""

    sha256: str
    size: int


class PaperSource(Part):
    """Where the encrypted paper lies; `sha256` is of the encrypted bytes."""

    url: str
    sha256: str
    size: int
    materials: list[MaterialSource] = []


class TimeEntryPart(Part):
    """One entry of the time ledger as the candidate sees it."""

    cause: str
    ms: int
    began_at: int | None = None
    ended_at: int | None = None


class Deadline(Part):
    """`at` is None while the room stands still; then `remaining_ms` is what is left."""

    version: int
    at: int | None
    remaining_ms: int | None = None
    start_at: int | None = None
    duration_ms: int = 0
    accommodation_ms: int = 0
    entries: list[TimeEntryPart] = []


class Lock(Part):
    """A screen lock; it stays until the candidate has acknowledged it."""

    id: str
    text: str
    by: str
    at: int


class Moments(Part):
    """What the session's phase derives from, and what follows for the candidate."""

    session: UUID
    exam_name: str
    session_name: str
    planned_start: int
    formal: bool = True
    login_by: Literal["ticket", "ticket_and_id"] = "ticket"
    login_allowed_at: int | None = None
    start_at: int | None = None
    end_at: int | None = None
    earliest_submit_ms: int = 0


class Automation(Part):
    """Mock exam only: log in and answer without a person (M1, M2)."""

    log_in: str | None = None
    answer: bool = False


class Receipt(Part):
    """What the room confirms at submission (F3). `signed` is the line that anybody can check (candidate_receipt)."""

    sitting: UUID
    epoch: int
    revision: int
    chain: str
    at: int
    by: SubmittedBy
    signed: str = ""


class LogEntry(Part):
    """One line of the machine's own log; `at` is the machine's clock, `server_at` the server's as estimated then."""

    seq: Number
    at: Number
    code: str
    server_at: Number | None = None
    values: dict[str, int | str | None] = {}


# --- from the machine
class Hello(Frame):
    version: Number
    client: str
    machine: UUID
    fingerprint: str
    hostname: str
    addresses: list[str]
    server_time: Number | None = None
    commands: list[str] = []
    sittings: list[Position] = []


class Beat(Frame):
    """`seen` is the last frame number that came from the server on this link."""

    client_time: Number
    seen: Number
    screen: str = ""
    indicators: dict[str, int | str] | None = None


class Login(Frame):
    ticket: str
    proof: str = ""


class NotMe(Frame):
    """Whoever sits at the machine is not the candidate whose ticket number was typed."""

    sitting: UUID
    epoch: Number

    @property
    def id(self) -> str:
        """Said once of each login."""
        return f"{self.sitting}/{self.epoch}"


class ReadRules(Frame):
    sitting: UUID


class Save(Frame):
    sitting: UUID
    epoch: Number
    revision: Number
    changes: list[Change]
    chain: str


class Submit(Frame):
    """`handed_in_at` is when the candidate handed in at the machine, by its corrected clock; None for all else."""

    sitting: UUID
    epoch: Number
    revision: Number
    chain: str
    by: SubmittedBy
    handed_in_at: Number | None = None


class DeadlineSeen(Frame):
    sitting: UUID
    version: Number


class RaiseHand(Frame):
    id: str
    words: str = ""


class Read(Frame):
    id: str


class AcknowledgeLock(Frame):
    id: str
    at: Number


class Ack(Frame):
    command: str
    outcome: Outcome
    result: dict[str, int | str | None] = {}


class Check(Frame):
    run: str
    step: str
    passed: bool
    measured: dict[str, int | str | None] = {}


class TakeNumber(Frame):
    """The seat number that was typed at the machine while the numbers are shown (B7)."""

    number: Number


class Outage(Frame):
    """The candidate could not answer from `began` on, by the machine's own record; told again with `ended` (F2)."""

    id: str
    sitting: UUID
    epoch: Number
    cause: Literal["stopped", "page", "asleep", "opening"]
    began: Number
    ended: Number | None = None


class Log(Frame):
    entries: list[LogEntry]


# --- from the server
class SeatState(Frame):
    """What holds for this machine now; the last version wins.

    `closed_at` is set when the proctor closed this sitting by itself (E22). `reset` names a sitting that has
    left this machine to begin again with nothing (E20). `login_locked` until the proctor releases it (C2).
    """

    version: int
    number: int | None = None
    number_shown: bool = False
    locked: Lock | None = None
    interrupted: str | None = None
    ui_on: bool = False
    sitting: UUID | None = None
    epoch: int = 0
    deadline: Deadline | None = None
    closed_at: int | None = None
    automation: Automation | None = None
    reset: UUID | None = None
    login_locked: bool = False
    server_time: int = 0


class Welcome(Frame):
    """`logged` is the last line of the machine's log that the server has."""

    server_time: int
    state: SeatState
    token: str | None = None
    moments: Moments | None = None
    positions: list[Position] = []
    servers: list[str] = []
    term: int = 1
    logged: int | None = None


class ServerBeat(Frame):
    server_time: int
    journal_number: int
    journal_head: str


class LoginOk(Frame):
    """`fold` is where the answers saved so far lie; `position` is the server's; `tools` are the plan's, by process name. For
    `package_key` (X25519, hexadecimal) answer packages are sealed."""

    sitting: UUID
    epoch: int
    identity: Identity
    rules: list[str]
    guide: list[str]
    paper: PaperSource
    position: Position
    fold: str
    rules_read: bool = False
    package_key: str = ""
    tools: list[str] = []


class Seated(Frame):
    """The machine's seat has this number now."""

    number: int


class PaperKey(Frame):
    sitting: UUID
    key: str


class Saved(Frame):
    """Everything up to `revision` is on the server's disk."""

    sitting: UUID
    epoch: int
    revision: int
    chain: str
    quarantined: bool = False
    late: bool = False


class Expect(Frame):
    """`revision` is the next n wanted."""

    sitting: UUID
    epoch: int
    revision: int


class Submitted(Frame):
    receipt: Receipt


class Logged(Frame):
    sequence: int


class Refused(Frame):
    code: str
    text: str
    fatal: bool = False
    values: dict[str, int | str | None] = {}


class Phase(Frame):
    moments: Moments | None


class Message(Frame):
    """Said again with each link until `read`; with a `sitting` it is for that candidate only."""

    id: str
    sender: str
    text: str
    answer_wanted: bool = False
    sitting: UUID | None = None


class Command(Frame):
    id: str
    expires_at: int
    kind: CommandKind
    arguments: dict[str, int | str | bool] = {}


FromMachine = (
    Hello
    | Beat
    | Login
    | NotMe
    | ReadRules
    | Save
    | Submit
    | DeadlineSeen
    | RaiseHand
    | Read
    | AcknowledgeLock
    | Ack
    | Check
    | TakeNumber
    | Outage
    | Log
)
FromServer = (
    Welcome | ServerBeat | SeatState | LoginOk | PaperKey | Saved | Expect | Submitted | Logged | Refused | Phase
    | Message | Command | Seated
)  # fmt: skip

_from_machine: msgspec.json.Decoder[FromMachine] = msgspec.json.Decoder(FromMachine)
_from_server: msgspec.json.Decoder[FromServer] = msgspec.json.Decoder(FromServer)
_encoder = msgspec.json.Encoder()
AnyFrame = TypeVar("AnyFrame", bound=Frame)


def encode(frame: Frame) -> str:
    """The text frame to send."""
    return _encoder.encode(frame).decode()


def decode_from_machine(text: str | bytes) -> FromMachine:
    """Raises `Malformed` with 4413 for a frame over 256 KB and 4400 for one that is no message."""
    return _decode(_from_machine, text)


def decode_from_server(text: str | bytes) -> FromServer:
    """Raises `Malformed` as `decode_from_machine` does."""
    return _decode(_from_server, text)


def _decode(decoder: Any, text: str | bytes) -> Any:
    if _size(text) > MOST_BYTES:
        raise Malformed(Close.SIZE, "message too large")
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError) as fault:  # msgspec's errors, bad UTF-8, and nesting without end
        raise Malformed(Close.MALFORMED, str(fault)) from fault


def _size(text: str | bytes) -> int:
    """In bytes on the wire; Chinese takes three for a character."""
    return len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode())


def answer_to(frame: Frame, answer: AnyFrame) -> AnyFrame:
    """`answer`, marked as the answer to `frame`."""
    answer.re = frame.n
    return answer
