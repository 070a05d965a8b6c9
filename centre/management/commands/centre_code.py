"""manage.py centre_code: 计算授权码 on the command line (T1)."""

from argparse import ArgumentParser
from typing import Any, get_args

from django.utils import timezone

from centre.commands import ACTOR, CentreCommand, package_named
from centre.operations import compute_code
from formats.codes import Kind, Request


class Command(CentreCommand):
    help = "Compute the code for a request. Prints the code alone on the first line. Exit status 1: refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=get_args(Kind))
        parser.add_argument("--room", required=True, metavar="CODE")
        parser.add_argument("--session", required=True, type=int, metavar="N")
        parser.add_argument("--plan", default="", help="name or UUID; without it the plan loaded last")
        parser.add_argument("--minutes", type=int, default=0, help="of extra time")
        parser.add_argument("--count", type=int, default=0, help="how many candidates")
        parser.add_argument("--tickets", default="", metavar="LETTERS", help="the eight letters of the candidates")
        parser.add_argument("--challenge", required=True, metavar="LETTERS", help="the eight letters of the request")

    def handle(self, *args: Any, kind: Kind, room: str, plan: str, session: int, **options: Any) -> None:
        package = package_named(room, plan)
        told = {name: options[name] for name in ("minutes", "count", "tickets", "challenge")}
        request = Request(kind=kind, plan=str(package.plan.uuid), room=package.plan.room.code, session=session, **told)
        computed = compute_code(ACTOR, package, request)
        self.stdout.write(computed.code)
        self.stdout.write(f"{timezone.localtime(computed.valid_until):%Y-%m-%d %H:%M:%S} {computed.who}".strip())
