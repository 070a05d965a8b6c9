"""The titles of the lines, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.operations.seals import Lack, MissingSeal
from proctor_site.sealing.lines import of_stored
from proctor_site.steps.course import STEPS

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


def failures(missing: MissingSeal | None) -> list[str]:
    """Why a room does not count as sealed, in words: the failed lines of its last check, or that one is wanted."""
    if missing is None:
        return []
    if missing.check is None:
        return [gettext("The seal check was never done. Do it in step 5.")]
    at = date_format(localtime(missing.check.at), "Y-m-d H:i")
    if missing.lack == Lack.CHANGED_SINCE:
        return [gettext("Seats or plans have changed since the seal check of %(at)s. Check again.") % {"at": at}]
    lines = [of_stored(line) for line in missing.check.failed_lines]
    return [f"{title(line.code)}: {line.say(gettext)}" for line in lines]
