"""The limit: the websockets library alone answers beats, and saves after one commit for all that came meanwhile.

python -m benchmarks.limit PORT FOLDER
"""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve

Waiting = list[tuple[ServerConnection, int, str]]


class Answers:
    """Commits what has gathered during the last commit."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
            self._file.execute(statement)
        self._file.execute("CREATE TABLE saved (id INTEGER PRIMARY KEY, body TEXT)")
        self._waiting: Waiting = []
        self._something = asyncio.Event()

    def save(self, connection: ServerConnection, number: int, body: str) -> None:
        self._waiting.append((connection, number, body))
        self._something.set()

    async def run(self) -> None:
        while await self._something.wait():
            self._something.clear()
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(self._commit, [(body,) for _, _, body in batch])
            for connection, number, _ in batch:
                await connection.send(json.dumps({"type": "saved", "re": number}))

    def _commit(self, rows: list[tuple[str]]) -> None:
        self._file.execute("BEGIN IMMEDIATE")
        self._file.executemany("INSERT INTO saved (body) VALUES (?)", rows)
        self._file.execute("COMMIT")


async def run(port: int, folder: Path) -> None:
    answers = Answers(folder / "limit.sqlite3")

    async def machine(connection: ServerConnection) -> None:
        async for text in connection:
            told = json.loads(text)
            if told["type"] == "beat":
                await connection.send(json.dumps({"type": "beat", "re": told["n"]}))
            else:
                answers.save(connection, told["n"], str(text))

    async with serve(machine, "127.0.0.1", port, compression=None):
        await answers.run()


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), Path(sys.argv[2])))
