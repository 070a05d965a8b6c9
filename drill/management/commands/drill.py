"""manage.py drill: rehearse a whole exam day in a scratch folder."""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from drill.day_files import MOST_SEATS
from drill.faults import Broken
from drill.programs import make_anew, until_asked
from drill.rehearsal import FEWEST_SEATS, Rehearsal


class Command(BaseCommand):
    help = (
        "Rehearse a whole exam day with real programs on loopback. Exit status 1 if anything is lost, late or broken."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seats", type=int, default=40, help=f"{FEWEST_SEATS} to {MOST_SEATS}")
        parser.add_argument("--seconds", type=float, default=60, help="the subject's duration; at least 60")
        parser.add_argument("--json", type=Path, metavar="FILE", help="the report; else it is printed")
        parser.add_argument("--out", type=Path, metavar="DIR", help="keep everything there; else a temporary folder")

    def handle(self, *args: Any, seats: int, seconds: float, out: Path | None, **options: Any) -> None:
        if not FEWEST_SEATS <= seats <= MOST_SEATS:
            raise CommandError(f"--seats: {FEWEST_SEATS} to {MOST_SEATS}, found {seats}")
        folder = _folder(out)
        rehearsal = Rehearsal(folder, seats=seats, seconds=seconds, say=lambda step: self.stderr.write(f"· {step}"))
        report = asyncio.run(until_asked(rehearsal.run()))
        if report is None:
            raise CommandError("ended before it was done")
        text = json.dumps(report.told(), ensure_ascii=False, indent=1)
        if options["json"]:
            options["json"].write_text(text + "\n")
        self.stdout.write(text)
        if out is None and report.ok:
            shutil.rmtree(folder)
        sys.exit(0 if report.ok else 1)


def _folder(out: Path | None) -> Path:
    if out is None:
        return Path(tempfile.mkdtemp(prefix="jiankao-drill-"))
    try:
        return make_anew(out, "drill")
    except Broken as broken:
        raise CommandError(str(broken)) from broken
