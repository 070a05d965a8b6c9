"""manage.py answers: what was answered, taken out of the server."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from exams import export
from exams.models import Session
from journal.actor import system


class Command(BaseCommand):
    help = "Export every change of a session's answers, and the answers that hold, as JSON lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        exported = acts.add_parser("export", help="write the answers of a session to a file")
        exported.add_argument("session", metavar="SESSION", help="the session's UUID, or ROOM/NUMBER")
        exported.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: Any, session: str, file: Path, **options: Any) -> None:
        found = _session(session)
        if not file.parent.is_dir():
            raise CommandError(gettext("%(folder)s is not a folder.") % {"folder": file.parent})
        count = export.write(export.export_answers(system("answers"), found), file)
        self.stdout.write(gettext("%(count)d lines in %(file)s") % {"count": count, "file": file})
        broken = list(export.broken_chains(found))
        for ticket, epoch, n in broken:
            told = gettext("Ticket %(ticket)s, epoch %(epoch)d: the answers do not hold from change %(n)d on.")
            self.stderr.write(told % {"ticket": ticket, "epoch": epoch, "n": n})
        if broken:
            sys.exit(1)


def _session(name: str) -> Session:
    found = _by_number(name) if "/" in name else _by_uuid(name)
    if found is None:
        sessions = Session.objects.select_related("plan__room")
        there = "\n".join(f"{each.uuid}  {each.room.code}/{each.number}  {each.name}" for each in sessions)
        told = gettext("There is no session %(name)s. Known are:\n%(there)s")
        raise CommandError(told % {"name": name, "there": there})
    return found


def _by_number(name: str) -> Session | None:
    """The newest of that number in the room."""
    room, _, number = name.rpartition("/")
    wanted = int(number) if number.isdecimal() else 0
    found = Session.objects.filter(plan__room__code=room, number=wanted)
    return found.select_related("plan__room").order_by("-planned_start").first()


def _by_uuid(name: str) -> Session | None:
    try:
        return Session.objects.select_related("plan__room").filter(uuid=UUID(name)).first()
    except ValueError:
        return None
