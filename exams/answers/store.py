"""The log as its writer sees it: many rows at a time, inside one transaction on one connection."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from django.db import connections

from exams.answers import log
from exams.answers.models import Blob, LogRow
from exams.answers.sequence import Key, Standing, Stored, Tail
from formats import chain

MOST_WAL_PAGES: Final = 16_000  # 64 MB
_COLUMNS: Final = ("sitting", "epoch", "kind", "n", "body", "chain", "standing", "received_at_ms")


def leave_checkpoints() -> None:
    """On this connection a commit only appends to the WAL; what is in it is put into the file by `checkpoint`."""
    connection = connections[log.answers_alias()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint={MOST_WAL_PAGES}")


def checkpoint() -> None:
    """Put what has been committed into the file; nobody waits for it meanwhile."""
    connection = connections[log.answers_alias()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def version() -> int | None:
    """Changes when another connection has committed to the log's file; None where that cannot be asked."""
    connection = connections[log.answers_alias()]
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def tails(keys: Collection[Key]) -> dict[Key, Tail]:
    """Where the logs of these epochs end, in one read."""
    if not keys:
        return {}
    wanted = ", ".join(["(%s, %s)"] * len(keys))
    found = _select(_TAILS.format(wanted=wanted), [value for key in keys for value in (_db(key.sitting), key.epoch)])
    ends = {Key(_uuid(row[0]), row[1]): row[2:] for row in found}
    return {key: _tail(key, *ends[key]) for key in keys}


def stored(key: Key, first: int, last: int) -> dict[int, Stored]:
    """The rows `first` to `last` of an epoch that are there."""
    found = LogRow.objects.filter(sitting=key.sitting, epoch=key.epoch, n__gte=first, n__lte=last)
    return {
        n: Stored(n, body.encode(), bytes.fromhex(hashed), Standing(standing))
        for n, body, hashed, standing in found.values_list("n", "body", "chain", "standing")
        if n is not None
    }


def durable_blobs(wanted: Collection[str]) -> set[str]:
    """Those contents whose bytes are on the disk."""
    found = Blob.objects.filter(sha256__in=wanted, stored_at_ms__isnull=False)
    return set(found.values_list("sha256", flat=True))


def keep_blobs(blobs: Iterable[Blob]) -> None:
    """Write down that these contents are on the disk."""
    Blob.objects.bulk_create(
        blobs, update_conflicts=True, unique_fields=["sha256"], update_fields=["size", "stored_at_ms"]
    )


def insert(rows: Iterable[tuple[Key, Stored, int]]) -> None:
    """Add changes, each with the moment (ms) of its arrival."""
    connection = connections[log.answers_alias()]
    native = connection.features.has_native_uuid_field
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_values(*row, native=native) for row in rows])


_TABLE: Final = LogRow._meta.db_table
_INSERT: Final = f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"  # noqa: S608 - our names
_TAILS: Final = f"""
WITH wanted(sitting, epoch) AS (VALUES {{wanted}}),
     ends AS (
         SELECT sitting, epoch,
             (SELECT max(n) FROM {_TABLE} row WHERE row.sitting = wanted.sitting AND row.epoch = wanted.epoch) AS n,
             (SELECT max(id) FROM {_TABLE} row
              WHERE row.sitting = wanted.sitting AND row.epoch = wanted.epoch AND row.kind = 'closed') AS closed
         FROM wanted)
SELECT ends.sitting, ends.epoch, ends.n, row.chain, ends.closed
FROM ends LEFT JOIN {_TABLE} row ON row.sitting = ends.sitting AND row.epoch = ends.epoch AND row.n = ends.n
"""  # noqa: S608 - our names


def _select(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connections[log.answers_alias()].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _tail(key: Key, n: int | None, hashed: str | None, closed: int | None) -> Tail:
    return Tail(n or 0, bytes.fromhex(hashed) if hashed else chain.start(*key), closed is not None)


def _values(key: Key, row: Stored, received_at_ms: int, *, native: bool) -> tuple[Any, ...]:
    sitting = key.sitting if native else key.sitting.hex
    standing = row.standing.value
    return (sitting, key.epoch, "change", row.n, row.body.decode(), row.chain.hex(), standing, received_at_ms)


def _db(sitting: UUID) -> Any:
    """A sitting as the database keeps it: SQLite has no type for it."""
    return sitting if connections[log.answers_alias()].features.has_native_uuid_field else sitting.hex


def _uuid(stored_as: Any) -> UUID:
    return stored_as if isinstance(stored_as, UUID) else UUID(stored_as)
