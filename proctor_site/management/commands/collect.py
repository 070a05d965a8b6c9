"""manage.py collect: 单机收卷 and 导入作答包 from the terminal (E13, E14)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from exams.models import Session
from exams.packages.comparing import Given
from exams.packages.finding import Found
from exams.packages.words import late_said, outcome_said
from formats.answer_package import read_manifest
from formats.refused import N_, Refused
from incidents import operations as incidents
from incidents.operations import Decision
from journal.actor import system

ACTOR = system("collect")
LONGEST = 40


class Command(BaseCommand):
    help = (
        "Take an answer package that a candidate's machine exported, and submit the candidate (with --keep-open: not)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--keep-open", action="store_true", help="import only (导入作答包): the candidate goes on")
        parser.add_argument("--show", action="store_true", help="say what is in it, and change nothing")
        parser.add_argument("--reason", default="", help="goes onto the record sheet")
        parser.add_argument(
            "--take",
            metavar="QUESTIONS",
            help="where they differ: the package's answers to single/3,task/1; or proposed, all, none",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as stream:
                self._take(stream, **options)
        except OSError as fault:
            raise CommandError(str(fault)) from fault
        except Refused as refused:
            raise CommandError(refused.say(gettext)) from refused

    def _take(
        self, stream: BinaryIO, *, keep_open: bool, show: bool, reason: str, take: str | None, **_more: Any
    ) -> None:
        session = _session_of(stream)
        found = incidents.examine_package(ACTOR, session, stream)
        self._tell(found)
        if show:
            return
        verb = incidents.import_package if keep_open else incidents.collect_package
        taken = verb(ACTOR, session, stream, decision=_decision(found, take), reason=reason)
        told = gettext("Changes that were new: %(added)d. State: %(state)s.")
        self.stdout.write(told % {"added": taken.added, "state": taken.sitting.get_state_display()})

    def _tell(self, found: Found) -> None:
        person = found.sitting.candidate
        self.stdout.write(f"{person.ticket} {person.name}: {outcome_said(found)}")
        for text in filter(None, [late_said(found)]):
            self.stdout.write(text)
        for each in found.differences:
            mark = "*" if each.is_proposed else " "
            line = gettext("%(mark)s %(question)s  server: %(server)s  package: %(package)s")
            values = {"server": _short(each.server), "package": _short(each.package)}
            self.stdout.write(line % {"mark": mark, "question": each.question, **values})


def _session_of(stream: BinaryIO) -> Session:
    """The session that the package names; whether that is true is found out when it is opened."""
    manifest = read_manifest(stream)
    found = Session.objects.select_related("plan__room").filter(sittings__pk=manifest.sitting).first()
    if found is None:
        raise Refused(
            "answer_package.unknown",
            N_("Candidate %(ticket)s of this answer package is in no session of this room."),
            ticket=manifest.ticket,
        )
    return found


def _decision(found: Found, take: str | None) -> Decision:
    """Without a word on it nothing is decided, which the verb refuses where there is something to decide."""
    if take is None:
        return Decision()
    chosen = {
        "all": [each.question for each in found.differences],
        "proposed": [each.question for each in found.differences if each.is_proposed],
        "none": [],
    }
    return Decision(frozenset(chosen.get(take, take.split(","))), found.comparison)


def _short(given: Given) -> str:
    text = " ".join([given.value, *given.files]).strip()
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text or "-"
