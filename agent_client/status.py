"""What this machine's daemon is doing: python -m agent_client status [--data DIR] [--json].

Read from its folder, beside it. Exit 0 while it runs, 3 while it does not, 2 without a folder.
"""

import argparse
import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from agent_client import VERSION
from agent_client.core import Folder
from agent_client.identity import Identity
from agent_client.instance import AlreadyRunning, OnlyOne
from agent_client.kiosk import browsers
from agent_client.options import BadOptions, Options, default_data, with_config
from agent_client.packing import Journal, Kept
from agent_client.schema import Unusable, whole
from agent_client.whereabouts import PLACE, TOLD, Place
from formats.messages import SeatState
from formats.refused import Refused

LINK: Final = ("link_up", "link_down")
NOT_RUNNING: Final = 3


def main(arguments: Sequence[str]) -> int:
    asked = _parsed(arguments)
    try:
        with whole(Folder(asked.data).journal):
            told = status(asked.data)
    except sqlite3.OperationalError as fault:
        print(f"{asked.data}: {fault}. A service's folder is closed: ask as root.", file=sys.stderr)
        return 2
    except (Refused, BadOptions, Unusable, OSError) as fault:
        print(fault, file=sys.stderr)
        return 2
    print(json.dumps(told, ensure_ascii=False, indent=1) if asked.json else _lines(told))
    return 0 if told["running"] else NOT_RUNNING


def status(data: Path) -> dict[str, Any]:
    """Raises `Refused` where no daemon has ever worked, `OSError` where this account may not look."""
    folder, options = Folder(data), with_config(Options(data=data))
    with closing(Journal(folder)) as journal:
        place, seat = journal.fact(PLACE, Place | None), journal.fact("seat", SeatState | None)
        machine = journal.fact("identity", Identity | None)
        link = journal.last_note(*LINK)
        running = _runs(folder)
        return {
            "version": VERSION,
            "data": str(data),
            "running": running,
            "machine": str(machine.machine) if machine else None,
            "server": journal.fact(TOLD, str) or options.server or (place.urls[0] if place else None),
            "online": running and link is not None and link[1] == "link_up",
            "since": _time(link[0]) if link else None,
            "seat": seat.number if seat else None,
            "started": bool(seat and seat.ui_on),
            "browser": getattr(browsers.find(), "program", None),
            "candidates": [_candidate(journal, kept) for kept in journal.kept()],
        }


def _candidate(journal: Journal, kept: Kept) -> dict[str, Any]:
    revision = journal.revision(kept.holding)
    return {
        "ticket": kept.holding.identity.ticket,
        "saved": revision,
        "not_uploaded": max(0, revision - kept.acknowledged),
        "submitted": kept.holding.receipt is not None,
    }


def _runs(folder: Folder) -> bool:
    try:
        OnlyOne(folder.lock).release()
    except AlreadyRunning:
        return True
    return False


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000).astimezone().isoformat(timespec="seconds")


def _lines(told: dict[str, Any]) -> str:
    facts = [f"{name + ':':<12}{_plain(value)}" for name, value in told.items() if name != "candidates"]
    return "\n".join([*facts, *map(_line, told["candidates"])])


def _line(candidate: dict[str, Any]) -> str:
    submitted = ", submitted" if candidate["submitted"] else ""
    uploaded = f"saved {candidate['saved']}, not uploaded {candidate['not_uploaded']}"
    return f"candidate:  {candidate['ticket']}  {uploaded}{submitted}"


def _plain(value: object) -> str:
    if value is None:
        return "–"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m agent_client status", description=__doc__)
    parser.add_argument("--data", type=Path, default=default_data(), metavar="DIR", help="the daemon's folder")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)
