"""The tables of a machine's journal."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

VERSION: Final = 1

TABLES: Final = """
CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE holding (
    sitting TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    body TEXT NOT NULL,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (sitting, epoch)
) WITHOUT ROWID;
CREATE TABLE change (
    sitting TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    n INTEGER NOT NULL,
    body BLOB NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (sitting, epoch, n)
) WITHOUT ROWID;
CREATE TABLE deadline (
    sitting TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (sitting, version)
) WITHOUT ROWID;
CREATE TABLE receipt (
    sitting TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (sitting, epoch, at)
) WITHOUT ROWID;
CREATE TABLE command (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    outcome TEXT,
    result TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
);
CREATE TABLE witness (
    at INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    head TEXT NOT NULL
);
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL
);
"""


class Unusable(Exception):
    """A journal that this program cannot work with; nothing in it was changed."""


class NotOurs(Unusable):
    """The database was written by another version."""


class Damaged(Unusable):
    """Bytes of it are not what was written."""

    def __init__(self, path: Path, fault: object) -> None:
        super().__init__(
            f"{path} is damaged ({fault}). Nothing was deleted. Keep a copy of the whole folder {path.parent}, move the files "
            f"{path.name}* out of it and start again: what the server has comes back with the next login."
        )


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """What cannot be read of the journal at `path` in here is `Damaged`. A disk that does not answer is not damage."""
    try:
        yield
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as fault:
        raise Damaged(path, fault) from fault


def check(database: sqlite3.Connection, path: Path) -> None:
    """Raises `Damaged` unless every page of the file is as it was written; `whole` is around it."""
    (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise Damaged(path, " ".join(str(found).split()))


def prepare(database: sqlite3.Connection) -> None:
    """Make the tables of a new journal. Raises `NotOurs` for one of another version."""
    found = database.execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        return
    if found != 0:
        raise NotOurs(
            f"The journal has version {found}, this program expects {VERSION}. Install the program it belongs to."
        )
    database.executescript(f"BEGIN IMMEDIATE;{TABLES}PRAGMA user_version={VERSION};COMMIT;")
