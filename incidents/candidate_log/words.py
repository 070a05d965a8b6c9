"""What machines call things in their logs, and how the values of a line are told: each under its name, or not at all."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from exams.models import Sitting, TimeEntry
from incidents.event_names import NAMES
from incidents.matter_names import MATTERS
from incidents.models import Attendance, CodeRequest, Outage
from incidents.telling import span
from journal import clock

Words = str | Promise
MACHINE_WORDS: Final[dict[str, Words]] = {
    "automatic_answers": _l("Answers filled in by the mock exam"),
    "automatic_login": _l("Logged in by the mock exam"),
    "cleared": _l("Answers cleared from the machine"),
    "clock_set": _l("Machine's clock was set"),
    "command": _l("Command carried out"),
    "deadline": _l("New deadline heard"),
    "delivery_refused": _l("Delivery refused by the server"),
    "exam_time_corrected": _l("Exam time put right by the server"),
    "exported": _l("Answer package exported"),
    "expected": _l("Server asked for changes again"),
    "files_left_out": _l("Files left out of the work folder"),
    "hand_raised": _l("Hand raised"),
    "journal_lost": _l("Part of the machine's journal lost"),
    "link_down": _l("Link to the server lost"),
    "link_up": _l("Link to the server stands"),
    "lock_acknowledged": _l("Screen lock acknowledged"),
    "logged_in": _l("Candidate logged in"),
    "not_me": _l("Candidate said: that is not me"),
    "number_taken": _l("Seat number taken"),
    "page_came_back": _l("Page in front again"),
    "page_gave_way": _l("Page gave way to the tools"),
    "outage": _l("Candidate could not answer"),
    "page_closed": _l("Browser page closed"),
    "page_opened": _l("Browser page opened"),
    "page_secret_again": _l("Start address used a second time"),
    "kiosk_linked": _l("Full-screen program linked"),
    "kiosk_lost": _l("Full-screen program gone"),
    "browser_ended": _l("Full-screen browser ended"),
    "browser_no_browser": _l("No browser could be started"),
    "quarantined": _l("Answers put into quarantine"),
    "reset": _l("Candidate reset"),
    "rules_read": _l("Rules read"),
    "screen": _l("Screen changed"),
    "server_found": _l("Server found in the network"),
    "started": _l("Candidate program started"),
    "stood_still": _l("Machine stood still"),
    "submit": _l("Handing in begun"),
    "submitted": _l("Receipt of the submission"),
    "window_back": _l("Exam window in front again"),
    "window_left": _l("Exam window left"),
}
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
LABELS: Final[dict[str, Words]] = {
    "before": pgettext_lazy("log", "before"),
    "after": pgettext_lazy("log", "after"),
    "administrator": pgettext_lazy("log", "administrator"),
    "allowed_by": pgettext_lazy("log", "allowed by"),
    "answer": pgettext_lazy("log", "automatic answers"),
    "answered": pgettext_lazy("log", "answered"),
    "at": pgettext_lazy("log", "time"),
    "away_ms": pgettext_lazy("log", "away for"),
    "began": pgettext_lazy("log", "began at"),
    "began_at": pgettext_lazy("log", "began at"),
    "by": pgettext_lazy("log", "by"),
    "chain": pgettext_lazy("log", "running hash"),
    "cause": pgettext_lazy("log", "cause"),
    "changes": pgettext_lazy("log", "changes"),
    "closed_at": pgettext_lazy("log", "closed at"),
    "code": pgettext_lazy("log", "code"),
    "count": pgettext_lazy("log", "count"),
    "deadline": pgettext_lazy("log", "end"),
    "description": pgettext_lazy("log", "description"),
    "ended": pgettext_lazy("log", "ended at"),
    "ended_at": pgettext_lazy("log", "ended at"),
    "epoch": pgettext_lazy("log", "epoch"),
    "files": pgettext_lazy("log", "files"),
    "first": pgettext_lazy("log", "first"),
    "invigilator": pgettext_lazy("log", "invigilator"),
    "kind": pgettext_lazy("log", "kind"),
    "left": pgettext_lazy("log", "tries left"),
    "locked_at": pgettext_lazy("log", "locked at"),
    "log_in": pgettext_lazy("log", "automatic login"),
    "minutes": pgettext_lazy("log", "minutes"),
    "ms": pgettext_lazy("log", "duration"),
    "number": pgettext_lazy("log", "number"),
    "outcome": pgettext_lazy("log", "outcome"),
    "out_at": pgettext_lazy("log", "out since"),
    "reason": pgettext_lazy("log", "reason"),
    "refusal": pgettext_lazy("log", "refusal"),
    "revision": pgettext_lazy("log", "revision"),
    "screen": pgettext_lazy("log", "screen"),
    "sent_at": pgettext_lazy("log", "sent at"),
    "start_at": pgettext_lazy("log", "start"),
    "state": pgettext_lazy("log", "state"),
    "term": pgettext_lazy("log", "term"),
    "text": pgettext_lazy("log", "text"),
    "type": pgettext_lazy("log", "type"),
    "typed": pgettext_lazy("log", "code that was typed"),
    "unsealed": pgettext_lazy("log", "reason for entering unsealed"),
    "url": pgettext_lazy("log", "address"),
    "valid_from": pgettext_lazy("log", "valid from"),
    "valid_until": pgettext_lazy("log", "valid until"),
    "version": pgettext_lazy("log", "version of the deadline"),
    "way": pgettext_lazy("log", "way"),
    "why": pgettext_lazy("log", "because"),
    "words": pgettext_lazy("log", "words"),
}
PLACES: Final = {key: place for place, key in enumerate(LABELS)}
MOMENTS: Final = frozenset(
    {"at", "began", "began_at", "closed_at", "deadline", "ended", "ended_at", "locked_at", "out_at", "sent_at",
     "start_at", "valid_from", "valid_until", "before", "after"}
)  # fmt: skip
SINCE_2001: Final = 10**12  # a number as large as this, where a moment may stand, is one
SPANS: Final = frozenset({"ms", "away_ms"})
# What keeps the parts of the program together, what stands in the line already, and what is nobody's business there.
NOT_TOLD: Final = frozenset(
    {"Location", "act", "actor", "answers", "backup", "boot_id", "broken", "by_id", "by_name", "bytes", "candidates",
     "category", "challenge", "cleared", "content", "credited_ms", "differences", "entry", "faults", "figures", "findings", "hand",
     "head", "id", "identities", "interruption", "invigilators", "left_out", "length", "lock", "lots", "machine", "machines", "manifest", "materials",
     "matter", "message", "moved", "name", "offset", "on_stick", "opened_at", "outing", "papers", "pid", "plan",
     "private", "private_values", "questions", "received_at", "replaced", "request", "responsible", "rooms", "rows", "sealed", "seat",
     "seed", "server_at", "servers", "session", "sessions", "sha256", "sitting", "sittings", "size", "source", "standing", "subject",
     "submit", "ticket", "unequal", "unreported", "upload", "values", "violation"}
)  # fmt: skip
INVIGILATOR: Final = re.compile(r"invigilator_\d+")
PEOPLE: Final = frozenset({"administrator", "invigilator"})
PHONE: Final = re.compile(r"\s*\+?\d[\d\s-]{4,}$")
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
NAMED: Final[dict[str, dict[str, Words]]] = {
    "screen": SCREENS,
    "why": WHYS,
    "way": dict(Attendance.Way.choices),
    "by": dict(Sitting.SubmittedBy.choices),
    "cause": {**dict(TimeEntry.Cause.choices), **dict(Outage.Cause.choices)},
    "kind": {**NAMES, **MATTERS, **dict(CodeRequest.Kind.choices)},
}


def name_of_line(code: str) -> str:
    """What a machine's code means; one without a name is shown as it is."""
    return str(MACHINE_WORDS.get(code, code))


def told(values: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The values that say something to a person, each under its name; what has no name is not told."""
    found = [(_label(key), value) for key, value in values.items() if value not in (None, "", {}, [])]
    shown = sorted((pair for pair in found if pair[0] in LABELS), key=lambda pair: PLACES[pair[0]])
    return _("; ").join(f"{LABELS[key]} {_value(key, value, zone)}" for key, value in shown)


def _label(key: str) -> str:
    """The invigilators of a session are counted through."""
    return "invigilator" if INVIGILATOR.fullmatch(key) else key


def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment of the day, to the second."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def _value(key: str, value: Any, zone: ZoneInfo) -> str:
    if key in MOMENTS and isinstance(value, int) and value >= SINCE_2001:
        return clock_text(clock.from_ms(value), zone)
    if key in SPANS and isinstance(value, int):
        return span(value)
    if key in PEOPLE:
        return PHONE.sub("", str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in NAMED:
        return str(NAMED[key].get(str(value), value))
    if value in Sitting.State.values:
        return str(Sitting.State(value).label)
    return str(value)
