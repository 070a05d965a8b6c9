"""manage.py purge: what has been kept for as long as it is to be kept goes (retention)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from formats.refused import Refused
from incidents.operations.purging import Over, over, purge
from journal import clock
from journal.actor import system
from proctor_site.management.language import LANGUAGES, language
from proctor_site.system import leftovers


class Command(BaseCommand):
    help = (
        "Sessions reported longer ago than KEEP_IDENTITIES_DAYS and KEEP_ANSWERS_DAYS: names, tickets and ID numbers"
        " become pseudonyms, answers are deleted. Shows what it would do; does it with --confirm. Not to be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument("--dry-run", action="store_true", help="only show (as without --confirm)")
        asked.add_argument("--confirm", action="store_true", help="do it")
        parser.add_argument("--identities-days", type=int, default=settings.KEEP_IDENTITIES_DAYS, help="0: for ever")
        parser.add_argument("--answers-days", type=int, default=settings.KEEP_ANSWERS_DAYS, help="0: for ever")
        parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages; else LANG decides")

    def handle(self, *args: Any, confirm: bool, identities_days: int, answers_days: int, **options: Any) -> None:
        if min(identities_days, answers_days) < 0:
            raise CommandError("days: 0 or more")
        with translation.override(language(options["lang"])):
            found = list(over(clock.now(), identities_days=identities_days, answers_days=answers_days))
            for each in found:
                self._tell(each)
                if confirm:
                    self._purge(each)
            if found:
                self._tell_files(found, confirm=confirm)
            self.stdout.write(self._end(len(found), confirm=confirm))

    def _purge(self, each: Over) -> None:
        try:
            purge(system("purge"), each)
        except Refused as refused:
            raise CommandError(refused.say(_)) from refused

    def _tell(self, each: Over) -> None:
        session = each.session
        told = _(
            "%(room)s %(session)s, reported %(at)s: %(identities)d identities, %(answers)d rows of answers,"
            " %(lines)d lines of machine logs"
        )
        at = session.reported_at.astimezone(session.plan.zone) if session.reported_at else None
        values = {"room": session.room.code, "session": session.name, "at": f"{at:%Y-%m-%d}"}
        self.stdout.write(
            told % {**values, "identities": each.identities, "answers": each.answers, "lines": each.lines}
        )

    def _tell_files(self, found: list[Over], *, confirm: bool) -> None:
        """What goes beside the databases, and what a person has to see to."""
        going = leftovers.files_that_go()
        told = _("%(count)d files go: documents that were made, exam packages, lists and answer packages left lying")
        self.stdout.write(told % {"count": len(going)})
        if confirm:
            leftovers.forget_files()
        if kept := leftovers.still_holding(each.session for each in found):
            self.stdout.write(_("Not deleted, and they may still hold it. Delete them when they are needed no more:"))
            self.stdout.writelines(f"  {place}" for place in kept)

    def _end(self, count: int, *, confirm: bool) -> str:
        if not count:
            return _("Nothing has been kept long enough to go.")
        return _("Done.") if confirm else _("Nothing was changed. With --confirm it is done; it cannot be undone.")
