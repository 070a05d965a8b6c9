"""Heads of the room's journal, one a minute, kept where the room cannot change them: python -m agent_client.witness --data DIR.

The command prints NUMBER:HASH of each, as `manage.py journal verify --witness` takes it, with the time it was heard.
"""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from agent_client.core import Core, Folder
from agent_client.options import default_folder
from formats.messages import ServerBeat

EVERY_MS: Final = 60_000


class Witness:
    """Writes down what the beats say, at most once a minute and only what is new."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._kept_at: int | None = None
        self._number = 0

    async def heard(self, beat: ServerBeat) -> None:
        now = self._core.clocks.boot()
        due = self._kept_at is None or now >= self._kept_at + EVERY_MS
        if due and beat.journal_number != self._number:
            self._kept_at, self._number = now, beat.journal_number
            await self._core.store.keep_witness(self._core.now(), beat.journal_number, beat.journal_head)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m agent_client.witness", description=__doc__)
    parser.add_argument("--data", type=Path, default=default_folder(), metavar="DIR", help="the daemon's folder")
    journal = Folder(parser.parse_args(arguments).data).journal
    if not journal.exists():
        print(f"{journal} is not there. Name the daemon's folder with --data.", file=sys.stderr)
        return 2
    with closing(sqlite3.connect(f"{journal.resolve().as_uri()}?mode=ro", uri=True)) as database:
        for at, number, head in database.execute("SELECT at, number, head FROM witness ORDER BY at"):
            print(f"{number}:{head} {datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
