"""What the centre's commands share: language, refusals, ready tables."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext

from centre.first_start import prepare
from centre.models import Package, Plan
from centre.operations import room_for
from formats.refused import N_, Fault, FileRefused, Refused
from journal.actor import system

ACTOR: Final = system("command")


class CentreCommand(BaseCommand):
    """Says refusals in the language of the terminal, and ends with 1 then."""

    requires_system_checks: list[str] = []  # the tests make them

    def execute(self, *args: Any, **options: Any) -> Any:
        with translation.override(_language()), self._said():
            prepare()
            return super().execute(*args, **options)

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            for fault in refused.faults if isinstance(refused, FileRefused) else ():
                self.tell(fault)
            self.stderr.write(refused.say(gettext))
            sys.exit(1)

    def tell(self, fault: Fault) -> None:
        stream = self.stdout if fault.level == "warning" else self.stderr
        stream.write(f"  [{fault.level}] {fault.say(gettext)}")


def plan_named(room: str, plan: str) -> Plan:
    """The plan of that name or UUID in the room; without one the plan that was loaded last. Raises `Refused`."""
    plans = room_for(room).plans.order_by("-loaded_at")
    found = [each for each in plans if plan in ("", each.name, str(each.uuid))]
    if not found:
        raise Refused("plan.not_loaded", N_("Room %(room)s has no such plan."), room=room)
    return found[0]


def package_named(room: str, plan: str) -> Package:
    """The newest package of a plan; see `plan_named`. Raises `Refused`."""
    newest = plan_named(room, plan).newest
    if newest is None:
        raise Refused("plan.unknown", N_("Nothing of this plan is published for room %(room)s."), room=room)
    return newest


def _language() -> str:
    return "en" if os.environ.get("LANG", "").startswith("en") else "zh-hans"
