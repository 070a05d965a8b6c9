"""What machines call things in their logs, and how the values of a line are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from exams.models import Sitting
from incidents.event_names import name_of
from incidents.telling import span
from journal import clock

Words = str | Promise
MACHINE_WORDS: Final[dict[str, Words]] = {
    "cleared": _l("Answers cleared from the machine"),
    "clock_set": _l("Machine's clock was set"),
    "command": _l("Command carried out"),
    "deadline": _l("New deadline heard"),
    "delivery_refused": _l("Delivery refused by the server"),
    "exam_time_corrected": _l("Exam time put right by the server"),
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
    "at": pgettext_lazy("log", "time"),
    "began_at": pgettext_lazy("log", "began at"),
    "by": pgettext_lazy("log", "by"),
    "chain": pgettext_lazy("log", "running hash"),
    "changes": pgettext_lazy("log", "changes"),
    "closed_at": pgettext_lazy("log", "closed at"),
    "code": pgettext_lazy("log", "code"),
    "count": pgettext_lazy("log", "count"),
    "description": pgettext_lazy("log", "description"),
    "epoch": pgettext_lazy("log", "epoch"),
    "first": pgettext_lazy("log", "first"),
    "kind": pgettext_lazy("log", "kind"),
    "locked_at": pgettext_lazy("log", "locked at"),
    "minutes": pgettext_lazy("log", "minutes"),
    "ms": pgettext_lazy("log", "duration"),
    "number": pgettext_lazy("log", "number"),
    "outcome": pgettext_lazy("log", "outcome"),
    "reason": pgettext_lazy("log", "reason"),
    "refusal": pgettext_lazy("log", "refusal"),
    "revision": pgettext_lazy("log", "revision"),
    "screen": pgettext_lazy("log", "screen"),
    "start_at": pgettext_lazy("log", "start"),
    "state": pgettext_lazy("log", "state"),
    "term": pgettext_lazy("log", "term"),
    "text": pgettext_lazy("log", "text"),
    "type": pgettext_lazy("log", "type"),
    "url": pgettext_lazy("log", "address"),
    "version": pgettext_lazy("log", "version of the deadline"),
    "words": pgettext_lazy("log", "words"),
}
PLACES: Final = {key: place for place, key in enumerate(LABELS)}
MOMENTS: Final = frozenset({"at", "began_at", "closed_at", "locked_at", "start_at", "before", "after"})
SINCE_2001: Final = 10**12  # a number as large as this, where a moment may stand, is one
SPANS: Final = frozenset({"ms"})
NOT_TOLD: Final = frozenset(
    {"actor", "boot_id", "category", "credited_ms", "id", "interruption", "lock", "machine", "matter", "name", "pid", "seat",
     "sitting", "sittings", "ticket", "violation"}
)  # fmt: skip


def name_of_line(code: str) -> str:
    """What a machine's code means; one without a name is shown as it is."""
    return str(MACHINE_WORDS.get(code, code))


def told(values: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The values that say something to a person, each under its name."""
    shown = {key: value for key, value in values.items() if key not in NOT_TOLD and value not in (None, "", {}, [])}
    in_order = sorted(shown, key=lambda key: PLACES.get(key, len(PLACES)))
    return _("; ").join(f"{LABELS.get(key, key)} {_value(key, shown[key], zone)}" for key in in_order)


def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment of the day, to the second."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def _value(key: str, value: Any, zone: ZoneInfo) -> str:
    if key in MOMENTS and isinstance(value, int) and value >= SINCE_2001:
        return clock_text(clock.from_ms(value), zone)
    if key in SPANS and isinstance(value, int):
        return span(value)
    if key == "screen":
        return str(SCREENS.get(value, value))
    if key == "kind":
        return name_of(str(value))
    if value in Sitting.State.values:
        return str(Sitting.State(value).label)
    return str(value)
