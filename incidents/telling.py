"""How times, seats and people are written in lists and on paper."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Sitting

SECOND_MS: Final = 1000
SHAPES: Final = {  # of a state, beside its word
    Sitting.State.NOT_LOGGED_IN: "idle",
    Sitting.State.LOGGED_IN: "in",
    Sitting.State.IN_EXAM: "exam",
    Sitting.State.SUBMITTED: "done",
    Sitting.State.ABSENT: "absent",
}


def span(ms: int | None) -> str:
    """A length of time: whole minutes, or minutes and seconds to the millisecond that was measured."""
    if ms is None:
        return "-"
    seconds, left = divmod(abs(ms), 1000)
    minutes, seconds = divmod(seconds, 60)
    sign = "-" if ms < 0 else ""
    if not seconds and not left:
        return sign + ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    told = f"{seconds}.{left:03d}" if left else str(seconds)
    return sign + (_("%(minutes)d min %(told)s s") % {"minutes": minutes, "told": told})


def whole_span(ms: int | None) -> str:
    """A length of time to the second: what was measured to the millisecond stands in the journal."""
    return span(None if ms is None else round(ms / SECOND_MS) * SECOND_MS)


def told_code(code: str) -> str:
    """Eight letters as they are read out, in groups of four."""
    return f"{code[:4]} {code[4:]}".strip()


def seat_text(number: int | None) -> str:
    return f"{number:03d}" if number else "-"


def name_of_user(user: Any) -> str:
    """The name of the member of staff; empty for the system."""
    if user is None:
        return ""
    staff = getattr(user, "staff", None)
    return (staff and staff.name) or user.get_username()
