"""How one value of a log's line is told: no word of the program's own, and of a change what it is of."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from exams.models import Sitting, TimeEntry
from incidents.event_names import NAMES
from incidents.matter_names import MATTERS
from incidents.models import Attendance, CodeRequest, Outage
from incidents.questions import question_name
from incidents.telling import seat_text, whole_span
from journal import clock

Words = str | Promise
SCREENS: Final[dict[str, Words]] = {
    "number": pgettext_lazy("screen", "seat number"),
    "waiting": pgettext_lazy("screen", "waiting"),
    "login": pgettext_lazy("screen", "login"),
    "confirm": pgettext_lazy("screen", "confirmation of identity"),
    "rules": pgettext_lazy("screen", "rules"),
    "countdown": pgettext_lazy("screen", "countdown"),
    "paper": pgettext_lazy("screen", "paper"),
    "submitted": pgettext_lazy("screen", "submitted"),
    "interrupted": pgettext_lazy("screen", "interrupted"),
    "moved": pgettext_lazy("screen", "went on elsewhere"),
    "closed": pgettext_lazy("screen", "closed"),
}
LEFT_OUT: Final[dict[str, Words]] = {
    "large": pgettext_lazy("file", "larger than 500 MB"),
    "many": pgettext_lazy("file", "more than 5,000 files"),
    "deep": pgettext_lazy("file", "too many folders in folders"),
    "no_file": pgettext_lazy("file", "a link or special file"),
    "unreadable": pgettext_lazy("file", "cannot be read"),
    "name": pgettext_lazy("file", "name of another file"),
}
WHYS: Final[dict[str, Words]] = {
    "wrong": pgettext_lazy("code", "wrong"),
    "expired": pgettext_lazy("code", "expired"),
    "replayed": pgettext_lazy("code", "used already"),
    "other": pgettext_lazy("code", "for something else"),
    **LEFT_OUT,
}
COMMANDS: Final[dict[str, Words]] = {
    "restart": pgettext_lazy("command", "restart"),
    "shutdown": pgettext_lazy("command", "shut down"),
    "check_environment": pgettext_lazy("command", "environment check"),
    "collect": pgettext_lazy("command", "collect answers"),
    "clear": pgettext_lazy("command", "clear the machine"),
    "uninstall": pgettext_lazy("command", "uninstall"),
}
OUTCOMES: Final[dict[str, Words]] = {
    "done": pgettext_lazy("outcome", "done"),
    "failed": pgettext_lazy("outcome", "failed"),
    "refused": pgettext_lazy("outcome", "refused"),
    "unknown": pgettext_lazy("outcome", "unknown"),
    "equal": pgettext_lazy("outcome", "the server had it all"),
    "newer": pgettext_lazy("outcome", "newer than the server"),
    "older": pgettext_lazy("outcome", "older than the server"),
    "stale": pgettext_lazy("outcome", "of a machine that the candidate had left"),
}
NAMED: Final[dict[str, dict[str, Words]]] = {
    "screen": SCREENS,
    "why": WHYS,
    "way": dict(Attendance.Way.choices),
    "by": dict(Sitting.SubmittedBy.choices),
    "cause": {**dict(TimeEntry.Cause.choices), **dict(Outage.Cause.choices)},
    "kind": {**NAMES, **MATTERS, **dict(CodeRequest.Kind.choices), **COMMANDS},
    "outcome": OUTCOMES,
}
MOMENTS: Final = frozenset(
    {"at", "began", "began_at", "closed_at", "deadline", "ended", "ended_at", "locked_at", "out_at", "sent_at",
     "start_at", "valid_from", "valid_until"}
)  # fmt: skip
SINCE_2001: Final = 10**12  # a number as large as this, where a moment may stand, is one
SPANS: Final = frozenset({"ms", "away_ms"})
PEOPLE: Final = frozenset({"administrator", "invigilator"})
QUESTIONS: Final = frozenset({"taken", "kept"})
PHONE: Final = re.compile(r"\s*\+?\d[\d\s-]{4,}$")
SEAT: Final = pgettext_lazy("log", "seat")
EPOCH: Final = pgettext_lazy("log", "epoch")
STATE: Final = pgettext_lazy("log", "state")
END: Final = pgettext_lazy("log", "end")
CHANGED: Final[dict[str, Words]] = {"resumed": EPOCH, "candidate_moved": SEAT}


def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment of the day, to the second."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def value_told(key: str, value: Any, zone: ZoneInfo) -> str:
    if key in MOMENTS and _is_moment(value):
        return clock_text(clock.from_ms(value), zone)
    if key in SPANS and isinstance(value, int):
        return whole_span(value)
    if key in PEOPLE:
        return PHONE.sub("", str(value))
    if key in QUESTIONS and isinstance(value, list):
        return _(", ").join(map(question_name, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in NAMED:
        return str(NAMED[key].get(str(value), value))
    return _state(value) or str(value)


def change_told(code: str, values: Mapping[str, Any], zone: ZoneInfo) -> str:
    """What an event has changed, from what to what; empty where it says nothing to a person."""
    before, after = values.get("before"), values.get("after")
    label = CHANGED.get(code) or _kind_of(before if after in (None, "") else after)
    if not label:
        return ""
    told = [_side(label, side, zone) for side in (before, after) if side not in (None, "")]
    return f"{label} {' → '.join(dict.fromkeys(told))}" if told else ""


def _kind_of(value: Any) -> Words:
    if _state(value):
        return STATE
    return END if _is_moment(value) else ""


def _side(label: Words, value: Any, zone: ZoneInfo) -> str:
    if label is SEAT:
        return seat_text(value)
    return clock_text(clock.from_ms(value), zone) if _is_moment(value) else _state(value) or str(value)


def _is_moment(value: Any) -> bool:
    return isinstance(value, int) and value >= SINCE_2001


def _state(value: Any) -> str:
    return str(Sitting.State(value).label) if value in Sitting.State.values else ""
