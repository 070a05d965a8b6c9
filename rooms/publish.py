"""Hints that something has changed; the truth is in the database.

Who holds links or boards registers a wake function; another process notices by itself within a second.
"""

from collections.abc import Callable

from django.db import connection, transaction

_wakes: list[Callable[[], object]] = []


def changed() -> None:
    """After the commit that this is called in, whoever shows or sends looks again."""
    transaction.on_commit(_wake)


def on_change(wake: Callable[[], object]) -> Callable[[], None]:
    """Have `wake` called after each change made in this process, from any thread; returns how to stop that."""
    _wakes.append(wake)
    return lambda: _wakes.remove(wake)


def _wake() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY jiankao")
    for wake in list(_wakes):
        wake()
