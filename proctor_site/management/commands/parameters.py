"""manage.py parameters: what a room is told about itself, without a browser (B3)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from formats import signing
from formats.refused import N_, Refused
from journal.actor import system
from proctor_site.first_start import migrate_what_is_missing
from rooms.centre import register, set_standalone
from rooms.models import Room
from rooms.operations.parameters import set_parameters

ACTOR = system("parameters")
DEFAULT_PORT = 8100


class Command(BaseCommand):
    help = "Set a room's parameters; a room that is not there yet is made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", required=True, metavar="CODE")
        parser.add_argument("--storage-path", default="", metavar="FOLDER", help="存储路径; made if it is not there")
        parser.add_argument("--proctor-ip", metavar="IP", help="监考机IP; may be left out for a room that is there")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--centre", metavar="HOST[:PORT]", help="连接考点: register the room there (port 8100)")
        mode.add_argument("--standalone", action="store_true", help="单机: whatever comes from a centre comes as files")
        parser.add_argument("--registration-code", default="", metavar="CODE", help="注册码")
        parser.add_argument("--secure", action="store_true", help="the centre is asked over https")
        parser.add_argument("--confirm-key", default="", metavar="FINGERPRINT", help="of another centre than before")

    def handle(self, *args: Any, room: str, **options: Any) -> None:
        migrate_what_is_missing()
        try:
            stored = self._room(room, options["proctor_ip"], options["storage_path"])
            self._mode(stored, options)
        except Refused as refused:
            raise CommandError(refused.say(gettext)) from refused

    def _room(self, code: str, proctor_ip: str | None, storage_path: str) -> Room:
        if proctor_ip is None:
            return _stored(code)
        stored = set_parameters(ACTOR, code=code, proctor_ip=proctor_ip, storage_path=storage_path)
        self.stdout.write(f"{stored.code}: {stored.proctor_ip}")
        return stored

    def _mode(self, room: Room, options: dict[str, Any]) -> None:
        if options["standalone"]:
            set_standalone(ACTOR, room, registration_code=options["registration_code"])
            self.stdout.write(f"{room.code}: 单机")
        elif options["centre"]:
            self._register(room, options)

    def _register(self, room: Room, options: dict[str, Any]) -> None:
        host, port = _split(options["centre"])
        link = register(
            ACTOR,
            room,
            host=host,
            port=port,
            registration_code=options["registration_code"],
            is_secure=options["secure"],
            confirmed_key=options["confirm_key"],
        )
        fingerprint = signing.fingerprint(bytes(link.public_key))
        self.stdout.write(f"{link.room.code}: {link.centre_code} {link.centre_name} [{fingerprint}]")


def _stored(code: str) -> Room:
    found = Room.objects.filter(code=code).first() or Room.objects.filter(code__endswith=code).first()
    if found is None:
        raise Refused("room.unknown", N_("There is no room %(room)s. Give its 监考机IP and it is made."), room=code)
    return found


def _split(text: str) -> tuple[str, int]:
    """Host and port; an IPv6 address with a port stands in brackets."""
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        return text.strip("[]"), DEFAULT_PORT
    return host.strip("[]"), int(port) if port.isdigit() else 0
