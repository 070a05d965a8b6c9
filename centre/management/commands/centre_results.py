"""manage.py centre_results: bring packages of results, list them, take one apart (T2, A2)."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from centre.commands import ACTOR, CentreCommand
from centre.models import Result
from centre.operations import import_result, unpack_result
from formats.refused import N_, Refused


class Command(CentreCommand):
    help = "Results of the rooms. Exit status 1: what is named was refused, nothing was stored or written of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        brought = acts.add_parser("import", help="take packages of rooms without a network, and give their receipts")
        brought.add_argument("files", nargs="+", type=Path, metavar="FILE")
        brought.add_argument(
            "--receipts", type=Path, metavar="DIR", help="write the receipts there, not beside the packages"
        )
        acts.add_parser("list", help="number, room, session, version, candidates, answers, files, SHA-256")
        unpacked = acts.add_parser("unpack", help="write the parts of a package, opened, into a new folder")
        unpacked.add_argument("result", type=UUID, metavar="NUMBER")
        unpacked.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[..., None]] = {"import": self._import, "list": self._list, "unpack": self._unpack}
        acts[act](**options)

    def _import(self, files: list[Path], receipts: Path | None, **_options: Any) -> None:
        taken = [self._bring(path, receipts or path.parent) for path in files]
        if not all(taken):
            sys.exit(1)

    def _bring(self, path: Path, receipts: Path) -> bool:
        """Whether this one was taken; one that is refused, which is told by its name, stops no other."""
        try:
            with _opened(path) as stream:
                result = import_result(ACTOR, stream)
        except Refused as refused:
            self.stderr.write(f"{path}: {refused.say(gettext)}")
            return False
        target = receipts / f"{path.name}.receipt.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(bytes(result.receipt))
        self.stdout.write(f"{_line(result)} {target}")
        return True

    def _list(self, **_options: Any) -> None:
        for result in Result.objects.received().select_related("room").order_by("room__code", "session", "version"):
            self.stdout.write(_line(result))

    def _unpack(self, result: UUID, folder: Path, **_options: Any) -> None:
        found = Result.objects.received().select_related("room").filter(pk=result).first()
        if found is None:
            raise Refused("result.unknown", N_("No result of this number was received."))
        if folder.exists():
            raise Refused("result.folder", N_("%(folder)s is there already. Name a new folder."), folder=str(folder))
        for path in unpack_result(ACTOR, found, folder):
            self.stdout.write(str(path))


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as fault:
        told = N_("%(file)s cannot be read: %(reason)s")
        raise Refused("file.unreadable", told, file=str(path), reason=fault.strerror or "") from fault


def _line(result: Result) -> str:
    told = result.told
    facts = (result.pk, told.room, told.session, told.version, told.candidates, told.answers, told.files, told.sha256)
    return " ".join(str(fact) for fact in facts)
