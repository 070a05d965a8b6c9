"""Databases in files: what has threads or a second process cannot be tested on a database in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
FILES = {"default": "jiankao.sqlite3", "answers": "answers.sqlite3"}  # as a server of its own calls them in DATA_DIR


@contextmanager
def lying_in(folder: Path) -> Iterator[None]:
    """Inside the block every connection opened, in any thread, is to files in `folder`."""
    before = {alias: (connections[alias], connections.databases[alias]["NAME"]) for alias in connections}
    for alias in before:
        del connections[alias]  # one in memory cannot be closed and opened again
        connections.databases[alias]["NAME"] = str(folder / FILES[alias])
    try:
        yield
    finally:
        connections.close_all()
        for alias, (connection, name) in before.items():
            connections[alias] = connection
            connections.databases[alias]["NAME"] = name


def migrate_all() -> None:
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0)


def environment() -> dict[str, str]:
    """The databases of this test, as a process of its own finds them."""
    where = connections.databases["default"]
    found = {"DJANGO_SETTINGS_MODULE": "proctor_site.settings", "PYTHONPATH": str(ROOT)}
    if "answers" in settings.DATABASES:
        return found | {"DATA_DIR": str(Path(where["NAME"]).parent), "DATABASE_URL": ""}
    return found | {"DATABASE_URL": f"postgres://{where['USER']}@{where['HOST']}:{where['PORT']}/{where['NAME']}"}
