"""manage.py centre_publish: sign and seal packages, and write them as files (T2)."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from centre.commands import ACTOR, CentreCommand
from centre.models import Plan
from centre.operations import package_file, publish, room_for, set_offline
from formats.refused import N_, Refused


class Command(CentreCommand):
    help = "Publish every plan, or those of one room. Exit status 1: nothing was published of the plan that is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--room", default="", metavar="CODE", help="the room; without it all of them")
        parser.add_argument("--out", type=Path, metavar="DIR", help="also write the package files there")
        parser.add_argument(
            "--offline", action="store_true", help="单机: seal for the registration code where no machine is registered"
        )

    def handle(self, *args: Any, room: str, out: Path | None, offline: bool, **options: Any) -> None:
        if offline:
            set_offline(ACTOR, True)
        plans = room_for(room).plans.all() if room else Plan.objects.all()
        if not plans:
            raise Refused("publish.no_plan", N_("There is no plan yet. Import one first."))
        for plan in plans:
            self._publish(plan, out)

    def _publish(self, plan: Plan, out: Path | None) -> None:
        package = publish(ACTOR, plan)
        self.stdout.write(f"{plan.room.code} {plan.name} {package.revision} {package.sha256}")
        if out is None:
            return
        if not package.is_sealed:
            told = N_("Room %(room)s is not registered; a file for it can only be made in 单机 mode (--offline).")
            raise Refused("publish.not_sealed", told, room=plan.room.code)
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"{plan.room.code}-{plan.kind}-{package.revision}.jkp"
        shutil.copyfile(package_file(package), target)
        self.stdout.write(str(target))
