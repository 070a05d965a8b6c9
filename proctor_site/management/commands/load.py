"""Load seats, plan, candidates and papers from spreadsheets (B5, B10)."""

import os
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext

from formats.refused import N_, Fault, FileRefused, Refused
from formats.spreadsheets.bundles import files_of
from journal.actor import system
from proctor_site.first_start import migrate_what_is_missing
from proctor_site.importing.batches import Batch, read_batch
from proctor_site.importing.outlines import Outline, Section, outline
from proctor_site.importing.reading import Brought
from proctor_site.importing.storing import record_unread, store
from proctor_site.importing.words import COUNTS, KINDS, LEVELS

ACTOR = system("load")


class Command(BaseCommand):
    help = "Load seats, plan, candidates and papers. Exit status 0: stored; 1: refused, nothing stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, a zip or a folder of files")
        parser.add_argument("--room", default="", metavar="CODE", help="the room, for lists without a plan")
        parser.add_argument(
            "--confirm", action="store_true", help="yes to what has to be confirmed, such as another network"
        )
        parser.add_argument(
            "--starts-at", type=datetime.fromisoformat, metavar="ISO", help="start of the first session"
        )
        parser.add_argument("--lang", choices=["zh", "en"], help="language of the messages; else LANG decides")

    def handle(self, *args: Any, **options: Any) -> None:
        migrate_what_is_missing()
        with translation.override(_language(options["lang"])):
            try:
                self._load(options)
            except Refused as refused:
                if not isinstance(refused, FileRefused):  # its faults have been told one by one
                    self.stderr.write(refused.say(gettext))
                self.stderr.write(gettext("Nothing was stored."))
                sys.exit(1)

    def _load(self, options: dict[str, Any]) -> None:
        with ExitStack() as opened:
            files = [path for given in options["files"] for path in files_of(given)]
            batch = self._read([self._file(path, opened) for path in files], options)
        done = self._store(batch, confirmed=options["confirm"])
        for section in done.sections:
            self._tell(section)
        stored, read = gettext("Stored in room %(room)s."), gettext("Read; there is nothing to store.")
        self.stdout.write((stored if done.stores_something else read) % {"room": batch.room_code})

    def _read(self, files: list[Brought], options: dict[str, Any]) -> Batch:
        try:
            return read_batch(files, room_code=options["room"], starts_at=options["starts_at"])
        except Refused as refused:
            record_unread(ACTOR, files, refused)
            raise

    def _store(self, batch: Batch, *, confirmed: bool) -> Outline:
        try:
            return store(ACTOR, batch, confirmed=confirmed)
        except FileRefused:
            for section in outline(batch).sections:
                self._tell(section)
            raise

    def _file(self, path: Path, opened: ExitStack) -> Brought:
        name = _printable(path.name)
        self.stdout.write(gettext("Reading %(file)s …") % {"file": name})
        try:
            return Brought(name, opened.enter_context(path.open("rb")))
        except OSError as fault:
            told = N_("%(file)s cannot be read: %(reason)s")
            raise Refused("file.unreadable", told, file=str(path), reason=fault.strerror or "") from fault

    def _tell(self, section: Section) -> None:
        counts = ", ".join(f"{COUNTS[name]} {count}" for name, count in section.counts.items())
        self.stdout.write(f"{section.file.name} ({KINDS[section.file.kind]}): {counts}")
        for fault in section.faults:
            self._tell_fault(fault)

    def _tell_fault(self, fault: Fault) -> None:
        stream = self.stdout if fault.level == "warning" else self.stderr
        stream.write(f"  [{LEVELS[fault.level]}] {fault.say(gettext)}")


def _printable(name: str) -> str:
    """The name of a file may hold bytes that are no text."""
    return name.encode(errors="replace").decode()


def _language(asked: str | None) -> str:
    if asked is None:
        asked = "en" if os.environ.get("LANG", "").startswith("en") else "zh"
    return "en" if asked == "en" else "zh-hans"
