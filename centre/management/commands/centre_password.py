"""manage.py centre_password: another password for an account."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from centre.commands import ACTOR, CentreCommand
from centre.operations import set_password


class Command(CentreCommand):
    help = "Set the password of an account; it is read from the terminal, or from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        typed = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        set_password(ACTOR, name, typed)
