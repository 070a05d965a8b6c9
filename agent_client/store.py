"""The journal of a machine, on its own disk before anything is called saved (C3)."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

import msgspec

from agent_client import schema
from agent_client.holding import Holding, Key
from agent_client.writer import Writer, connect
from formats import chain
from formats.messages import Change, ChangeKind, Command, Deadline, LogEntry, Outcome, Receipt

Heads = dict[Key, int]
CLEARING: Final = "clearing"
LOG_BATCH: Final = 100
KEPT_LINES: Final = 5000
SERVER_AT: Final = "server_at"
LOGGED: Final = "logged"
LAST_COMMANDS: Final = 50
_KEEP_FACT: Final = "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)"
_INSERT_CHANGE: Final = "INSERT INTO change (sitting, epoch, n, body, chain) VALUES (?, ?, ?, ?, ?)"
_KEEP_HOLDING: Final = """
INSERT INTO holding (sitting, epoch, body) VALUES (?, ?, ?)
ON CONFLICT (sitting, epoch) DO UPDATE SET body = excluded.body
"""


class Draft(msgspec.Struct, kw_only=True, frozen=True):
    """A change that has no number yet."""

    at: int
    deadline_version: int
    kind: ChangeKind
    question: str = ""
    value: str | None = None
    path: str | None = None
    sha256: str | None = None
    size: int | None = None

    def numbered(self, n: int) -> Change:
        return Change(n=n, **msgspec.structs.asdict(self))


class Stored(NamedTuple):
    """A change with the hash after it, hexadecimal."""

    change: Change
    chain: str


@dataclass
class Log:
    """The changes of one holding as found on the disk."""

    holding: Holding
    acknowledged: int
    changes: list[Change] = field(default_factory=list)
    chain: str = ""

    @property
    def head(self) -> int:
        return self.changes[-1].n if self.changes else self.holding.start


class CommandDone(msgspec.Struct, kw_only=True):
    """A command that was taken on; without an outcome it was cut off or is still under way."""

    id: str
    kind: str
    boot_id: str
    outcome: Outcome | None
    result: dict[str, int | str | None]


class Store:
    """Everything durable. Each coroutine returns after the commit; what is read is what was committed.

    Made, it may raise `schema.Unusable`, or `sqlite3.OperationalError` where the disk does not answer.
    """

    def __init__(self, path: Path) -> None:
        with schema.whole(path):
            database = connect(path)
            schema.check(database, path)
        schema.prepare(database)
        self._database = database
        self._writer = Writer(database)

    def begin(self) -> Self:
        """From here on only the writer's thread touches the database."""
        self._writer.start()
        return self

    def stop(self) -> None:
        self._writer.stop()

    # --- facts: one value each
    def fact(self, name: str, kind: Any) -> Any:
        """The value kept under `name`. Only before `begin`."""
        row = self._database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return msgspec.json.decode(row[0], type=kind) if row else None

    def settle(self, facts: dict[str, Any]) -> None:
        """Keep several facts at once. Only before `begin`."""
        rows = [(name, _json(value)) for name, value in facts.items()]
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany(_KEEP_FACT, rows)
        self._database.execute("COMMIT")

    async def keep_fact(self, name: str, value: Any) -> None:
        text = _json(value)
        await self._writer.do(lambda db: db.execute(_KEEP_FACT, (name, text)))

    # --- holdings and their changes
    def logs(self) -> list[Log]:
        """Every holding with its changes. Only before `begin`."""
        rows = self._database.execute(_ALL_HOLDINGS)
        return [self._log(msgspec.json.decode(body, type=Holding), acknowledged) for body, acknowledged in rows]

    def _log(self, holding: Holding, acknowledged: int) -> Log:
        stored = _changes(self._database, holding.key, holding.start + 1)
        last = stored[-1].chain if stored else holding.first_chain()
        return Log(holding, acknowledged, [each.change for each in stored], last)

    async def keep(self, holding: Holding) -> None:
        """Store what is known of `holding` as it is at this moment."""
        body, key = _json(holding), holding.key
        await self._writer.do(lambda db: db.execute(_KEEP_HOLDING, (str(key.sitting), key.epoch, body)))

    async def append(self, holding: Holding, draft: Draft) -> Stored:
        """Give `draft` the next number and store it."""
        key, start, first = holding.key, holding.start, holding.first_chain()
        return await self._writer.do(lambda db: _append(db, key, start, first, draft))

    async def changes(self, key: Key, first: int, *, most_bytes: int) -> list[Stored]:
        """The changes from number `first` on, as many as have room in `most_bytes`, but at least one."""
        return await self._writer.do(lambda db: _changes(db, key, first, most_bytes))

    async def acknowledged(self, key: Key, revision: int) -> None:
        """Note the server's position."""
        values = (revision, str(key.sitting), key.epoch)
        await self._writer.do(
            lambda db: db.execute("UPDATE holding SET acknowledged = ? WHERE sitting = ? AND epoch = ?", values)
        )

    async def deadline_seen(self, holding: Holding, deadline: Deadline, *, at: int) -> None:
        """Keep this version of the deadline, with the holding that goes by it."""
        body, key, version = _json(holding), holding.key, _json(deadline)
        row = (str(key.sitting), deadline.version, version, at)

        def work(db: sqlite3.Connection) -> None:
            db.execute(_KEEP_HOLDING, (str(key.sitting), key.epoch, body))
            db.execute("INSERT OR REPLACE INTO deadline (sitting, version, body, seen_at) VALUES (?, ?, ?, ?)", row)

        await self._writer.do(work)

    async def received(self, holding: Holding, receipt: Receipt) -> None:
        """Keep this receipt beside earlier ones, with the holding that it closes."""
        body, key = _json(holding), holding.key
        row = (str(key.sitting), key.epoch, receipt.at, _json(receipt))

        def work(db: sqlite3.Connection) -> None:
            db.execute(_KEEP_HOLDING, (str(key.sitting), key.epoch, body))
            db.execute("INSERT OR REPLACE INTO receipt (sitting, epoch, at, body) VALUES (?, ?, ?, ?)", row)

        await self._writer.do(work)

    # --- commands
    async def command(self, command_id: str) -> CommandDone | None:
        found = await self._writer.do(lambda db: _commands(db, "WHERE id = ?", (command_id,)))
        return found[0] if found else None

    async def last_commands(self) -> list[CommandDone]:
        """The last ones taken on, newest first."""
        return await self._writer.do(lambda db: _commands(db, f"ORDER BY rowid DESC LIMIT {LAST_COMMANDS}"))

    async def cut_off_commands(self) -> list[CommandDone]:
        """Those that have no outcome."""
        return await self._writer.do(lambda db: _commands(db, "WHERE outcome IS NULL"))

    async def begin_command(self, command: Command, *, at: int, boot_id: str) -> None:
        """Write down that it is being done, before it is."""
        row = (command.id, command.kind, at, boot_id)
        await self._writer.do(
            lambda db: db.execute("INSERT INTO command (id, kind, begun_at, boot_id) VALUES (?, ?, ?, ?)", row)
        )

    async def end_command(self, command_id: str, outcome: Outcome, result: dict[str, int | str | None]) -> None:
        row = (outcome, _json(result), command_id)
        await self._writer.do(lambda db: db.execute("UPDATE command SET outcome = ?, result = ? WHERE id = ?", row))

    # --- what is to be told to the server once
    def outbox(self) -> dict[str, str]:
        """Frames not yet confirmed, by id. Only before `begin`."""
        return dict(self._database.execute("SELECT id, body FROM outbox ORDER BY rowid").fetchall())

    async def put_out(self, post_id: str, body: str) -> None:
        await self._writer.do(
            lambda db: db.execute("INSERT OR IGNORE INTO outbox (id, body) VALUES (?, ?)", (post_id, body))
        )

    async def taken(self, post_id: str) -> None:
        await self._writer.do(lambda db: db.execute("DELETE FROM outbox WHERE id = ?", (post_id,)))

    # --- 系统初始化
    async def heads(self) -> Heads:
        """Where every log ends that has a change."""
        return await self._writer.do(_heads)

    async def clear(self, heads: Heads) -> bool:
        """Forget all candidates, if their logs still end at `heads`; else False, and nothing has changed.

        Until `CLEARING` is taken back their files have to be removed, also after a restart.
        """
        return await self._writer.do(lambda db: _clear(db, heads))

    # --- the room's journal
    async def keep_witness(self, at: int, number: int, head: str) -> None:
        row = (at, number, head)
        await self._writer.do(
            lambda db: db.execute("INSERT OR REPLACE INTO witness (at, number, head) VALUES (?, ?, ?)", row)
        )

    # --- the machine's log
    async def note(
        self, at: int, code: str, values: dict[str, int | str | None], *, server_at: int | None = None
    ) -> None:
        """A line at `at` by the machine's own clock, `server_at` by the server's if that is known."""
        row = (at, code, _json(values if server_at is None else {**values, SERVER_AT: server_at}))
        await self._writer.do(lambda db: db.execute("INSERT INTO log (at, code, body) VALUES (?, ?, ?)", row))

    async def log_after(self, seq: int) -> list[LogEntry]:
        """The next entries after number `seq`."""
        return await self._writer.do(lambda db: _entries(db, seq))

    async def logged(self, seq: int) -> None:
        """The server has everything up to number `seq`; of that the last ones stay, for whoever looks here."""
        await self._writer.do(lambda db: _logged(db, seq))


