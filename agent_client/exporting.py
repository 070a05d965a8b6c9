"""Answer packages for the invigilator: python -m agent_client export DIR [--data DIR] [--ticket TICKET].

Works beside a running daemon, without one, and where there is no server (C3).
"""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from agent_client.core import Folder
from agent_client.options import default_data
from agent_client.packing import Journal, Kept
from agent_client.schema import Unusable, whole
from formats.refused import Refused


def main(arguments: Sequence[str]) -> int:
    asked = _parsed(arguments)
    folder = Folder(asked.data)
    try:
        with whole(folder.journal):
            return _export_all(folder, asked.target, asked.ticket)
    except (Refused, Unusable, OSError, sqlite3.OperationalError) as fault:
        print(fault, file=sys.stderr)
        return 2


def _export_all(folder: Folder, target: Path, ticket: str) -> int:
    with closing(Journal(folder)) as journal:
        kept = journal.kept(ticket)
        if not kept:
            print("There are no answers to export.", file=sys.stderr)
            return 1
        target.mkdir(parents=True, exist_ok=True)
        return max(_export_one(journal, each, target) for each in kept)


def _export_one(journal: Journal, kept: Kept, target: Path) -> int:
    """One that cannot be exported stops no other."""
    try:
        done = journal.export(kept, target)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{done.path}  {done.ticket}  changes: {done.revision}  not on the server: {done.pending}")
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m agent_client export", description=__doc__)
    parser.add_argument("target", type=Path, metavar="DIR", help="the folder or stick to write the packages to")
    parser.add_argument("--data", type=Path, default=default_data(), metavar="DIR", help="the daemon's folder")
    parser.add_argument("--ticket", default="", help="only this candidate")
    return parser.parse_args(arguments)
