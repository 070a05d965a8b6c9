"""Before a batch: who will be done, who is left out and why, and what is still possible (F10)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from exams.models import Sitting
from formats.refused import Refused
from incidents.operations import still_possible
from incidents.operations.absences import check_absence
from incidents.operations.attendance import check_present
from incidents.operations.late_candidates import check_late
from incidents.operations.locks import check_lock, check_locked
from incidents.operations.messages import check_message
from incidents.operations.moves import check_move, check_swap
from incidents.operations.outings import check_out
from incidents.operations.resets import check_reset
from incidents.operations.resumes import check_resume
from incidents.operations.shared import is_online, online_in_exam, presence_of, seat_number
from incidents.operations.violations import check_open
from journal.clock import to_ms
from proctor_site.control_room.ledgers import kept_of, ledger_of, nothing_to_check
from proctor_site.control_room.set_aside import aside_of

Check = Callable[[Sitting, datetime], None]


def preview(sittings: list[Sitting], verb: str, now: datetime) -> list[dict[str, Any]]:
    """One row for each candidate. Raises `KeyError` for a verb without a preview."""
    check, more = PREVIEWS[verb]
    return [_row(sitting, check, more, now) for sitting in sittings]


def _row(
    sitting: Sitting, check: Check, more: Callable[[Sitting, datetime], dict[str, Any]], now: datetime
) -> dict[str, Any]:
    row = {
        "sitting": str(sitting.pk),
        "name": sitting.candidate.name,
        "seat": seat_number(sitting),
        "online": is_online(sitting, now),
        "state": sitting.state,
        "why": "",
    }
    try:
        check(sitting, now)
    except Refused as refused:
        return {**row, "ok": False, "why": refused.say(_)}
    return {**row, "ok": True, **more(sitting, now)}


def _cut(sitting: Sitting, now: datetime) -> dict[str, Any]:
    """How long the candidate could not answer so far, as the server saw it."""
    presence = presence_of(sitting)
    began = presence.closed_at if presence and not is_online(sitting, now) else None
    return {"saved_at": _ms(sitting.last_saved_at), "cut_ms": to_ms(now) - to_ms(began) if began else 0}


def _minutes(sitting: Sitting, now: datetime) -> dict[str, Any]:
    possible = still_possible(sitting)
    return {"granted": possible.granted, "free": possible.free, "most": possible.most}


def _nothing(sitting: Sitting, now: datetime) -> dict[str, Any]:
    return {}


def _ms(moment: datetime | None) -> int | None:
    return to_ms(moment) if moment else None


PREVIEWS: Final[dict[str, tuple[Check, Callable[[Sitting, datetime], dict[str, Any]]]]] = {
    "resume": (check_resume, _cut),
    "ledger": (nothing_to_check, ledger_of),
    "set_aside": (nothing_to_check, aside_of),
    "change_seat": (check_move, kept_of),
    "swap_seats": (check_swap, kept_of),
    "give_extra_time": (online_in_exam, _minutes),
    "admit_late": (check_late, _nothing),
    "reset": (check_reset, _cut),
    "lock": (check_lock, _nothing),
    "register_absence": (check_absence, _nothing),
    "send_message": (check_message, _nothing),
    "mark_present": (check_present, _nothing),
    "let_out": (check_out, _nothing),
    "unlock": (check_locked, _nothing),
    "register_violation": (check_open, _nothing),
}