_ALL_HOLDINGS: Final = "SELECT body, acknowledged FROM holding"
_COMMANDS: Final = "SELECT id, kind, boot_id, outcome, result FROM command "
_LAST_CHANGE: Final = "SELECT n, chain FROM change WHERE sitting = ? AND epoch = ? AND n > ? ORDER BY n DESC LIMIT 1"
_CHANGES: Final = "SELECT body, chain FROM change WHERE sitting = ? AND epoch = ? AND n >= ? ORDER BY n"
_HEADS: Final = "SELECT sitting, epoch, max(n) FROM change GROUP BY sitting, epoch"
_OF_CANDIDATES: Final = ("holding", "change", "deadline", "receipt", "outbox", "witness")
_FACTS_THAT_STAY: Final = "'identity', 'seat', 'moments', 'servers', 'told', 'clock', 'logged', 'script_step'"
_change_decoder: Final = msgspec.json.Decoder(Change)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _append(db: sqlite3.Connection, key: Key, start: int, first: str, draft: Draft) -> Stored:
    last = db.execute(_LAST_CHANGE, (str(key.sitting), key.epoch, start)).fetchone()
    n, previous = last if last else (start, bytes.fromhex(first))
    change = draft.numbered(n + 1)
    body = chain.body(change)
    head = chain.link_body(previous, body)
    db.execute(_INSERT_CHANGE, (str(key.sitting), key.epoch, change.n, body, head))
    return Stored(change, head.hex())


