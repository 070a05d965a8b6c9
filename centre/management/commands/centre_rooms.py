"""manage.py centre_rooms: the rooms with their registration codes, one a line."""

from argparse import ArgumentParser
from typing import Any

from centre.commands import ACTOR, CentreCommand
from centre.models import Room
from centre.operations import add_room, release_room, room_for


class Command(CentreCommand):
    help = "List the rooms: code, registration code, 'registered' or '-'. Adds or releases one first if asked to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--add", default="", metavar="CODE", help="add a room")
        parser.add_argument(
            "--release", default="", metavar="CODE", help="forget the machine that is registered for it"
        )

    def handle(self, *args: Any, add: str, release: str, **options: Any) -> None:
        if add:
            add_room(ACTOR, add)
        if release:
            release_room(ACTOR, room_for(release))
        for room in Room.objects.all():
            self.stdout.write(f"{room.code} {room.registration_code} {'registered' if room.is_registered else '-'}")
