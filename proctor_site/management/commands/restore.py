"""manage.py restore: a backup takes the place of the data folder, while the server does not run."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from formats.refused import Refused
from journal import record
from journal.actor import system
from proctor_site.backup.contents import MANIFEST, Manifest, sha256_of
from proctor_site.backup.restoring import restore
from proctor_site.first_start import lock_folder, migrate_what_is_missing
from proctor_site.management.language import LANGUAGES, language, local_now


class Command(BaseCommand):
    help = "Put a backup in place of what is in DATA_DIR. The server must not run; what is there is set aside."
    requires_system_checks = []  # they would load every page of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the backup")
        parser.add_argument("--confirm", action="store_true", help="also where DATA_DIR holds data: it is set aside")
        parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages; else LANG decides")

    def handle(self, *args: Any, folder: Path, confirm: bool, **options: Any) -> None:
        with translation.override(language(options["lang"])):
            try:
                manifest = self._restore(folder, confirm=confirm)
            except (Refused, OSError) as fault:
                raise CommandError(fault.say(_) if isinstance(fault, Refused) else str(fault)) from fault
            told = {"folder": settings.DATA_DIR, "files": len(manifest.files), "at": manifest.made_at}
            self.stdout.write(_("%(folder)s: %(files)d files restored, as of %(at)s.") % told)
            self.stdout.write(_("Start the server: the machines send again what it does not have."))

    def _restore(self, folder: Path, *, confirm: bool) -> Manifest:
        with lock_folder(settings.DATA_DIR, restores=True):
            manifest = restore(folder, local_now(), confirmed=confirm)
            migrate_what_is_missing()
            digest = sha256_of(folder / MANIFEST)
            record.append("restored", system("restore"), backup=folder.name, made_at=manifest.made_at, manifest=digest)
        return manifest
