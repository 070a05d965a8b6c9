"""What a server needs before it serves: its folder to itself, tables, a first account, the time."""

import contextlib
import fcntl
import sys
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from exams.models import Session
from formats.refused import N_, Refused
from journal import clock, record
from journal.actor import system
from rooms.models import Staff

RESTORING: Final = "restoring"  # lies in the data folder while a backup takes its place
FIRST_NAME: Final = "admin"
FIRST_PERSON: Final = "系统管理员"  # stands wherever somebody has acted, until 用户管理 has the real name (S1)
FIRST_PASSWORD: Final = "888"  # noqa: S105 - the manual's; until it is changed only this machine is answered (B1)


def lock_folder(folder: Path, *, restores: bool = False) -> IO[str]:
    """The data folder for this process alone, for as long as the file stays open. Raises `Refused`.

    A folder that a restore has left half done is for another restore only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # somebody else's folder that was lent to us
        folder.chmod(0o700)  # answers, keys of papers, the secret key
    lock = (folder / "room.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        lock.close()
        raise Refused(
            "server.twice",
            N_("Another server works in %(folder)s. Stop it, or choose another DATA_DIR."),
            folder=folder,
        ) from fault
    if (folder / RESTORING).exists() and not restores:
        lock.close()
        raise Refused(
            "server.restoring",
            N_("A restore into %(folder)s was cut off. Run “manage.py restore” again."),
            folder=folder,
        )
    return lock


def migrate_what_is_missing() -> None:
    """Make or renew the tables, if anything is missing at all."""
    for alias in settings.DATABASES:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            print(f"正在准备数据库 / preparing the database ({alias}) …", file=sys.stderr, flush=True)
            call_command("migrate", database=alias, verbosity=0, interactive=False)


def make_first_account() -> None:
    """admin / 888, when there is nobody yet."""
    with transaction.atomic():
        if User.objects.exists():
            return
        user = User.objects.create_superuser(FIRST_NAME, password=FIRST_PASSWORD)
        user.groups.set(Group.objects.filter(name=Staff.Role.ADMINISTRATOR))
        Staff.objects.create(
            user=user, role=Staff.Role.ADMINISTRATOR, name=FIRST_PERSON, initial_password=user.password
        )
        record.append("first_account", system("installation"), user=user.pk)


def has_first_password() -> bool:
    staff = Staff.objects.exclude(initial_password="").select_related("user")
    return any(each.has_initial_password for each in staff)


def set_clock() -> bool:
    """Take the machine's time, unless a session has been started: then its time goes on. True if it was taken."""
    goes_on = Session.objects.live().filter(start_at__isnull=False).exists() and clock.is_anchored()
    if not goes_on:
        clock.anchor_again()
    return not goes_on


def prepare() -> bool:
    """All of it, in order. True if the time was taken from this machine's clock, which may be wrong."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    migrate_what_is_missing()
    make_first_account()
    return set_clock()
