"""A day that was opened once is put back for the next test: its rows as they were, instead of sixty verbs."""

import pickle
from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.db import connection

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]


class Opening:
    """What opening changed in the database, and the day itself."""

    def __init__(self, before: Tables, after: Tables, day: object) -> None:
        self.counts = {name: len(before[name]) for name in after if after[name] != before[name]}
        self.rows = {name: after[name] for name in self.counts}
        self.day = pickle.dumps(day)
        filled = sorted(name for name in after if after[name] and name not in self.counts)
        with connection.cursor() as cursor:
            self.ground = {name: _last(cursor, name) for name in filled}

    def stands(self) -> bool:
        """Roles and the like have the keys that its rows point at; emptying all tables makes them anew with others."""
        with connection.cursor() as cursor:
            return all(_last(cursor, name) == last for name, last in self.ground.items())

    def fits(self) -> bool:
        """Nothing of another fixture stands where it would write."""
        with connection.cursor() as cursor:
            return all(_count(cursor, name) == count for name, count in self.counts.items())

    def put_back(self) -> Any:
        with connection.cursor() as cursor:
            for name, rows in self.rows.items():
                cursor.execute(f'DELETE FROM "{name}"')
                if rows:
                    places = ", ".join(["?"] * len(rows[0]))
                    _plain(cursor).executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        return pickle.loads(self.day)


OPENINGS: Final[dict[str, Opening]] = {}


def opened_once(key: str, open_it: Callable[[], Any]) -> Any:
    """What `open_it` gives, or gave under that key, with the database as it left it. Raises what it raises."""
    # Elsewhere rows with their keys do not move the sequences; without a transaction nothing takes them away again.
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return open_it()
    known = OPENINGS.get(key)
    if known and known.stands():
        return known.put_back() if known.fits() else open_it()
    before = _tables()
    day = open_it()
    OPENINGS[key] = Opening(before, _tables(), day)
    return day


def _tables() -> Tables:
    with connection.cursor() as cursor:
        here = set(connection.introspection.table_names(cursor))
        names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} & here
        return {name: _plain(cursor).execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def _last(cursor: Any, name: str) -> tuple[Any, ...]:
    return tuple(cursor.execute(f'SELECT COUNT(*), MAX(rowid) FROM "{name}"').fetchone())


def _count(cursor: Any, name: str) -> int:
    return int(cursor.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0])


def _plain(cursor: Any) -> Any:
    """SQLite's own cursor: its values are put back as they are read, without Django's conversions."""
    return cursor.cursor.connection.cursor()
