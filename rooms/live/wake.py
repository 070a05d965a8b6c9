"""Notices that something was committed, by whatever process."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any, Final

import psycopg
from django.db import connection

LOOK_EVERY_S: Final = 0.1
LISTEN_FOR_S: Final = 1.0
CHANNEL: Final = "jiankao"

Wake = Callable[[], None]


async def watch(wake: Wake) -> None:
    """Call `wake` after each commit, within 0.1 s on SQLite and at once or within 1 s on PostgreSQL; until cancelled."""
    if connection.vendor == "sqlite":
        await _watch_file(str(connection.settings_dict["NAME"]), wake)
    else:
        await _watch_server(connection.get_connection_params(), wake)


async def _watch_file(path: str, wake: Wake) -> None:
    """`data_version` costs 50 µs and is valid on one lasting connection only, hence one of our own in the loop's thread."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        last = _data_version(file)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            version = _data_version(file)
            if version != last:
                last = version
                wake()


def _data_version(file: sqlite3.Connection) -> int:
    return int(file.execute("PRAGMA data_version").fetchone()[0])


async def _watch_server(parameters: dict[str, Any], wake: Wake) -> None:
    where = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**where, autocommit=True) as server:
                await server.execute(f"LISTEN {CHANNEL}")
                await _listen(server, wake)
        except psycopg.OperationalError:  # it restarts: until it is back there is nothing to notice
            await asyncio.sleep(LISTEN_FOR_S)


async def _listen(server: psycopg.AsyncConnection, wake: Wake) -> None:
    while True:
        wake()
        async for _notice in server.notifies(timeout=LISTEN_FOR_S):
            wake()
