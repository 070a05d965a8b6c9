"""manage.py centre_identity: code, name and address of the centre."""

from argparse import ArgumentParser
from typing import Any

from centre.commands import ACTOR, CentreCommand
from centre.keys import keys
from centre.operations import set_identity


class Command(CentreCommand):
    help = "Set what is given, then show code, name, address and the fingerprint of the centre's key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", help="7 digits")
        parser.add_argument("--name")
        parser.add_argument("--address", help="as rooms reach it: IP, or IP:PORT")

    def handle(self, *args: Any, code: str | None, name: str | None, address: str | None, **options: Any) -> None:
        centre = set_identity(ACTOR, code=code, name=name, address=address)
        for told in (centre.code, centre.name, centre.address, keys().fingerprint):
            self.stdout.write(told or "-")
