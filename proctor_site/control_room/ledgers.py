"""What the dialogs say of one candidate's time, and of what a move keeps (F1, F6)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from exams.answers import log
from exams.models import Sitting, TimeEntry
from formats.refused import Refused
from incidents.operations import still_possible
from incidents.operations.shared import is_online, presence_of
from incidents.operations.taking_back import possible_ms
from incidents.telling import name_of_user, told_code
from journal.clock import to_ms

MS = timedelta(milliseconds=1)


def nothing_to_check(sitting: Sitting, now: datetime) -> None:
    """A look changes nothing."""


def ledger_of(sitting: Sitting, now: datetime) -> dict[str, Any]:
    """The parts of the deadline: start, duration, accommodation, and each entry with its cause, span, person and code."""
    possible = still_possible(sitting)
    found = list(sitting.time_entries.select_related("by__staff", "reversal").order_by("at", "pk"))
    return {
        "start_at": _ms(sitting.subject.start_at),
        "duration_ms": sitting.subject.duration // MS,
        "accommodation_ms": sitting.accommodation // MS,
        "deadline": _ms(sitting.deadline),
        "remaining_ms": sitting.remaining_ms,
        "version": sitting.deadline_version,
        "seen": sitting.deadline_seen,
        "free": possible.free,
        "most": possible.most,
        "entries": [_entry(entry, sitting, now) for entry in found],
    }


def _entry(entry: TimeEntry, sitting: Sitting, now: datetime) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "cause": entry.cause,
        "ms": entry.ms,
        "began": _ms(entry.began_at),
        "ended": _ms(entry.ended_at),
        "reason": entry.reason,
        "code": told_code(entry.code) if entry.code else "",
        "at": to_ms(entry.at),
        "by": name_of_user(entry.by),
        "reverses": entry.reverses_id,
        **_way_back(entry, sitting, now),
    }


def _way_back(entry: TimeEntry, sitting: Sitting, now: datetime) -> dict[str, Any]:
    """How much of it can be taken back, or why nothing can."""
    if entry.reverses_id or entry.ms is None or hasattr(entry, "reversal"):
        return {"may_take_back": False, "why": ""}
    try:
        return {"may_take_back": True, "takes_back_ms": possible_ms(sitting, entry, now), "why": ""}
    except Refused as refused:
        return {"may_take_back": False, "why": refused.say(_)}


def kept_of(sitting: Sitting, now: datetime) -> dict[str, Any]:
    """What goes along to another machine, and what the old one still has for itself."""
    fold = log.fold(sitting.pk)
    return {
        "answered": fold.answered,
        "files": len(fold.files),
        "saved_at": _ms(sitting.last_saved_at),
        "pending": _pending(sitting, now),
        "left_ms": sitting.time_left(now) // MS,
    }


def _pending(sitting: Sitting, now: datetime) -> int | None:
    """None where nobody knows: what a machine that is away told last is no figure of now."""
    presence = presence_of(sitting)
    told = presence.indicators.get("pending") if presence and is_online(sitting, now) else None
    return told if isinstance(told, int) else None


def _ms(moment: datetime | None) -> int | None:
    return to_ms(moment) if moment else None
