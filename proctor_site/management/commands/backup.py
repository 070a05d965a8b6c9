"""manage.py backup: everything the server stores, while it runs; and the proof that a backup is whole."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from formats.refused import Refused
from journal import record
from journal.actor import system
from proctor_site.backup.contents import MANIFEST, Manifest, read_manifest, sha256_of
from proctor_site.backup.verifying import verify
from proctor_site.backup.writing import back_up, backup_root
from proctor_site.management.language import LANGUAGES, language, local_now

WORDS = {
    "missing": _l("is missing"),
    "size": _l("has another length"),
    "content": _l("was changed"),
    "added": _l("does not belong to the backup"),
    "database": _l("is damaged inside"),
}


class Command(BaseCommand):
    help = "Write a backup below --out. “backup verify DIR”: is that one whole? Exit status 1 if not."
    requires_system_checks = []  # they would load every page of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=["write", "verify"], default="write")
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="the backup to verify")
        parser.add_argument("--out", type=Path, metavar="DIR", help="where to write it (DATA_DIR/backups)")
        parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages; else LANG decides")

    def handle(self, *args: Any, what: str, folder: Path | None, out: Path | None, **options: Any) -> None:
        with translation.override(language(options["lang"])):
            try:
                is_whole = self._verify(folder) if what == "verify" else self._write(out)
            except (Refused, OSError) as fault:
                raise CommandError(fault.say(_) if isinstance(fault, Refused) else str(fault)) from fault
        if not is_whole:
            sys.exit(1)

    def _write(self, out: Path | None) -> bool:
        made = back_up(local_now(), root=out or backup_root())
        manifest, digest = read_manifest(made), sha256_of(made / MANIFEST)
        record.append("backed_up", system("backup"), backup=made.name, files=len(manifest.files), manifest=digest)
        self._tell(made, manifest, digest)
        return True

    def _verify(self, folder: Path | None) -> bool:
        if folder is None:
            raise CommandError(_("Which backup? Give its folder."))
        manifest, faults = verify(folder)
        for fault in faults:
            self.stderr.write(f"{fault.path}: {WORDS[fault.what]}")
        if faults:
            self.stderr.write(_("The backup is NOT whole."))
            return False
        self._tell(folder, manifest, sha256_of(folder / MANIFEST))
        self.stdout.write(_("The backup is whole."))
        return True

    def _tell(self, folder: Path, manifest: Manifest, digest: str) -> None:
        told = {"folder": folder, "files": len(manifest.files), "size": f"{manifest.size / 1_000_000:.1f}"}
        self.stdout.write(_("%(folder)s: %(files)d files, %(size)s MB") % told)
        self.stdout.write(_("Made at %(at)s, %(database)s, rooms %(rooms)s") % {
            "at": manifest.made_at, "database": manifest.database, "rooms": "、".join(manifest.rooms) or "-",
        })  # fmt: skip
        self.stdout.write(f"{MANIFEST} SHA-256 {digest}")
