"""manage.py receipt: whether a candidate's receipt holds, and the key to check it elsewhere."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from exams import receipts
from exams.receipts import Checked
from formats import candidate_receipt, signing
from formats.refused import Refused
from journal import clock
from rooms.models import Room


class Command(BaseCommand):
    help = "Check a candidate's receipt (F3), or show the key by which another machine can."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="check a receipt: signature, submission, running hash")
        verify.add_argument(
            "receipt", metavar="RECEIPT", help="the line that begins with JKR1, or a file with it, or -"
        )
        verify.add_argument("--key", metavar="HEX", help="the room's key: checks the signature only, on any machine")
        key = acts.add_parser("key", help="the public key of a room")
        key.add_argument("room", metavar="ROOM")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        try:
            {"verify": self._verify, "key": self._key}[act](options)
        except Refused as refused:
            raise CommandError(refused.say(gettext)) from refused

    def _verify(self, options: dict[str, Any]) -> None:
        text = _text(options["receipt"])
        if options["key"]:
            receipt = candidate_receipt.read(text, public=_public(options["key"]))
            self.stdout.write(gettext("The signature holds: %(what)s") % {"what": _told(receipt)})
            return
        found = receipts.check(text)
        self.stdout.write(gettext("The signature holds: %(what)s") % {"what": _told(found.receipt)})
        self.stdout.write(_standing(found))
        if not found.holds:
            raise CommandError(gettext("The receipt is genuine and the room's record does not agree with it."))

    def _key(self, options: dict[str, Any]) -> None:
        room = Room.objects.filter(code=options["room"]).first()
        if room is None:
            raise CommandError(gettext("There is no room %(room)s.") % {"room": options["room"]})
        public = receipts.public_key(room)
        self.stdout.write(f"{public.hex()}\n{signing.fingerprint(public)}")


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if given.lstrip().startswith(candidate_receipt.MARK):
        return given
    try:
        return Path(given).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandError(gettext("%(file)s cannot be read as a receipt.") % {"file": given}) from fault


def _public(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != signing.KEY_BYTES:
        raise CommandError(gettext("A key is 64 hexadecimal digits, as “manage.py receipt key” shows it."))
    return key


def _told(receipt: candidate_receipt.CandidateReceipt) -> str:
    zone = receipts.zone_of(receipt)
    values = {
        "room": receipt.room,
        "session": receipt.session,
        "ticket": receipt.ticket,
        "n": receipt.revision,
        "at": f"{clock.from_ms(receipt.at).astimezone(zone):%Y-%m-%d %H:%M:%S} ({zone})",
    }
    return gettext("room %(room)s, session %(session)d, ticket %(ticket)s, %(n)d changes, handed in at %(at)s") % values


def _standing(found: Checked) -> str:
    if found.submission is None:
        return gettext("The room does not hold this submission.")
    if not found.holds:
        return gettext("The log of the answers does not lead to this hash any more.")
    return gettext("The room holds this submission, and its log leads to the same hash.")
