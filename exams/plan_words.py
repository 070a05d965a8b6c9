"""What the rules of a plan are called, and their values."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RULES: Final = {
    "exam_name": _("Examination name"),
    "centre_name": _("Test centre name"),
    "centre_code": _("Test centre code"),
    "room_code": _("Room code"),
    "mode": _("Exam mode"),
    "subject": _("Subject"),
    "timezone": _("Time zone"),
    "auth_before_min": _("Authorization from (minutes before)"),
    "login_before_min": _("Login from (minutes before)"),
    "start_before_min": _("Start from (minutes before)"),
    "start_after_min": _("Start at the latest (minutes after)"),
    "countdown_sec": _("Countdown (seconds)"),
    "late_limit_min": _("Late limit (minutes)"),
    "earliest_submit_min": _("Earliest submission (minutes)"),
    "allow_extra_time": _("Extra time allowed"),
    "free_extra_minutes": _("Extra time without a code (minutes)"),
    "max_extra_minutes": _("Most extra time (minutes)"),
    "allow_reset": _("Reset of candidates allowed"),
    "code_policy": _("Authorization codes by"),
    "code_valid_min": _("Validity of a code (minutes)"),
    "require_backup": _("External backup required"),
    "login_by": _("Login by"),
    "login_after_check": _("Login only after the check at the door"),
    "other_seat": _("Login at another seat"),
    "seating": _("Seating"),
    "credit_needs_code": _("Credit needs a code"),
}
SHEETS: Final = {
    "machine": _("Requirements of machines"),
    "software": _("Required software"),
    "tools": _("Tools for answering"),
    "forbidden": _("Forbidden processes"),
    "thresholds": _("Thresholds"),
    "rules_text": _("Rules of the exam room"),
    "guide_text": _("Guide"),
}
SESSION: Final = {
    "": _("Session %(session)d, %(subject)s"),
    "name": _("Session %(session)d: name"),
    "starts_at": _("Session %(session)d, %(subject)s: start"),
    "ends_at": _("Session %(session)d, %(subject)s: end"),
    "duration_min": _("Session %(session)d, %(subject)s: duration (minutes)"),
    "candidates": _("Session %(session)d, %(subject)s: number of candidates"),
}
VALUES: Final[Mapping[str, Mapping[str, Promise]]] = {
    "mode": {"formal": pgettext_lazy("exam", "formal exam"), "mock": pgettext_lazy("exam", "mock exam")},
    "code_policy": {
        "centre": pgettext_lazy("code", "test centre"),
        "superior": pgettext_lazy("code", "superior office"),
    },
    "login_by": {"ticket": _("ticket number"), "ticket_and_id": _("ticket and ID number")},
    "other_seat": {
        "allow": pgettext_lazy("seat", "allow"),
        "warn": pgettext_lazy("seat", "warn"),
        "refuse": pgettext_lazy("seat", "refuse"),
    },
    "seating": {
        "sequence": pgettext_lazy("seating", "by sequence"),
        "lot": pgettext_lazy("seating", "by lot"),
        "list": pgettext_lazy("seating", "by list"),
        "none": pgettext_lazy("seating", "none"),
    },
}
YES_OR_NO: Final = {True: _("yes"), False: _("no")}
NOT_SAID: Final = "–"


def told(rule: str, value: object) -> str:
    """A value as people write it, in their language."""
    match value:
        case None:
            return NOT_SAID
        case bool():
            return str(YES_OR_NO[value])
        case float():
            return f"{value:g}"
        case str() if rule.endswith(("starts_at", "ends_at")):
            return value.replace("T", " ")[: len("2026-03-08 09:00")]
        case _:
            return str(VALUES.get(rule, {}).get(str(value), value))
