"""manage.py centre_load: plans, candidates and papers from spreadsheets (T2)."""

from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from centre import operations
from centre.commands import ACTOR, CentreCommand
from centre.importing.batches import read_batch, store_batch
from centre.importing.reading import Brought
from centre.operations.loading import plan_of
from formats.refused import N_, Refused
from formats.spreadsheets.bundles import files_of


class Command(CentreCommand):
    help = "Load plans, candidates and papers. Exit status 0: stored; 1: refused, nothing stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, a zip or a folder of files")
        parser.add_argument("--room", default="", metavar="CODE", help="the room, for lists without a plan")
        parser.add_argument(
            "--starts-at", type=datetime.fromisoformat, metavar="ISO", help="start of the first session"
        )

        parser.add_argument("--publish", action="store_true", help="publish the plan then, too")

    def handle(
        self, *args: Any, files: list[Path], room: str, starts_at: datetime | None, publish: bool, **options: Any
    ) -> None:
        brought = [path for given in files for path in files_of(given)]
        with ExitStack() as opened:
            batch = read_batch([_file(path, opened) for path in brought], room_code=room, starts_at=starts_at)
        for file in batch.files:
            self.stdout.write(f"{file.name} ({file.kind})")
            for fault in file.faults if not batch.is_refused else ():
                self.tell(fault)
        for told in store_batch(ACTOR, batch):
            self.stdout.write(f"{told.file.name}: {told.count}")
        if batch.plan:
            self.stdout.write(f"room {batch.plan.rules.room_code}")
        if publish and batch.plan and (plan := plan_of(batch.plan)):
            package = operations.publish(ACTOR, plan)
            self.stdout.write(f"package {package.revision}")


def _file(path: Path, opened: ExitStack) -> Brought:
    name = path.name.encode(errors="replace").decode()  # the name of a file may hold bytes that are no text
    try:
        return Brought(name, opened.enter_context(path.open("rb")))
    except OSError as fault:
        told = N_("%(file)s cannot be read: %(reason)s")
        raise Refused("file.unreadable", told, file=str(path), reason=fault.strerror or "") from fault
