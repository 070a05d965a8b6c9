"""manage.py worker: does the slow work (PDF, imports, hashing, backup)."""

import ctypes
import os
import signal
import sys
from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

PR_SET_PDEATHSIG: Final = 1
MOST_TASKS: Final = 200  # after that a new process: WeasyPrint does not give its memory back


class Command(BaseCommand):
    help = "Do the slow work. `manage.py room` starts one by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parent", type=int, help="end when the process with this id ends")

    def handle(self, *args: Any, parent: int | None, **options: Any) -> None:
        if parent is not None:
            die_with(parent)
        call_command("db_worker", reload=False, interval=0.5, startup_delay=False, max_tasks=MOST_TASKS, verbosity=0)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, also by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        raise SystemExit(0)
