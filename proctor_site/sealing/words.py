"""The titles of the lines, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proctor_site.sealing.lines import of_stored
from proctor_site.steps.course import STEPS
from rooms.checks.models import SealCheck

TITLES: Final[Mapping[str, str | Promise]] = {
    **{f"step.{step.code}": step.words for step in STEPS[:4]},
    "machines": _("Machines online"),
    "numbers": _("Seat numbers"),
    "environment": _("Age of the environment check"),
    "capacity": _("Candidates and seats"),
    "clocks": _("Clocks of room and centre"),
    "disk": _("Space at the storage path"),
    "backup": _("Backup target"),
    "password": _("Password of the installation"),
    "intact": _("Exam data intact"),
}


def title(code: str) -> str:
    return str(TITLES.get(code, code))


def failures(check: SealCheck | None) -> list[str]:
    """The failed lines of a check in words."""
    lines = [of_stored(line) for line in check.failed_lines] if check else []
    return [f"{title(line.code)}: {line.say(gettext)}" for line in lines]
