"""What the centre needs before it works: its folder to itself, tables, first accounts, the time."""

import contextlib
import fcntl
import sys
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from centre.keys import keys
from centre.operations.accounts import make_first_accounts
from formats.refused import N_, Refused
from journal import clock


def lock_folder(folder: Path) -> IO[str]:
    """The data folder for this server alone, for as long as the file stays open. Raises `Refused`."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # somebody else's folder that was lent to us
        folder.chmod(0o700)
    lock = (folder / "centre.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        lock.close()
        told = N_("Another centre works in %(folder)s. Stop it, or choose another CENTRE_DATA.")
        raise Refused("centre.twice", told, folder=folder) from fault
    return lock


def prepare() -> None:
    """Tables, keys and first accounts, as far as they are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("正在准备考点数据库 / preparing the centre's database …", file=sys.stderr, flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    keys()
    make_first_accounts()


def begin() -> None:
    """As a server starts: the time is that of this machine."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    prepare()
    clock.anchor_again()
