"""What lies in a 上报包: session, sittings, the log of answers, records and files; checked against one another."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

import msgspec

from formats import chain
from formats.result_package import ResultPackage, changed

SESSION: Final = "session.json"
SITTINGS: Final = "sittings.jsonl"
LOG: Final = "log.jsonl"
RECORDS: Final = "records.jsonl"
FILES: Final = "files/"
LONGEST_LINE: Final = 64 * 1024 * 1024
MOST_SESSION: Final = 4 * 1024 * 1024


class JournalHead(msgspec.Struct, frozen=True):
    """Where the room's journal stood: number and hash of an event."""

    number: int
    head: str


class SessionPart(msgspec.Struct, frozen=True, kw_only=True):
    """The session. Moments are ms since 1970 UTC; `missing` are files whose content the room does not have whole."""

    uuid: str
    plan: str
    session: int
    room: str
    name: str
    planned_start: int
    start_at: int | None
    ended_at: int | None
    authorised_by: str
    administrator: str
    administrator_phone: str
    invigilators: list[Any]
    figures: dict[str, int]
    journal: JournalHead
    missing: list[str]


class FileLine(msgspec.Struct, frozen=True):
    """A current work file: the question that it belongs to, and its content."""

    sha256: str
    size: int
    question: str = ""


class Head(msgspec.Struct, frozen=True):
    """Where the log of an epoch ends: the last change's number and running hash."""

    epoch: int
    n: int
    chain: str


class SittingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate's attempt at one subject: standing, current answers (the fold) and the heads of its log."""

    sitting: str
    ticket: str
    name: str
    sequence: int
    subject: str
    state: str
    epoch: int
    moments: dict[str, int | None]
    submitted_by: str
    seat: int | None
    answers: dict[str, str]
    files: dict[str, FileLine]
    answered: int
    last_at: int | None
    heads: list[Head]
    submissions: list[dict[str, Any]]
    claims: list[dict[str, Any]]


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the log of answers; `standing` is counts, quarantine, late or unfit. A marker has no `n`."""

    sitting: str
    epoch: int
    kind: str
    n: int | None
    body: str
    chain: str
    standing: str
    received_at: int


class GotSitting(msgspec.Struct, frozen=True, kw_only=True):
    """What was got of a sitting. `whole`: its log holds, change by change, and its files are there."""

    ticket: str
    name: str
    sequence: int
    subject: str
    state: str
    answered: int
    files: int
    changes: int
    quarantine: int
    late: int
    whole: bool


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole package holds. `records` counts each kind; `missing` are contents the room did not have."""

    session: SessionPart
    sittings: list[GotSitting]
    records: dict[str, int]
    files: int
    file_bytes: int
    missing: list[str]

    @property
    def answers(self) -> int:
        return sum(each.answered for each in self.sittings)

    @property
    def broken(self) -> list[str]:
        """Tickets whose log or files do not hold: they were so in the room, for the package itself is whole."""
        return [each.ticket for each in self.sittings if not each.whole]


def check(package: ResultPackage) -> Got:
    """Read all of it, byte by byte, and say what was got. Raises `Refused` where it is not what the room signed."""
    session = read_session(package)
    sittings = [_line(line, SittingLine) for line in package.lines(SITTINGS, longest=LONGEST_LINE)]
    logs = _Logs()
    for line in package.lines(LOG, longest=LONGEST_LINE):
        logs.take(_line(line, LogLine))
    records = Counter(_line(line, _Record).kind for line in package.lines(RECORDS, longest=LONGEST_LINE))
    files = dict(_files(package))
    return Got(
        session=session,
        sittings=[_got(sitting, logs, files.keys()) for sitting in sittings],
        records=dict(records),
        files=len(files),
        file_bytes=sum(files.values()),
        missing=session.missing,
    )


def read_session(package: ResultPackage) -> SessionPart:
    """Raises `Refused` when it is another session than the manifest says."""
    content = bytearray()
    for piece in package.pieces(SESSION):
        content += piece
        if len(content) > MOST_SESSION:
            raise changed()
    found = _line(bytes(content), SessionPart)
    about = package.about
    if (found.plan, found.session, found.room) != (about.plan, about.session, about.room):
        raise changed()
    return found


def file_name(sha256: str) -> str:
    """The part in which a content lies."""
    return f"{FILES}{sha256}"


class _Record(msgspec.Struct, frozen=True):
    kind: str


class _Logs:
    """The running hashes of all logs, computed again from what was got."""

    def __init__(self) -> None:
        self._heads: dict[tuple[str, int], tuple[int, bytes]] = {}
        self._broken: set[str] = set()
        self.standings: Counter[tuple[str, str]] = Counter()

    def take(self, line: LogLine) -> None:
        if line.n is None:
            return
        self.standings[line.sitting, line.standing] += 1
        key = (line.sitting, line.epoch)
        n, head = self._heads.get(key) or (0, chain.start(_uuid(line.sitting), line.epoch))
        linked = chain.link_body(head, line.body.encode())
        if line.n != n + 1 or linked.hex() != line.chain:
            self._broken.add(line.sitting)
        self._heads[key] = (line.n, linked)

    def holds(self, sitting: SittingLine) -> bool:
        told = {head.epoch: (head.n, head.chain) for head in sitting.heads if head.n}
        found = {epoch: (n, head.hex()) for (name, epoch), (n, head) in self._heads.items() if name == sitting.sitting}
        return sitting.sitting not in self._broken and told == found


def _files(package: ResultPackage) -> Iterator[tuple[str, int]]:
    """(hash, size) of every file, each what its name says."""
    for name in package.names:
        if not name.startswith(FILES):
            continue
        digest, size = hashlib.sha256(), 0
        for piece in package.pieces(name):
            digest.update(piece)
            size += len(piece)
        if file_name(digest.hexdigest()) != name:
            raise changed()
        yield digest.hexdigest(), size


def _got(sitting: SittingLine, logs: _Logs, files: Iterable[str]) -> GotSitting:
    return GotSitting(
        ticket=sitting.ticket,
        name=sitting.name,
        sequence=sitting.sequence,
        subject=sitting.subject,
        state=sitting.state,
        answered=sitting.answered,
        files=len(sitting.files),
        changes=sum(logs.standings[sitting.sitting, each] for each in ("counts", "quarantine", "late", "unfit")),
        quarantine=logs.standings[sitting.sitting, "quarantine"],
        late=logs.standings[sitting.sitting, "late"],
        whole=logs.holds(sitting) and {each.sha256 for each in sitting.files.values()} <= set(files),
    )


def _line(line: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except (ValueError, RecursionError) as fault:  # msgspec's errors
        raise changed() from fault


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise changed() from fault
