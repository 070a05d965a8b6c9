"""manage.py centre_authorization: the signed authorization of a session as a file (E5)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from centre.commands import ACTOR, CentreCommand, plan_named
from centre.operations import authorization


class Command(CentreCommand):
    help = "Write the authorization of a session, within its window. Exit status 1: refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--room", required=True, metavar="CODE")
        parser.add_argument("--session", required=True, type=int, metavar="N")
        parser.add_argument("--plan", default="", help="name or UUID; without it the plan loaded last")
        parser.add_argument("--late", action="store_true", help="after the window, when a code for 延考 was computed")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, room: str, session: int, plan: str, late: bool, out: Path, **options: Any) -> None:
        found = plan_named(room, plan)
        out.write_bytes(authorization(ACTOR, found.room, found.uuid, session, is_late=late))
        self.stdout.write(str(out))
