"""What a machine answers, and how an act stands there, in words."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from rooms.operations import PlaceResult

KINDS: Final[dict[str, str | Promise]] = {
    "restart": _l("Restart"),
    "shutdown": _l("Shut down"),
    "clear": _l("Initialise the candidate side"),
    "uninstall": _l("Initialise and uninstall the candidate program"),
}
STATES: Final[dict[str, str | Promise]] = {
    "waiting": pgettext_lazy("command", "on its way"),
    "done": pgettext_lazy("command", "done"),
    "refused": pgettext_lazy("command", "refused"),
    "failed": pgettext_lazy("command", "failed"),
    "unknown": pgettext_lazy("command", "unknown, not repeated"),
    "no_answer": pgettext_lazy("command", "no answer"),
}
SHAPES: Final = {
    "waiting": "in", "done": "ok", "refused": "absent", "failed": "alarm", "unknown": "warn", "no_answer": "alarm",
}  # fmt: skip
REASONS: Final[dict[str, str | Promise]] = {
    "expired": _l("It reached the machine too late; nothing was done. Try again."),
    "power_not_allowed": _l('This machine does not allow it: set "allow_power" in its config.json.'),
    "uninstall_not_configured": _l('This machine has no way to uninstall: set "uninstall" in its config.json.'),
    "not_supported": _l("The candidate program on this machine is too old for this."),
    "busy": _l("A candidate is at work at this machine."),
    "holds_answers": _l(
        "The server lacks answers of %(count)s candidates at this machine. Let it deliver them, or export them first."
    ),
    "changed": _l("Something was written at this machine meanwhile. Try again."),
    "cut off": _l("The machine was cut off in between. Look at it before you try again."),
    "no_end": _l("The system's program did not come to an end."),
}


def words_of(result: PlaceResult) -> str:
    """Why, or what was done; empty where the state says it all."""
    if result.state == "no_answer":
        return _("The machine has not answered. Look whether it is on and its network works.")
    values = dict(result.values)
    if result.text:
        return _(result.text) % values
    if result.code:
        return _filled(REASONS.get(result.code, result.code), values)
    if values.get("exported"):
        return _("Exported before to %(folder)s on the machine.") % {"folder": values["exported"]}
    return ""


def _filled(text: str | Promise, values: Mapping[str, Any]) -> str:
    """What a machine says of itself is not ours: a reason in its own words has no places."""
    return str(text) % {"count": values.get("count", "?")} if "%(" in str(text) else str(text)