def _changes(db: sqlite3.Connection, key: Key, first: int, most_bytes: int | None = None) -> list[Stored]:
    found: list[Stored] = []
    room = most_bytes
    for body, head in db.execute(_CHANGES, (str(key.sitting), key.epoch, first)):
        if room is not None and found and len(body) > room:
            break
        room = None if room is None else room - len(body)
        found.append(Stored(_change_decoder.decode(body), head.hex()))
    return found


def _heads(db: sqlite3.Connection) -> Heads:
    return {Key(UUID(row[0]), row[1]): row[2] for row in db.execute(_HEADS)}


def _clear(db: sqlite3.Connection, heads: Heads) -> bool:
    if _heads(db) != heads:
        return False
    db.execute("PRAGMA secure_delete=ON")
    for table in _OF_CANDIDATES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - our names
    db.execute(f"DELETE FROM fact WHERE name NOT IN ({_FACTS_THAT_STAY})")  # noqa: S608 - our names
    db.execute(_KEEP_FACT, (CLEARING, "true"))
    return True


def _commands(db: sqlite3.Connection, which: str, values: tuple[str, ...] = ()) -> list[CommandDone]:
    return [
        CommandDone(id=row[0], kind=row[1], boot_id=row[2], outcome=row[3], result=msgspec.json.decode(row[4]))
        for row in db.execute(_COMMANDS + which, values)
    ]


def _entries(db: sqlite3.Connection, seq: int) -> list[LogEntry]:
    rows = db.execute("SELECT seq, at, code, body FROM log WHERE seq > ? ORDER BY seq LIMIT ?", (seq, LOG_BATCH))
    return [_entry(*row) for row in rows]


def _entry(seq: int, at: int, code: str, body: str) -> LogEntry:
    values = msgspec.json.decode(body)
    return LogEntry(seq=seq, at=at, code=code, server_at=values.pop(SERVER_AT, None), values=values)


def _logged(db: sqlite3.Connection, seq: int) -> None:
    db.execute(_KEEP_FACT, (LOGGED, _json(seq)))
    db.execute("DELETE FROM log WHERE seq <= ?", (seq - KEPT_LINES,))
