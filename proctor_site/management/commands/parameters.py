"""manage.py parameters: what a room is told about itself, without a browser (B3)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from formats.refused import Refused
from journal.actor import system
from proctor_site.first_start import migrate_what_is_missing
from rooms.operations.parameters import set_parameters


class Command(BaseCommand):
    help = "Set a room's parameters; a room that is not there yet is made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", required=True, metavar="CODE")
        parser.add_argument("--proctor-ip", required=True, metavar="IP", help="监考机IP")

    def handle(self, *args: Any, room: str, proctor_ip: str, **options: Any) -> None:
        migrate_what_is_missing()
        try:
            stored = set_parameters(system("parameters"), code=room, proctor_ip=proctor_ip)
        except Refused as refused:
            raise CommandError(refused.say(gettext)) from refused
        self.stdout.write(f"{stored.code}: {stored.proctor_ip}")
