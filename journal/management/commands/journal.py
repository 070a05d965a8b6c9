"""manage.py journal: prove that the chains hold, or tell where they stand."""

import os
import re
import sys
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from journal.models import Chain, Event
from journal.record import Fault, verify

WITNESS: Final = re.compile(r"([0-9]+):([0-9a-f]{8,64})")
WORDS: Final = {
    "missing": _l("an event is missing"),
    "hash": _l("the event, or one before it, was changed, added or removed"),
    "columns": _l("a column does not say what the event says"),
    "head": _l("the head of the chain is not that of its last event"),
}


class Command(BaseCommand):
    help = (
        "verify: every event of every chain, or of those named; exit status 1 and each fault where one does not hold. "
        "head: number and hash of each chain's last event."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "head"])
        parser.add_argument(
            "chains", nargs="*", metavar="CHAIN", help="“site” or “room:…”; all chains if none is named"
        )
        parser.add_argument(
            "--witness", metavar="NUMBER:HASH", help="is this the hash of that event? As on a record sheet"
        )
        parser.add_argument("--lang", choices=["zh", "en"], help="language of the messages; else LANG decides")

    def handle(self, *args: Any, what: str, chains: list[str], witness: str | None, **options: Any) -> None:
        with translation.override(_language(options["lang"])):
            found = _named(chains)
            if what == "head":
                for chain in found:
                    self.stdout.write(f"{chain.name} {chain.number} {chain.head}")
                return
            holds = [self._verify(chain) for chain in found] + [self._none_is_gone()]
            if witness:
                holds.append(self._witness(found, witness))
        if not all(holds):
            sys.exit(1)

    def _none_is_gone(self) -> bool:
        """Events whose chain is not there any more are no less a fault than a changed one."""
        left = Event.objects.exclude(chain__in=Chain.objects.values("pk")).count()
        if left:
            self.stderr.write(_("%(count)d events belong to a chain that is gone.") % {"count": left})
        return not left

    def _verify(self, chain: Chain) -> bool:
        faults = _faults(chain)
        for fault in faults:
            told = {"chain": fault.chain, "number": fault.number, "what": _words(fault)}
            self.stderr.write(_("%(chain)s, event %(number)d: %(what)s") % told)
        state = _("does NOT hold") if faults else _("holds")
        told = {"chain": chain.name, "count": chain.number, "state": state, "head": chain.head}
        self.stdout.write(_("%(chain)s: %(count)d events, %(state)s, head %(head)s") % told)
        return not faults

    def _witness(self, chains: list[Chain], witness: str) -> bool:
        """Events carry the hash of everything before them: one that agrees proves all of that."""
        given = WITNESS.fullmatch(witness)
        if given is None:
            raise CommandError(
                _("A witness is NUMBER:HASH with at least 8 characters of the hash, such as 1284:9c1e4f70.")
            )
        number, start = given.groups()
        for event in Event.objects.filter(chain__in=chains, number=number, hash__startswith=start).select_related(
            "chain"
        ):
            self.stdout.write(_("The witness agrees with %(chain)s.") % {"chain": event.chain.name})
            return True
        self.stderr.write(
            _("No chain has event %(number)s with the hash %(hash)s.") % {"number": number, "hash": start}
        )
        return False


def _named(names: list[str]) -> list[Chain]:
    found = {chain.name: chain for chain in Chain.objects.order_by("name")}
    for name in names:
        if name not in found:
            told = {"name": name, "known": ", ".join(found) or "-"}
            raise CommandError(_("There is no chain “%(name)s”. There are: %(known)s") % told)
    return [found[name] for name in names] if names else list(found.values())


def _faults(chain: Chain) -> list[Fault]:
    """What is written while we read is no fault: the chain is read again as long as it grows."""
    while faults := list(verify(chain)):
        before = chain.number
        chain.refresh_from_db()
        if chain.number == before:
            break
    return faults


def _words(fault: Fault) -> str:
    kind, _blank, key = fault.what.partition(" ")
    if kind == "private":
        return _("the private value “%(key)s” was changed") % {"key": key}
    return str(WORDS[kind])


def _language(asked: str | None) -> str:
    if asked is None:
        asked = "en" if os.environ.get("LANG", "").startswith("en") else "zh"
    return "en" if asked == "en" else "zh-hans"
