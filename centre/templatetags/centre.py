"""How letters and moments stand on the centre's pages."""

from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()
STATES: dict[str, str | Promise] = {
    "not_logged_in": pgettext_lazy("exam", "not logged in"),
    "logged_in": pgettext_lazy("exam", "logged in"),
    "in_exam": pgettext_lazy("exam", "in the exam"),
    "submitted": pgettext_lazy("exam", "submitted"),
    "absent": pgettext_lazy("exam", "absent"),
}

RECORDS: dict[str, str | Promise] = {
    "violation": pgettext_lazy("exam", "violations"),
    "resume": pgettext_lazy("exam", "resumes"),
    "absence": pgettext_lazy("exam", "absences"),
    "time_entry": _("time ledger"),
    "screen_lock": _("screen locks"),
    "interruption": _("interruptions"),
    "code": _("code requests"),
    "outage": pgettext_lazy("report", "outages"),
    "outing": pgettext_lazy("exam", "outings"),
    "raised_hand": _("raised hands"),
    "attendance": _("attendance list"),
    "message": pgettext_lazy("person", "messages"),
    "unrecoverable": pgettext_lazy("report", "confirmed as unrecoverable"),
}


@register.filter
def record_name(kind: str) -> str:
    """What a record in a package is; as above."""
    return str(RECORDS.get(kind, kind))


@register.filter
def state_name(state: str) -> str:
    """The state of a sitting; one that a later version names is shown as it is."""
    return str(STATES.get(state, state))


@register.filter
def grouped(letters: str) -> str:
    """In fours, as they are read out."""
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


@register.filter
def plan_time(moment: datetime) -> str:
    """In the plan's own time zone, which the moment carries."""
    return f"{moment:%Y-%m-%d %H:%M}"
