"""What files, what they hold and their faults are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from formats.spreadsheets import Kind

KINDS: Final = {
    Kind.PLAN: pgettext_lazy("exam", "plan"),
    Kind.CANDIDATES: pgettext_lazy("exam", "candidates"),
    Kind.PAPERS: pgettext_lazy("exam", "paper"),
    Kind.MATERIAL: pgettext_lazy("exam", "material"),
    Kind.SEATS: pgettext_lazy("exam", "seats"),
    Kind.INFORMATION_SHEET: _("information sheet"),
    Kind.UNKNOWN: _("unknown"),
}
COUNTED: Final = {
    Kind.PLAN: pgettext_lazy("exam", "sessions"),
    Kind.CANDIDATES: pgettext_lazy("exam", "candidates"),
    Kind.PAPERS: _("questions"),
}
LEVELS: Final = {"error": _("error"), "confirm": _("to confirm"), "warning": _("warning")}
