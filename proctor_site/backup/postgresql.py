"""PostgreSQL is copied by its own programs: pg_dump and pg_restore."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from formats.refused import N_, Refused

PLACES: Final = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


def is_used() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def dump(target: Path) -> None:
    """The whole database as of one moment. Raises `Refused` without pg_dump, and with what it says when it fails."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def size() -> int:
    """Of the database as it lies there, in bytes; its dump is smaller."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def restore(source: Path) -> None:
    """Put the database back as it was, or change nothing. Raises `Refused` as `dump` does."""
    name = settings.DATABASES["default"]["NAME"]
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run("pg_restore", *options, f"--dbname={name}", str(source))


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise Refused(
            "backup.no_program",
            N_(
                "%(program)s is not installed: install PostgreSQL's client programs (apt-get install postgresql-client)."
            ),
            program=program,
        )
    done = subprocess.run([program, *arguments], env=_environment(), stderr=subprocess.PIPE, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-500:]
        raise Refused("backup.program", N_("%(program)s failed: %(said)s"), program=program, said=said)


def _environment() -> dict[str, str]:
    database: dict[str, Any] = settings.DATABASES["default"]
    given = {variable: str(database[key]) for key, variable in PLACES.items() if database.get(key)}
    return os.environ | given
