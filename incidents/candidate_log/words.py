"""What machines call things in their logs, and which values of a line are told: each under its name, or not at all."""

import re
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from incidents.candidate_log.values import Words, change_told, value_told

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
LABELS: Final[dict[str, Words]] = {
    "added": pgettext_lazy("log", "changes that were new"),
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
    "kept": pgettext_lazy("log", "stay as on the server"),
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
    "revision": pgettext_lazy("log", "revision"),
    "screen": pgettext_lazy("log", "screen"),
    "sent_at": pgettext_lazy("log", "sent at"),
    "start_at": pgettext_lazy("log", "start"),
    "state": pgettext_lazy("log", "state"),
    "taken": pgettext_lazy("log", "taken from the package"),
    "term": pgettext_lazy("log", "term"),
    "text": pgettext_lazy("log", "text"),
    "tries": pgettext_lazy("log", "wrong tries"),
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
# What keeps the parts of the program together, what stands in the line already, and what is nobody's business there.
NOT_TOLD: Final = frozenset(
    {"Location", "act", "actor", "after", "answers", "backup", "before", "boot_id", "broken", "by_id", "by_name", "bytes", "candidates",
     "category", "challenge", "cleared", "content", "credited_ms", "differences", "entry", "faults", "figures", "findings", "hand",
     "head", "id", "identities", "interruption", "invigilators", "late", "left_out", "length", "lines", "lock", "lots", "machine", "machines", "manifest", "materials",
     "matter", "message", "moved", "name", "offset", "on_stick", "opened_at", "outing", "papers", "pid", "plan",
     "private", "private_values", "questions", "received_at", "refusal", "replaced", "request", "responsible", "rooms", "rows", "sealed", "seat",
     "head_before", "proven", "revision_before", "seed", "server_at", "servers", "session", "sessions", "sha256", "sitting", "sittings", "size", "source", "standing", "subject",
     "submit", "ticket", "unequal", "unreported", "upload", "values", "violation"}
)  # fmt: skip
INVIGILATOR: Final = re.compile(r"invigilator_\d+")


def name_of_line(code: str) -> str:
    """What a machine's code means; one without a name is shown as it is."""
    return str(MACHINE_WORDS.get(code, code))


def told(values: Mapping[str, Any], zone: ZoneInfo, code: str = "") -> str:
    """The values that say something to a person, each under its name; what has no name is not told.

    `code` is the event's, which says what has changed from `before` to `after`.
    """
    flat = {**values, **_state_reached(values)}
    found = [(_label(key), value) for key, value in flat.items() if value not in (None, "", {}, [])]
    shown = sorted((pair for pair in found if pair[0] in LABELS), key=lambda pair: PLACES[pair[0]])
    parts = [
        change_told(code, values, zone),
        *(f"{LABELS[key]} {value_told(key, value, zone)}" for key, value in shown),
    ]
    return _("; ").join(filter(None, parts))


def _state_reached(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where several things may have changed at once, each is told as it is now."""
    after = values.get("after")
    return after if isinstance(after, dict) else {}


def _label(key: str) -> str:
    """The invigilators of a session are counted through."""
    return "invigilator" if INVIGILATOR.fullmatch(key) else key
